// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.function;

import static dev.millrace.plan.function.ArgumentRule.ANY_TIMESTAMP;
import static dev.millrace.plan.function.ArgumentRule.DATE;

import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.expression.Expression.Literal;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Locale;

/// `extract(field FROM source)` and its other names: parts of dates, times and intervals.
final class ExtractFunctions {
    private static final DataType SECONDS = new DataType.Decimal(8, 6);

    private ExtractFunctions() {}

    static List<FunctionDefinition> all() {
        return List.of(
                ScalarFunction.of("date_part", 2, 2, ExtractFunctions::part)
                        .aliases("datepart", "extract")
                        .format(
                                (n, a) ->
                                        n.equals("date_part")
                                                ? FunctionDefinition.Format.CALL.text(n, a)
                                                : n + "(" + a.get(0) + " FROM " + a.get(1) + ")"));
    }

    /// The field by its one name, null if there is no such field.
    private static @Nullable String field(String written) {
        return switch (written.toUpperCase(Locale.ROOT)) {
            case "YEAR", "Y", "YEARS", "YR", "YRS" -> "year";
            case "YEAROFWEEK" -> "yearofweek";
            case "QUARTER", "QTR" -> "quarter";
            case "MONTH", "MON", "MONS", "MONTHS" -> "month";
            case "WEEK", "W", "WEEKS" -> "weekofyear";
            case "DAY", "D", "DAYS" -> "day";
            case "DAYOFWEEK", "DOW" -> "dayofweek";
            case "DAYOFWEEK_ISO", "DOW_ISO" -> "dayofweek_iso";
            case "DOY" -> "dayofyear";
            case "HOUR", "H", "HOURS", "HR", "HRS" -> "hour";
            case "MINUTE", "M", "MIN", "MINS", "MINUTES" -> "minute";
            case "SECOND", "S", "SEC", "SECONDS", "SECS" -> "second";
            default -> null;
        };
    }

    private static Expression part(CallSite site, List<Argument> arguments) {
        Argument source = arguments.get(1);
        if (!(arguments.getFirst().expression() instanceof Literal(var value, var ignored))) {
            throw TypeErrors.notFoldable(site, "field", arguments.getFirst());
        }
        if (!(value instanceof String written)) {
            return new Literal(null, DataType.DOUBLE);
        }
        String field = field(written);
        boolean isInterval = Types.isInterval(source.type());
        DataType type =
                field == null
                        ? null
                        : isInterval ? ofInterval(field, source.type()) : ofTime(field);
        if (field == null || type == null) {
            throw invalid(site, written, source);
        }
        List<Argument> only = arguments.subList(1, 2);
        if (isInterval) {
            ArgumentRule same = new ArgumentRule.OneOf(source.type());
            return Signature.of(type, same).call("interval_" + field, site, only);
        }
        boolean ofClock = List.of("hour", "minute", "second").contains(field);
        String kernel = field.equals("second") ? "second_fraction" : field;
        if (Types.isTimeOfDay(source.type())) {
            if (!ofClock) {
                throw invalid(site, written, source);
            }
            return Signature.of(type, TimeOfDayFunctions.TIME)
                    .nullable(Signature.Nullability.ALWAYS)
                    .call(kernel, site, only);
        }
        return Signature.of(type, ofClock ? ANY_TIMESTAMP : DATE).call(kernel, site, only);
    }

    private static DataType ofTime(String field) {
        return field.equals("second") ? SECONDS : DataType.INTEGER;
    }

    private static @Nullable DataType ofInterval(String field, DataType source) {
        return switch (source) {
            case DataType.YearMonthInterval(var start, var end) ->
                    switch (field) {
                        case "year" ->
                                start == DataType.YearMonthInterval.YEAR ? DataType.INTEGER : null;
                        case "month" ->
                                end == DataType.YearMonthInterval.MONTH ? DataType.BYTE : null;
                        default -> null;
                    };
            case DataType.DayTimeInterval(var start, var end) -> {
                int unit = List.of("day", "hour", "minute", "second").indexOf(field);
                boolean hasUnit = unit >= start && unit <= end;
                yield !hasUnit
                        ? null
                        : switch (field) {
                            case "day" -> DataType.INTEGER;
                            case "second" -> SECONDS;
                            default -> DataType.BYTE;
                        };
            }
            default -> ofCalendarInterval(field);
        };
    }

    /// Months, days and microseconds: all parts are there.
    private static @Nullable DataType ofCalendarInterval(String field) {
        return switch (field) {
            case "day" -> DataType.INTEGER;
            case "hour", "minute" -> DataType.BYTE;
            case "second" -> SECONDS;
            default -> null;
        };
    }

    private static MillraceException invalid(CallSite site, String field, Argument source) {
        String shown = "`" + field + "`";
        return TypeErrors.error("INVALID_EXTRACT_FIELD", "42601", site.origin())
                .with("field", shown)
                .with("expr", TypeErrors.quoted(source.text()))
                .text(
                        "Cannot extract "
                                + shown
                                + " from "
                                + TypeErrors.quoted(source.text())
                                + ".");
    }
}
