// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.function;

import dev.millrace.spi.error.MillraceException;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/// All built-in functions by name. Immutable; made once for the server.
public final class FunctionRegistry {
    /// Names that the grammar or the analyser knows without a definition.
    private static final Set<String> ANALYSED =
            Set.of(
                    "arrays_zip",
                    "bigint",
                    "binary",
                    "boolean",
                    "case",
                    "cast",
                    "date",
                    "decimal",
                    "double",
                    "float",
                    "grouping",
                    "grouping_id",
                    "int",
                    "range",
                    "session_window",
                    "smallint",
                    "string",
                    "struct",
                    "timestamp",
                    "tinyint",
                    "window",
                    "window_time");

    private final Map<String, FunctionDefinition> functions;

    /// @param schemas reads the schemas that calls contain as text
    public FunctionRegistry(SchemaParser schemas) {
        List<FunctionDefinition> all = new ArrayList<>();
        all.addAll(ArithmeticFunctions.all());
        all.addAll(PredicateFunctions.all());
        all.addAll(ConditionalFunctions.all());
        all.addAll(StringFunctions.all());
        all.addAll(MathFunctions.all());
        all.addAll(DateTimeFunctions.all());
        all.addAll(CollectionFunctions.all());
        all.addAll(NumberFunctions.all());
        all.addAll(NumberPatternFunctions.all());
        all.addAll(VectorFunctions.all());
        all.addAll(WordFunctions.all());
        all.addAll(CodeFunctions.all());
        all.addAll(ArrayFunctions.all());
        all.addAll(MapFunctions.all());
        all.addAll(HigherOrderFunctions.all());
        all.addAll(MiscFunctions.all(schemas));
        all.addAll(AggregateFunctions.all());
        all.addAll(WindowFunctions.all());
        all.addAll(GeneratorFunctions.all());
        Map<String, FunctionDefinition> byName = new HashMap<>();
        for (FunctionDefinition function : all) {
            register(byName, function.name(), function);
            function.aliases().forEach(alias -> register(byName, alias, function));
        }
        functions = Map.copyOf(byName);
    }

    private static void register(
            Map<String, FunctionDefinition> byName, String name, FunctionDefinition function) {
        if (byName.put(name, function) != null) {
            throw MillraceException.bug("two functions are named " + name);
        }
    }

    /// The function of this name in any case, null if Millrace has none.
    public @Nullable FunctionDefinition find(String name) {
        return functions.get(name.toLowerCase(Locale.ROOT));
    }

    /// True if real Spark has a function of this name that Millrace lacks: then it is refused as
    /// unsupported, not as unknown.
    public boolean isKnownToSpark(String name) {
        return SparkFunctionNames.ALL.contains(name.toLowerCase(Locale.ROOT));
    }

    /// All names that `SHOW FUNCTIONS` of real Spark lists, for the documentation.
    public static Set<String> namesInSpark() {
        return SparkFunctionNames.ALL;
    }

    /// What `SHOW FUNCTIONS` says: the names of Spark that a query can call, and operators. What
    /// is defined here under other names is not called but meant.
    public SortedSet<String> callable() {
        SortedSet<String> names = new TreeSet<>(ANALYSED);
        for (String name : functions.keySet()) {
            if (isKnownToSpark(name) || !Character.isLetter(name.charAt(0))) {
                names.add(name);
            }
        }
        return names;
    }

    /// All names, for tests.
    public List<String> names() {
        return functions.keySet().stream().sorted().toList();
    }
}
