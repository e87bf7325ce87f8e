// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel.text;

import static dev.millrace.execution.kernel.text.WordKernels.text;

import dev.millrace.execution.kernel.call.CallSite;
import dev.millrace.execution.kernel.call.Kernel;
import dev.millrace.execution.kernel.call.RowKernel;
import dev.millrace.spi.column.ArrayBuilder;
import dev.millrace.spi.column.BytesBuilder;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.IntBuilder;
import dev.millrace.spi.column.IntColumn;

import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Where and how often a regular expression matches.
final class MatchKernels {
    static final List<String> NAMES =
            List.of("regexp_count", "regexp_extract_all", "regexp_instr", "regexp_substr");

    private MatchKernels() {}

    static Kernel of(CallSite site) {
        String function = site.function();
        Pattern literal = PatternKernels.literal(site);
        Function<String, Pattern> compile = PatternKernels.compiler(function);
        Matching matching =
                (arguments, row) ->
                        (literal != null ? literal : compile.apply(text(arguments[1], row)))
                                .matcher(text(arguments[0], row));
        return switch (function) {
            case "regexp_count" ->
                    RowKernel.<IntBuilder>strict(
                            site.type(),
                            (arguments, row, result) ->
                                    result.append(count(matching.of(arguments, row))));
            case "regexp_instr" ->
                    RowKernel.<IntBuilder>strict(
                            site.type(),
                            (arguments, row, result) -> {
                                Matcher matcher = matching.of(arguments, row);
                                result.append(matcher.find() ? matcher.start() + 1 : 0);
                            });
            case "regexp_substr" ->
                    RowKernel.<BytesBuilder>strict(
                            site.type(),
                            (arguments, row, result) -> first(matching.of(arguments, row), result));
            default ->
                    RowKernel.<ArrayBuilder>strict(
                            site.type(),
                            (arguments, row, result) ->
                                    all(
                                            matching.of(arguments, row),
                                            ((IntColumn) arguments[2]).value(row),
                                            result));
        };
    }

    /// The pattern of a row over the text of the row.
    private interface Matching {
        Matcher of(Column[] arguments, int row);
    }

    private static int count(Matcher matcher) {
        int count = 0;
        while (matcher.find()) {
            count++;
        }
        return count;
    }

    /// NULL if nothing, or nothing but the empty text, matches.
    private static void first(Matcher matcher, BytesBuilder result) {
        if (matcher.find() && !matcher.group().isEmpty()) {
            result.append(matcher.group());
        } else {
            result.appendNull();
        }
    }

    private static void all(Matcher matcher, int group, ArrayBuilder result) {
        while (matcher.find()) {
            PatternKernels.requireGroup("regexp_extract_all", group, matcher);
            String found = matcher.group(group);
            result.elements().appendBoxed(found == null ? "" : found);
        }
        result.endRow();
    }
}
