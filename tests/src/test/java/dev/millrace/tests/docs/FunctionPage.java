// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.docs;

import dev.millrace.plan.function.AggregateFunction;
import dev.millrace.plan.function.FunctionDefinition;
import dev.millrace.plan.function.FunctionRegistry;
import dev.millrace.plan.function.GeneratorFunction;
import dev.millrace.plan.function.HigherOrderFunction;
import dev.millrace.plan.function.RankingFunction;
import dev.millrace.plan.function.ScalarFunction;
import dev.millrace.spi.type.DataType;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// The page `docs/functions.md`: which of Spark's functions Millrace has, and why it lacks the
/// others.
final class FunctionPage {
    /// Why a function is not there, by a pattern of its name; the first that matches counts.
    private static final Map<String, String> REASONS = new LinkedHashMap<>();

    static {
        REASONS.put("st_.*", "geography");
        REASONS.put(".*variant.*|(try_)?parse_json", "the type VARIANT");
        REASONS.put("xpath.*|.*_xml", "XML");
        REASONS.put(".*_avro|.*_protobuf", "Avro and Protobuf");
        REASONS.put("java_method|(try_)?reflect", "reflection");
        REASONS.put("mask", "masking");
        REASONS.put("(hll|kll|theta|tuple)_.*|count_min_sketch|approx_top_k.*", "sketches");
        REASONS.put("(try_)?make_interval", "calendar intervals as values of columns");
        REASONS.put("collations|sql_keywords|python_worker_logs", "table functions");
        REASONS.put(".*", "not yet");
    }

    private final FunctionRegistry functions = new FunctionRegistry(text -> DataType.NULL);

    String text() {
        Set<String> present = new TreeSet<>();
        Set<String> absent = new TreeSet<>();
        Set<String> callable = functions.callable();
        for (String name : FunctionRegistry.namesInSpark()) {
            (callable.contains(name) ? present : absent).add(name);
        }
        StringBuilder page = new StringBuilder("# Functions\n\n");
        page.append("Millrace has ")
                .append(present.size())
                .append(" of the ")
                .append(present.size() + absent.size())
                .append(" functions that Spark 4.2 lists. A function that it lacks is refused by")
                .append(" name before the query runs.\n\n")
                .append("This page is made from the registry: `mvn verify -Dmillrace.record=true`")
                .append(" writes it anew, and a test fails while it does not agree.\n\n## There\n");
        kinds(present)
                .forEach(
                        (kind, names) ->
                                page.append("\n**")
                                        .append(kind)
                                        .append("**: ")
                                        .append(list(names)));
        page.append("\n## Not there\n");
        reasons(absent)
                .forEach(
                        (reason, names) ->
                                page.append("\n**")
                                        .append(reason)
                                        .append("**: ")
                                        .append(list(names)));
        return page.toString();
    }

    private Map<String, Set<String>> kinds(Set<String> names) {
        Map<String, Set<String>> kinds = new LinkedHashMap<>();
        for (String kind :
                List.of("Scalar", "Of lambdas", "Aggregate", "Of windows", "Making rows")) {
            kinds.put(kind, new TreeSet<>());
        }
        names.forEach(name -> kinds.computeIfAbsent(kind(name), k -> new TreeSet<>()).add(name));
        return kinds;
    }

    private String kind(String name) {
        FunctionDefinition definition = functions.find(name);
        return switch (definition) {
            case null -> name.equals("range") ? "Making rows" : "Scalar";
            case ScalarFunction ignored -> "Scalar";
            case HigherOrderFunction ignored -> "Of lambdas";
            case AggregateFunction ignored -> "Aggregate";
            case RankingFunction ignored -> "Of windows";
            case GeneratorFunction ignored -> "Making rows";
        };
    }

    private static Map<String, Set<String>> reasons(Set<String> names) {
        Map<String, Set<String>> reasons = new LinkedHashMap<>();
        REASONS.values().forEach(reason -> reasons.put(reason, new TreeSet<>()));
        for (String name : names) {
            String reason =
                    REASONS.entrySet().stream()
                            .filter(e -> name.matches(e.getKey()))
                            .findFirst()
                            .orElseThrow()
                            .getValue();
            reasons.computeIfAbsent(reason, r -> new TreeSet<>()).add(name);
        }
        reasons.values().removeIf(Set::isEmpty);
        return reasons;
    }

    private static String list(Set<String> names) {
        return names.stream().map(n -> "`" + n + "`").collect(Collectors.joining(", ")) + ".\n";
    }
}
