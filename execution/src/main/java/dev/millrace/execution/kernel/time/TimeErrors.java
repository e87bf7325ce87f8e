// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel.time;

import dev.millrace.execution.kernel.call.ErrorContext;
import dev.millrace.plan.relation.Origin;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;

import org.jspecify.annotations.Nullable;

/// Errors of times that do not exist.
final class TimeErrors {
    private TimeErrors() {}

    static MillraceException outOfBounds(String message) {
        String config = "\"spark.sql.ansi.enabled\"";
        return MillraceException.of(
                        ErrorKind.DATE_TIME,
                        "DATETIME_FIELD_OUT_OF_BOUNDS.WITH_SUGGESTION",
                        "22023")
                .with("rangeMessage", message)
                .with("ansiConfig", config)
                .text(
                        message
                                + ". If necessary set "
                                + config
                                + " to \"false\" to bypass this error.");
    }

    /// @param seconds the seconds as they were given
    static MillraceException fraction(String seconds) {
        return MillraceException.of(ErrorKind.DATE_TIME, "INVALID_FRACTION_OF_SECOND", "22023")
                .with("secAndMicros", seconds)
                .text(
                        "Valid range for seconds is [0, 60] (inclusive), but the provided value is "
                                + seconds
                                + ". To avoid this error, use `try_make_timestamp`, which returns"
                                + " NULL on error. If you do not want to use the session default"
                                + " timestamp version of this function, use"
                                + " `try_make_timestamp_ntz` or `try_make_timestamp_ltz`.");
    }

    static MillraceException outOfBoundsAlways(String message) {
        return MillraceException.of(
                        ErrorKind.DATE_TIME,
                        "DATETIME_FIELD_OUT_OF_BOUNDS.WITHOUT_SUGGESTION",
                        "22023")
                .with("rangeMessage", message)
                .text(message + ".");
    }

    /// @param pattern the one that was asked for, or that of times without one
    static MillraceException cannotParse(String input, String pattern) {
        return MillraceException.of(ErrorKind.DATE_TIME, "CANNOT_PARSE_TIME", "22010")
                .with("input", "'" + input + "'")
                .with("format", "'" + pattern + "'")
                .text(
                        "The input string '"
                                + input
                                + "' cannot be parsed to a TIME value because it does not match to"
                                + " the datetime format '"
                                + pattern
                                + "'.");
    }

    static MillraceException unit(String function, String unit) {
        return MillraceException.of(
                        ErrorKind.ILLEGAL_ARGUMENT, "INVALID_PARAMETER_VALUE.TIME_UNIT", "22023")
                .with("functionName", "`" + function + "`")
                .with("parameter", "`unit`")
                .with("invalidValue", "'" + unit + "'")
                .text(
                        "The value of parameter(s) `unit` in `"
                                + function
                                + "` is invalid: expects one of the units 'HOUR', 'MINUTE',"
                                + " 'SECOND', 'MILLISECOND', 'MICROSECOND', but got '"
                                + unit
                                + "'.");
    }

    /// @param interval as a SQL literal
    static MillraceException timeOverflow(String interval, long nanos) {
        String operation =
                "add " + interval + " to the time value TIME '" + TimeFormat.timeText(nanos) + "'";
        return MillraceException.of(ErrorKind.ARITHMETIC, "DATETIME_OVERFLOW", "22008")
                .with("operation", operation)
                .text("Datetime operation overflow: " + operation + ".");
    }

    static MillraceException intervalOverflow() {
        return MillraceException.of(
                        ErrorKind.ARITHMETIC,
                        "INTERVAL_ARITHMETIC_OVERFLOW.WITHOUT_SUGGESTION",
                        "22015")
                .text(
                        "Integer overflow while operating with intervals. Try devising appropriate"
                                + " values for the interval parameters.");
    }

    static MillraceException intervalByZero(@Nullable Origin origin) {
        return MillraceException.of(ErrorKind.ARITHMETIC, "INTERVAL_DIVIDED_BY_ZERO", "22012")
                .context(ErrorContext.of(origin))
                .text(
                        "Division by zero. Use `try_divide` to tolerate divisor being 0 and return"
                                + " NULL instead.");
    }

    static MillraceException zone(String name) {
        return MillraceException.of(ErrorKind.DATE_TIME, "INVALID_TIMEZONE", "22009")
                .with("timeZone", name)
                .text(
                        "The timezone: "
                                + name
                                + " is invalid. The timezone must be either a region-based zone ID"
                                + " or a zone offset. Region IDs must have the form 'area/city',"
                                + " such as 'America/Los_Angeles'. Zone offsets must be in the"
                                + " format '(+|-)HH', '(+|-)HH:mm' or '(+|-)HH:mm:ss', e.g '-08' ,"
                                + " '+01:00' or '-13:33:33', and must be in the range from -18:00"
                                + " to +18:00. 'Z' and 'UTC' are accepted as synonyms for"
                                + " '+00:00'.");
    }
}
