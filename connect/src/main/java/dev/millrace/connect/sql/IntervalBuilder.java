// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.sql;

import dev.millrace.connect.convert.IntervalText;
import dev.millrace.plan.relation.ParsedExpression.Literal;
import dev.millrace.spi.column.CalendarIntervalValue;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.DataType.DayTimeInterval;
import dev.millrace.spi.type.DataType.YearMonthInterval;

import org.antlr.v4.runtime.ParserRuleContext;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.ErrorCapturingUnitToUnitIntervalContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.IntervalContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.IntervalValueContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.MultiUnitsIntervalContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.UnitInMultiUnitsContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.UnitToUnitIntervalContext;
import org.apache.spark.sql.errors.QueryParsingErrors;

import scala.jdk.javaapi.CollectionConverters;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// `INTERVAL …` with units: `INTERVAL 3 DAYS`, `INTERVAL '1 02:03' DAY TO MINUTE`.
final class IntervalBuilder {
    private static final long MICROS_PER_SECOND = 1_000_000;
    private static final long MICROS_PER_MINUTE = 60 * MICROS_PER_SECOND;
    private static final long MICROS_PER_HOUR = 60 * MICROS_PER_MINUTE;
    private static final long MICROS_PER_DAY = 24 * MICROS_PER_HOUR;

    private static final Pattern YEAR_MONTH = Pattern.compile("([+-]?)(\\d+)-(\\d+)");

    /// Where each day-time form has its day, hour, minute and second.
    private static final Map<String, Pattern> DAY_TIME =
            Map.of(
                    "day to hour",
                    Pattern.compile("([+-]?)(?<day>\\d+) +(?<hour>\\d{1,2})"),
                    "day to minute",
                    Pattern.compile("([+-]?)(?<day>\\d+) +(?<hour>\\d{1,2}):(?<minute>\\d{1,2})"),
                    "day to second",
                    Pattern.compile(
                            "([+-]?)(?<day>\\d+) +(?<hour>\\d{1,2}):(?<minute>\\d{1,2})"
                                    + ":(?<second>\\d{1,2})(?:\\.(?<fraction>\\d{1,9}))?"),
                    "hour to minute",
                    Pattern.compile("([+-]?)(?<hour>\\d+):(?<minute>\\d{1,2})"),
                    "hour to second",
                    Pattern.compile(
                            "([+-]?)(?<hour>\\d+):(?<minute>\\d{1,2}):(?<second>\\d{1,2})"
                                    + "(?:\\.(?<fraction>\\d{1,9}))?"),
                    "minute to second",
                    Pattern.compile(
                            "([+-]?)(?<minute>\\d+):(?<second>\\d{1,2})"
                                    + "(?:\\.(?<fraction>\\d{1,9}))?"));

    private final LiteralBuilder literals;

    IntervalBuilder(LiteralBuilder literals) {
        this.literals = literals;
    }

    Literal build(IntervalContext interval) {
        if (interval.errorCapturingMultiUnitsInterval() != null) {
            var capturing = interval.errorCapturingMultiUnitsInterval();
            if (capturing.unitToUnitInterval() != null) {
                throw ParseSession.error(
                        interval,
                        () ->
                                QueryParsingErrors.moreThanOneFromToUnitInIntervalLiteralError(
                                        interval));
            }
            return multiUnits(interval, capturing.body);
        }
        ErrorCapturingUnitToUnitIntervalContext capturing =
                interval.errorCapturingUnitToUnitInterval();
        if (capturing == null) {
            throw MillraceException.unsupported("'" + ParseSession.source(interval) + "'");
        }
        if (capturing.error1 != null || capturing.error2 != null) {
            throw ParseSession.error(
                    interval,
                    () -> QueryParsingErrors.moreThanOneFromToUnitInIntervalLiteralError(interval));
        }
        return unitToUnit(capturing.body);
    }

    private Literal multiUnits(IntervalContext interval, MultiUnitsIntervalContext body) {
        StringBuilder text = new StringBuilder();
        List<String> units = new ArrayList<>();
        for (int i = 0; i < body.unit.size(); i++) {
            UnitInMultiUnitsContext unit = body.unit.get(i);
            String value = value(body.intervalValue(i));
            if (value.chars().anyMatch(Character::isLetter)) {
                throw ParseSession.error(
                        body, () -> QueryParsingErrors.invalidIntervalFormError(value, body));
            }
            units.add(unit.getText().toLowerCase(Locale.ROOT));
            text.append(value).append(' ').append(units.getLast()).append(' ');
        }
        try {
            return literal(interval, IntervalText.parse(text.toString()), units);
        } catch (MillraceException failure) {
            throw failure.context() == null && failure.condition() != null
                    ? parseError(failure.condition(), failure.parameters(), body)
                    : failure;
        }
    }

    /// A literal of the narrowest interval type with these units.
    Literal literal(ParserRuleContext place, CalendarIntervalValue value, List<String> units) {
        int least = Integer.MAX_VALUE;
        int greatest = Integer.MIN_VALUE;
        boolean hasYearMonth = false;
        boolean hasDayTime = false;
        for (String unit : units) {
            int field = field(unit);
            boolean isYearMonth = unit.startsWith("year") || unit.startsWith("month");
            hasYearMonth |= isYearMonth;
            hasDayTime |= !isYearMonth;
            least = Math.min(least, field);
            greatest = Math.max(greatest, field);
        }
        if (hasYearMonth && hasDayTime) {
            throw ParseSession.error(
                    place,
                    () ->
                            QueryParsingErrors.mixedIntervalUnitsError(
                                    ParseSession.source(place), place));
        }
        if (hasYearMonth) {
            return new Literal(value.months(), new YearMonthInterval(least, greatest));
        }
        long micros =
                Math.addExact(
                        Math.multiplyExact((long) value.days(), MICROS_PER_DAY), value.micros());
        return new Literal(micros, new DayTimeInterval(least, greatest));
    }

    private static int field(String unit) {
        return switch (unit) {
            case "year", "years" -> YearMonthInterval.YEAR;
            case "month", "months" -> YearMonthInterval.MONTH;
            case "week", "weeks", "day", "days" -> DayTimeInterval.DAY;
            case "hour", "hours" -> DayTimeInterval.HOUR;
            case "minute", "minutes" -> DayTimeInterval.MINUTE;
            default -> DayTimeInterval.SECOND;
        };
    }

    private Literal unitToUnit(UnitToUnitIntervalContext body) {
        if (body.value.stringLit() == null) {
            throw ParseSession.error(
                    body.value, () -> QueryParsingErrors.invalidFromToUnitValueError(body.value));
        }
        String text = value(body.value);
        String from = body.from.getText().toLowerCase(Locale.ROOT);
        String to = body.to.getText().toLowerCase(Locale.ROOT);
        String units = from + " to " + to;
        if (units.equals("year to month")) {
            return yearMonth(body, text);
        }
        Pattern pattern = DAY_TIME.get(units);
        if (pattern == null) {
            throw parseError(
                    "INVALID_INTERVAL_FORMAT.UNSUPPORTED_FROM_TO_EXPRESSION",
                    Map.of("input", text, "from", from, "to", to),
                    body);
        }
        Matcher match = pattern.matcher(text.strip());
        if (!match.matches()) {
            throw malformed(body, text, "day-time");
        }
        long micros = part(match, "day", MICROS_PER_DAY, Long.MAX_VALUE, body, text);
        boolean startsWithHour = from.equals("hour");
        boolean startsWithMinute = from.equals("minute");
        micros +=
                part(
                        match,
                        "hour",
                        MICROS_PER_HOUR,
                        startsWithHour ? Long.MAX_VALUE : 23,
                        body,
                        text);
        micros +=
                part(
                        match,
                        "minute",
                        MICROS_PER_MINUTE,
                        startsWithMinute ? Long.MAX_VALUE : 59,
                        body,
                        text);
        micros += part(match, "second", MICROS_PER_SECOND, 59, body, text);
        micros += fraction(match);
        DataType type = new DayTimeInterval(field(from), field(to));
        return new Literal(match.group(1).equals("-") ? -micros : micros, type);
    }

    private Literal yearMonth(UnitToUnitIntervalContext body, String text) {
        Matcher match = YEAR_MONTH.matcher(text.strip());
        if (!match.matches() || match.group(2).length() > 9 || match.group(3).length() > 2) {
            throw malformed(body, text, "year-month");
        }
        long months = Long.parseLong(match.group(3));
        if (months > 11) {
            throw malformed(body, text, "year-month");
        }
        months += 12 * Long.parseLong(match.group(2));
        if (months > Integer.MAX_VALUE) {
            throw malformed(body, text, "year-month");
        }
        int signed = (int) (match.group(1).equals("-") ? -months : months);
        return new Literal(signed, DataType.YEAR_MONTH_INTERVAL);
    }

    private static long part(
            Matcher match,
            String name,
            long unitMicros,
            long greatest,
            UnitToUnitIntervalContext body,
            String text) {
        if (!match.namedGroups().containsKey(name)) {
            return 0;
        }
        try {
            long value = Long.parseLong(match.group(name));
            if (value <= greatest) {
                return Math.multiplyExact(value, unitMicros);
            }
        } catch (ArithmeticException | NumberFormatException overflow) {
            throw malformed(body, text, "day-time");
        }
        throw malformed(body, text, "day-time");
    }

    private static long fraction(Matcher match) {
        if (!match.namedGroups().containsKey("fraction") || match.group("fraction") == null) {
            return 0;
        }
        return Long.parseLong((match.group("fraction") + "000000000").substring(0, 9)) / 1000;
    }

    private static RuntimeException malformed(
            UnitToUnitIntervalContext body, String text, String interval) {
        return parseError(
                "INVALID_INTERVAL_FORMAT.INTERVAL_PARSING",
                Map.of("input", text, "interval", interval),
                body);
    }

    private static RuntimeException parseError(
            String condition, Map<String, String> parameters, ParserRuleContext place) {
        return ParseSession.error(
                place,
                () ->
                        new ParseException(
                                condition,
                                scala.collection.immutable.Map$.MODULE$.from(
                                        CollectionConverters.asScala(parameters)),
                                place));
    }

    /// The number with its sign; a minus in front of a string turns the sign inside.
    private String value(IntervalValueContext value) {
        String text =
                value.stringLit() == null
                        ? value.getText().replaceFirst("^[+-]", "")
                        : literals.string(value.stringLit()).strip();
        if (value.MINUS() == null) {
            return text;
        }
        return text.startsWith("-") ? text.substring(1) : "-" + text.replaceFirst("^\\+", "");
    }
}
