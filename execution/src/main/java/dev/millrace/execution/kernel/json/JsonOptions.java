// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel.json;

import dev.millrace.execution.kernel.call.CallSite;
import dev.millrace.execution.kernel.time.TimePattern;
import dev.millrace.execution.kernel.time.TimeText;
import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.expression.Expression.Literal;
import dev.millrace.spi.error.MillraceException;

import org.jspecify.annotations.Nullable;

import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/// The options of `to_json` and `from_json`, by Spark's names. An unknown one is refused.
///
/// @param dateFormat null for `yyyy-MM-dd`
/// @param timeFormat null for `HH:mm:ss` with the fraction there is
/// @param customTimestampFormat true if the option was given: then text must match it exactly
/// @param zone null for the session's
/// @param failsFast `mode=FAILFAST`: malformed text is an error instead of NULLs
public record JsonOptions(
        TimePattern timestampFormat,
        boolean customTimestampFormat,
        TimePattern localFormat,
        @Nullable TimePattern dateFormat,
        @Nullable TimePattern timeFormat,
        boolean ignoresNullFields,
        @Nullable ZoneId zone,
        boolean failsFast) {
    /// Reads options given as names (in any case) and values.
    ///
    /// @param reading true for `from_json`, false for `to_json`: patterns differ in what they allow
    public static JsonOptions of(Map<String, String> options, boolean reading) {
        Function<String, TimePattern> compile =
                reading ? TimePattern::forReading : TimePattern::forWriting;
        String timestampFormat = null;
        String localFormat = "yyyy-MM-dd'T'HH:mm:ss[.SSS]";
        TimePattern dateFormat = null;
        TimePattern timeFormat = null;
        boolean ignoresNullFields = true;
        ZoneId zone = null;
        boolean failsFast = false;
        for (Map.Entry<String, String> option : options.entrySet()) {
            String value = option.getValue();
            switch (option.getKey().toLowerCase(Locale.ROOT)) {
                case "timestampformat" -> timestampFormat = value;
                case "timestampntzformat" -> localFormat = value;
                case "dateformat" -> dateFormat = compile.apply(value);
                case "timeformat" -> timeFormat = compile.apply(value);
                case "ignorenullfields" -> ignoresNullFields = Boolean.parseBoolean(value);
                case "timezone" -> zone = TimeText.zoneOf(value);
                case "mode" -> failsFast = value.equalsIgnoreCase("FAILFAST");
                default ->
                        throw MillraceException.unsupported(
                                "the JSON option `" + option.getKey() + "`");
            }
        }
        String timestamps =
                timestampFormat == null ? "yyyy-MM-dd'T'HH:mm:ss[.SSS][XXXXX]" : timestampFormat;
        return new JsonOptions(
                compile.apply(timestamps),
                timestampFormat != null,
                compile.apply(localFormat),
                dateFormat,
                timeFormat,
                ignoresNullFields,
                zone,
                failsFast);
    }

    /// The options of a call: a map of literals as argument `index`, if it has one.
    static JsonOptions of(CallSite site, int index, boolean reading) {
        return of(given(site, index), reading);
    }

    /// The options of a call by the names that are written.
    static Map<String, String> given(CallSite site, int index) {
        Map<String, String> options = new LinkedHashMap<>();
        if (site.argumentCount() <= index) {
            return options;
        }
        switch (site.call().arguments().get(index)) {
            case Literal(Map<?, ?> values, var ignored) ->
                    values.forEach((key, value) -> options.put("" + key, "" + value));
            case Expression.Call call when call.function().equals("map") -> {
                List<Expression> entries = call.arguments();
                for (int i = 0; i + 1 < entries.size(); i += 2) {
                    options.put(text(entries.get(i)), text(entries.get(i + 1)));
                }
            }
            default -> throw MillraceException.unsupported("JSON options that are no constants");
        }
        return options;
    }

    private static String text(Expression expression) {
        Expression plain = expression;
        while (plain instanceof Expression.Cast cast) {
            plain = cast.child();
        }
        if (plain instanceof Literal(String text, var ignored)) {
            return text;
        }
        throw MillraceException.unsupported("JSON options that are no constants");
    }
}
