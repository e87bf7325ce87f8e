// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel.cast;

import dev.millrace.execution.kernel.call.Kernel;
import dev.millrace.plan.expression.Misfit;
import dev.millrace.spi.column.BytesColumn;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.IntColumn;
import dev.millrace.spi.column.LongColumn;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.DataType.DayTimeInterval;
import dev.millrace.spi.type.DataType.YearMonthInterval;

import java.math.BigInteger;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Casts of texts to the intervals of one range of fields: `-1-2`, `1 02:03:04.5`, or the same as
/// a SQL literal.
final class TextInterval {
    private static final String[] YEAR_MONTH_FIELDS = {"year", "month"};
    private static final String[] DAY_TIME_FIELDS = {"day", "hour", "minute", "second"};
    private static final String[] YEAR_MONTH_SIGNS = {"y", "m"};
    private static final String[] DAY_TIME_SIGNS = {"d", "h", "m", "s.n"};
    private static final String SIGN = "([+-])?";
    private static final int NANO_DIGITS = 9;
    private static final String NANOS = "0".repeat(NANO_DIGITS);

    /// How large the first of several day-time fields may be.
    private static final long[] GREATEST_FIRST = {
        106_751_991L, 2_562_047_788L, 153_722_867_280L, 9_223_372_036_854L
    };

    /// How many digits a day-time field may have that stands alone.
    private static final int[] DIGITS_ALONE = {9, 10, 12, 13};

    private final boolean failsOnError;
    private final DataType type;
    private final boolean isMonths;
    private final int start;
    private final int end;
    private final Pattern plain;
    private final Pattern literal;

    private TextInterval(CastSite site) {
        this.failsOnError = site.misfit() != Misfit.NULL;
        this.type = site.to();
        switch (type) {
            case YearMonthInterval months -> {
                isMonths = true;
                start = months.start();
                end = months.end();
            }
            case DayTimeInterval time -> {
                isMonths = false;
                start = time.start();
                end = time.end();
            }
            default -> throw MillraceException.bug("no interval of fields: " + type);
        }
        StringBuilder body = new StringBuilder();
        for (int field = start; field <= end; field++) {
            body.append(
                    field == start
                            ? "(\\d+)"
                            : separator(field) + (isMonths ? "(\\d+)" : "(\\d{1,2})"));
        }
        if (!isMonths && end == DayTimeInterval.SECOND) {
            body.append("(\\.\\d{1,9})?");
        }
        String units = fieldName(start) + (start == end ? "" : "\\s+TO\\s+" + fieldName(end));
        this.plain = Pattern.compile(SIGN + body);
        this.literal =
                Pattern.compile(
                        "INTERVAL\\s+" + SIGN + "'" + SIGN + body + "'\\s+" + units,
                        Pattern.CASE_INSENSITIVE);
    }

    /// A text of another form is an error without ANSI mode too, as in Spark; only `try_cast` makes
    /// it NULL.
    static Kernel of(CastSite site) {
        TextInterval interval = new TextInterval(site);
        return (arguments, rowCount, context) ->
                interval.converted((BytesColumn) arguments[0], rowCount);
    }

    private String fieldName(int field) {
        return isMonths ? YEAR_MONTH_FIELDS[field] : DAY_TIME_FIELDS[field];
    }

    private String separator(int field) {
        if (isMonths) {
            return "-";
        }
        return field == DayTimeInterval.HOUR ? " " : ":";
    }

    private Column converted(BytesColumn texts, int rowCount) {
        int[] months = new int[isMonths ? rowCount : 0];
        long[] micros = new long[isMonths ? 0 : rowCount];
        Nulls nulls = new Nulls(texts.validity(), rowCount);
        for (int i = 0; i < rowCount; i++) {
            if (!nulls.isValid(i)) {
                continue;
            }
            try {
                if (isMonths) {
                    months[i] = months(texts.text(i));
                } else {
                    micros[i] = parse(texts.text(i));
                }
            } catch (MillraceException failure) {
                if (failsOnError) {
                    throw failure;
                }
                nulls.add(i);
            } catch (ArithmeticException overflow) {
                if (failsOnError) {
                    throw MillraceException.of(ErrorKind.ARITHMETIC)
                            .cause(overflow)
                            .text("long overflow");
                }
                nulls.add(i);
            }
        }
        return isMonths
                ? new IntColumn(months, nulls.validity(), rowCount)
                : new LongColumn(micros, nulls.validity(), rowCount);
    }

    private int months(String text) {
        try {
            return Math.toIntExact(parse(text));
        } catch (ArithmeticException | NumberFormatException outOfRange) {
            throw outOfRange(text);
        }
    }

    /// In the unit of the column.
    private long parse(String text) {
        String trimmed = text.strip();
        Matcher match = plain.matcher(trimmed);
        int first = 2;
        boolean isNegative;
        if (match.matches()) {
            isNegative = "-".equals(match.group(1));
        } else {
            match = literal.matcher(trimmed);
            if (!match.matches()) {
                throw malformed(text);
            }
            isNegative = "-".equals(match.group(1)) != "-".equals(match.group(2));
            first = 3;
        }
        long sum = 0;
        for (int field = start; field <= end; field++) {
            long value = value(text, match.group(first + field - start), field);
            long unit = isMonths ? ToInterval.months(field) : ToInterval.micros(field);
            long part = Math.multiplyExact(isNegative ? -value : value, unit);
            sum = Math.addExact(sum, part);
        }
        String fraction =
                !isMonths && end == DayTimeInterval.SECOND
                        ? match.group(first + end - start + 1)
                        : null;
        if (fraction != null) {
            String digits = (fraction.substring(1) + NANOS).substring(0, NANO_DIGITS);
            long micros = Long.parseLong(digits) / 1000;
            sum = Math.addExact(sum, isNegative ? -micros : micros);
        }
        return sum;
    }

    private long value(String text, String digits, int field) {
        if (isMonths) {
            long value = Long.parseLong(digits);
            if (field > start && value > 11) {
                throw outOfRange(text);
            }
            return value;
        }
        if (start == end && digits.length() > DIGITS_ALONE[field]) {
            throw malformed(text);
        }
        long greatest = field == DayTimeInterval.HOUR ? 23 : 59;
        if (field == start) {
            greatest = start == end ? Long.MAX_VALUE : GREATEST_FIRST[field];
        }
        BigInteger value = new BigInteger(digits);
        if (value.compareTo(BigInteger.valueOf(greatest)) > 0) {
            throw MillraceException.of(ErrorKind.ILLEGAL_ARGUMENT)
                    .text(
                            "requirement failed: "
                                    + DAY_TIME_FIELDS[field]
                                    + " "
                                    + value
                                    + " outside range [0, "
                                    + greatest
                                    + "]");
        }
        return value.longValueExact();
    }

    private String kind() {
        return isMonths ? "year-month" : "day-time";
    }

    private MillraceException malformed(String text) {
        String[] signs = isMonths ? YEAR_MONTH_SIGNS : DAY_TIME_SIGNS;
        StringBuilder body = new StringBuilder("[+|-]");
        for (int field = start; field <= end; field++) {
            body.append(field == start ? "" : separator(field)).append(signs[field]);
        }
        String name = type.simpleName();
        String units = name.substring(name.indexOf(' ') + 1).toUpperCase(Locale.ROOT);
        String formats = "`" + body + "`, `INTERVAL [+|-]'" + body + "' " + units + "`";
        String notice =
                isMonths
                        ? ""
                        : ", set \"spark.sql.legacy.fromDayTimeString.enabled\" to \"true\" to"
                                + " restore the behavior before Spark 3.0.";
        return error(isMonths ? "UNMATCHED_FORMAT_STRING" : "UNMATCHED_FORMAT_STRING_WITH_NOTICE")
                .with("intervalStr", kind())
                .with("supportedFormat", formats)
                .with("typeName", name)
                .with("input", text)
                .text(
                        "Error parsing '"
                                + text
                                + "' to interval. Interval string does not match "
                                + kind()
                                + " format of "
                                + formats
                                + " when cast to "
                                + name
                                + ": "
                                + text
                                + notice);
    }

    private MillraceException outOfRange(String text) {
        return error("INTERVAL_PARSING")
                .with("interval", kind())
                .with("input", text)
                .text("Error parsing '" + text + "' to interval. Error parsing interval " + kind());
    }

    private static MillraceException.Builder error(String kind) {
        return MillraceException.of(
                ErrorKind.ILLEGAL_ARGUMENT, "INVALID_INTERVAL_FORMAT." + kind, "22006");
    }
}
