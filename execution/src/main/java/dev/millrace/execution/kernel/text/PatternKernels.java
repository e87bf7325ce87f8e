// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel.text;

import dev.millrace.execution.kernel.call.CallSite;
import dev.millrace.execution.kernel.call.Columns;
import dev.millrace.execution.kernel.call.Kernel;
import dev.millrace.execution.kernel.call.KernelErrors;
import dev.millrace.execution.kernel.call.RowKernel;
import dev.millrace.spi.column.ArrayBuilder;
import dev.millrace.spi.column.BooleanColumn;
import dev.millrace.spi.column.BytesBuilder;
import dev.millrace.spi.column.BytesColumn;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.IntColumn;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// LIKE and regular expressions. A literal pattern is compiled with the query, others once per
/// batch
/// and differing text.
final class PatternKernels {
    static final List<String> NAMES =
            List.of(
                    "like",
                    "ilike",
                    "like any",
                    "like all",
                    "not like any",
                    "not like all",
                    "rlike",
                    "regexp_replace",
                    "regexp_extract",
                    "split");

    private PatternKernels() {}

    static Kernel of(CallSite site) {
        return switch (site.function()) {
            case "like" -> like(site, false);
            case "ilike" -> like(site, true);
            case "like any" -> likeMany(site, true, true);
            case "like all" -> likeMany(site, false, false);
            case "not like any" -> likeMany(site, false, true);
            case "not like all" -> likeMany(site, true, false);
            case "rlike" -> rlike(site);
            case "regexp_replace" -> replace(site);
            case "regexp_extract" -> extract(site);
            default -> split(site);
        };
    }

    /// The compiled patterns of one evaluation.
    private static final class Compiled<P> {
        private final @Nullable P literal;
        private final Function<String, P> compile;
        private final Map<String, P> others = new HashMap<>();

        Compiled(@Nullable P literal, Function<String, P> compile) {
            this.literal = literal;
            this.compile = compile;
        }

        P at(Column[] arguments, int row) {
            P known = literal;
            return known != null
                    ? known
                    : others.computeIfAbsent(((BytesColumn) arguments[1]).text(row), compile);
        }
    }

    private static Kernel like(CallSite site, boolean ignoreCase) {
        String escape = site.argumentCount() > 2 ? site.literalText(2) : "\\";
        char escaping = escape == null || escape.isEmpty() ? '\\' : escape.charAt(0);
        Function<String, LikePattern> compile =
                text -> LikePattern.of(ignoreCase ? text.toLowerCase(Locale.ROOT) : text, escaping);
        String text = site.literalText(1);
        LikePattern literal = text == null ? null : compile.apply(text);
        return (arguments, rowCount, context) -> {
            Compiled<LikePattern> patterns = new Compiled<>(literal, compile);
            BytesColumn column = (BytesColumn) arguments[0];
            long[] valid = Columns.validity(arguments);
            boolean[] result = new boolean[rowCount];
            for (int i = 0; i < rowCount; i++) {
                if (!Columns.isValid(valid, i)) {
                    continue;
                }
                LikePattern pattern = patterns.at(arguments, i);
                if (ignoreCase) {
                    byte[] lower =
                            column.text(i)
                                    .toLowerCase(Locale.ROOT)
                                    .getBytes(java.nio.charset.StandardCharsets.UTF_8);
                    result[i] = pattern.matches(lower, 0, lower.length);
                } else {
                    result[i] = pattern.matches(column.data(), column.start(i), column.length(i));
                }
            }
            return new BooleanColumn(result, valid, rowCount);
        };
    }

    /// Many literal patterns: the first whose match is `deciding` decides for `decision`.
    private static Kernel likeMany(CallSite site, boolean deciding, boolean decision) {
        LikePattern[] patterns = new LikePattern[site.argumentCount() - 1];
        for (int i = 0; i < patterns.length; i++) {
            String text = Objects.requireNonNull(site.literalText(i + 1), "a pattern");
            patterns[i] = LikePattern.of(text, '\\');
        }
        return (arguments, rowCount, context) -> {
            BytesColumn column = (BytesColumn) arguments[0];
            long[] valid = arguments[0].validity();
            boolean[] result = new boolean[rowCount];
            for (int i = 0; i < rowCount; i++) {
                if (!Columns.isValid(valid, i)) {
                    continue;
                }
                boolean found = false;
                for (int j = 0; j < patterns.length && !found; j++) {
                    found =
                            patterns[j].matches(column.data(), column.start(i), column.length(i))
                                    == deciding;
                }
                result[i] = found == decision;
            }
            return new BooleanColumn(result, valid, rowCount);
        };
    }

    static Function<String, Pattern> compiler(String function) {
        return text -> {
            try {
                return Pattern.compile(text);
            } catch (PatternSyntaxException wrong) {
                String shown = "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
                throw KernelErrors.parameter("PATTERN", function, "regexp")
                        .with("value", shown)
                        .text(KernelErrors.parameterText(function, "regexp", shown + "."));
            }
        };
    }

    /// A literal that is no pattern is an error of the rows, not of the query.
    static @Nullable Pattern literal(CallSite site) {
        String text = site.literalText(1);
        if (text == null) {
            return null;
        }
        try {
            return Pattern.compile(text);
        } catch (PatternSyntaxException wrong) {
            return null;
        }
    }

    private static Kernel rlike(CallSite site) {
        Pattern literal = literal(site);
        return (arguments, rowCount, context) -> {
            Compiled<Pattern> patterns = new Compiled<>(literal, compiler("rlike"));
            BytesColumn column = (BytesColumn) arguments[0];
            long[] valid = Columns.validity(arguments);
            boolean[] result = new boolean[rowCount];
            for (int i = 0; i < rowCount; i++) {
                if (Columns.isValid(valid, i)) {
                    result[i] = patterns.at(arguments, i).matcher(column.text(i)).find();
                }
            }
            return new BooleanColumn(result, valid, rowCount);
        };
    }

    /// Text before the position (the fourth argument, from 1) is left alone.
    private static Kernel replace(CallSite site) {
        Pattern literal = literal(site);
        return (arguments, rowCount, context) -> {
            Compiled<Pattern> patterns = new Compiled<>(literal, compiler("regexp_replace"));
            RowKernel<BytesBuilder> rows =
                    RowKernel.strict(
                            site.type(),
                            (a, row, result) ->
                                    result.append(replaced(a, row, patterns.at(a, row))));
            return rows.evaluate(arguments, rowCount, context);
        };
    }

    private static String replaced(Column[] arguments, int row, Pattern pattern) {
        String text = ((BytesColumn) arguments[0]).text(row);
        String replacement = ((BytesColumn) arguments[2]).text(row);
        int position = arguments.length > 3 ? ((IntColumn) arguments[3]).value(row) : 1;
        if (position < 1 || (position > 1 && position > text.length())) {
            return text;
        }
        Matcher matcher = pattern.matcher(text).region(position - 1, text.length());
        StringBuilder result = new StringBuilder();
        try {
            while (matcher.find()) {
                matcher.appendReplacement(result, replacement);
            }
        } catch (IndexOutOfBoundsException | IllegalArgumentException noGroup) {
            throw MillraceException.of(ErrorKind.RUNTIME, "INVALID_REGEXP_REPLACE", "22023")
                    .with("source", text)
                    .with("pattern", pattern.pattern())
                    .with("replacement", replacement)
                    .with("position", position)
                    .text(
                            "Could not perform regexp_replace for source = \""
                                    + text
                                    + "\", pattern = \""
                                    + pattern.pattern()
                                    + "\", replacement = \""
                                    + replacement
                                    + "\" and position = "
                                    + position
                                    + ".");
        }
        return matcher.appendTail(result).toString();
    }

    private static Kernel extract(CallSite site) {
        Pattern literal = literal(site);
        return (arguments, rowCount, context) -> {
            Compiled<Pattern> patterns = new Compiled<>(literal, compiler("regexp_extract"));
            RowKernel<BytesBuilder> rows =
                    RowKernel.strict(
                            site.type(),
                            (a, row, result) ->
                                    result.append(extracted(a, row, patterns.at(a, row))));
            return rows.evaluate(arguments, rowCount, context);
        };
    }

    /// Refuses a group that the pattern does not have.
    static void requireGroup(String function, int group, Matcher matcher) {
        int count = matcher.groupCount();
        if (group >= 0 && group <= count) {
            return;
        }
        throw KernelErrors.parameter("REGEX_GROUP_INDEX", function, "idx")
                .with("groupCount", count)
                .with("groupIndex", group)
                .text(
                        KernelErrors.parameterText(
                                function,
                                "idx",
                                "Expects group index between 0 and "
                                        + count
                                        + ", but got "
                                        + group
                                        + "."));
    }

    private static String extracted(Column[] arguments, int row, Pattern pattern) {
        Matcher matcher = pattern.matcher(((BytesColumn) arguments[0]).text(row));
        int group = arguments.length > 2 ? ((IntColumn) arguments[2]).value(row) : 1;
        requireGroup("regexp_extract", group, matcher);
        if (!matcher.find()) {
            return "";
        }
        String found = matcher.group(group);
        return found == null ? "" : found;
    }

    /// Empty parts at the end are kept. An empty pattern cuts between all characters.
    private static Kernel split(CallSite site) {
        Pattern literal = literal(site);
        return (arguments, rowCount, context) -> {
            Compiled<Pattern> patterns = new Compiled<>(literal, compiler("split"));
            RowKernel<ArrayBuilder> rows =
                    RowKernel.strict(
                            site.type(),
                            (a, row, result) -> {
                                String text = ((BytesColumn) a[0]).text(row);
                                Pattern pattern = patterns.at(a, row);
                                int limit = a.length > 2 ? ((IntColumn) a[2]).value(row) : -1;
                                BytesBuilder parts = (BytesBuilder) result.elements();
                                if (pattern.pattern().isEmpty()) {
                                    splitCharacters(text, limit, parts);
                                } else {
                                    for (String part :
                                            pattern.split(text, limit <= 0 ? -1 : limit)) {
                                        parts.append(part);
                                    }
                                }
                                result.endRow();
                            });
            return rows.evaluate(arguments, rowCount, context);
        };
    }

    private static void splitCharacters(String text, int limit, BytesBuilder parts) {
        if (text.isEmpty()) {
            parts.append("");
            return;
        }
        int count = 0;
        for (int at = 0; at < text.length(); count++) {
            int next = text.offsetByCodePoints(at, 1);
            if (limit > 0 && count == limit - 1) {
                next = text.length();
            }
            parts.append(text.substring(at, next));
            at = next;
        }
    }
}
