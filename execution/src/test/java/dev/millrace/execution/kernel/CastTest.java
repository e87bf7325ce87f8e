// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel;

import static dev.millrace.execution.kernel.Expressions.bigint;
import static dev.millrace.execution.kernel.Expressions.cast;
import static dev.millrace.execution.kernel.Expressions.check;
import static dev.millrace.execution.kernel.Expressions.checkFails;
import static dev.millrace.execution.kernel.Expressions.date;
import static dev.millrace.execution.kernel.Expressions.decimal;
import static dev.millrace.execution.kernel.Expressions.failure;
import static dev.millrace.execution.kernel.Expressions.integer;
import static dev.millrace.execution.kernel.Expressions.literal;
import static dev.millrace.execution.kernel.Expressions.overColumns;
import static dev.millrace.execution.kernel.Expressions.real;
import static dev.millrace.execution.kernel.Expressions.text;
import static dev.millrace.execution.kernel.Expressions.timestamp;
import static dev.millrace.execution.kernel.Expressions.tryCast;
import static dev.millrace.execution.kernel.Expressions.value;

import static org.assertj.core.api.Assertions.assertThat;

import static java.util.Objects.requireNonNull;

import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.expression.Misfit;
import dev.millrace.plan.relation.Origin;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Expected values are what Spark 4.2.0 gave for `select cast(cast(… as …) as string)` in a local
/// session with `spark.sql.session.timeZone=UTC`, run by a Java program over a file of expressions
/// (`java -cp '<spark jars>' Ask expressions.sql answers.txt`).
class CastTest {
    private static final DataType DECIMAL_10_2 = new DataType.Decimal(10, 2);
    private static final DataType DECIMAL_5_2 = new DataType.Decimal(5, 2);

    @Test
    void textBecomesWholeNumbersOnlyIfItIsOne() {
        check("12", cast(text(" 12 "), DataType.INTEGER));
        check("5", cast(text("+5"), DataType.INTEGER));
        check("-9223372036854775808", cast(text("-9223372036854775808"), DataType.LONG));
        for (String wrong : List.of("abc", "12.5", "", "1e3", "99999999999", "-", "1 2", "12.")) {
            checkFails("CAST_INVALID_INPUT", cast(text(wrong), DataType.INTEGER));
            check(null, tryCast(text(wrong), DataType.INTEGER));
        }
        checkFails("CAST_INVALID_INPUT", cast(text("128"), DataType.BYTE));
        checkFails("CAST_INVALID_INPUT", cast(text("9223372036854775808"), DataType.LONG));
    }

    @Test
    void textBecomesFloatingPointAsInJava() {
        check("100000.0", cast(text("1e5"), DataType.DOUBLE));
        check("1.5", cast(text("1.5d"), DataType.DOUBLE));
        check("1.5", cast(text("1.5f"), DataType.FLOAT));
        check("Infinity", cast(text("inf"), DataType.DOUBLE));
        check("Infinity", cast(text("+inf"), DataType.DOUBLE));
        check("-Infinity", cast(text("-Infinity"), DataType.DOUBLE));
        check("NaN", cast(text("nan"), DataType.DOUBLE));
        check("8.0", cast(text("0x1p3"), DataType.DOUBLE));
        check("123.456789", cast(text("123.456789"), DataType.DOUBLE));
        check("-0.1", cast(text("-.1"), DataType.DOUBLE));
        check("0.1234567890123456", cast(text("0.12345678901234560"), DataType.DOUBLE));
        checkFails("CAST_INVALID_INPUT", cast(text(""), DataType.DOUBLE));
        checkFails("CAST_INVALID_INPUT", cast(text("."), DataType.DOUBLE));
    }

    @Test
    void textBecomesDecimalsRoundedHalfUp() {
        check("1.56", cast(text("1.555"), DECIMAL_10_2));
        check("-1.56", cast(text("-1.555"), DECIMAL_10_2));
        check("1000.00", cast(text("1e3"), DECIMAL_10_2));
        check("12.30", cast(text(" 12.3 "), DECIMAL_10_2));
        check(
                "12345678901234567890.12",
                cast(text("12345678901234567890.123"), new DataType.Decimal(38, 2)));
        checkFails("CAST_INVALID_INPUT", cast(text("abc"), DECIMAL_10_2));
        checkFails(
                "NUMERIC_VALUE_OUT_OF_RANGE.WITH_SUGGESTION",
                cast(text("12345678901.555"), DECIMAL_10_2));
        check(null, tryCast(text("12345678901.555"), DECIMAL_10_2));
    }

    @Test
    void textBecomesBooleans() {
        check("true", cast(text("t"), DataType.BOOLEAN));
        check("true", cast(text("YES"), DataType.BOOLEAN));
        check("true", cast(text(" true "), DataType.BOOLEAN));
        check("false", cast(text("0"), DataType.BOOLEAN));
        MillraceException failure = failure(cast(text("abc"), DataType.BOOLEAN));
        assertThat(failure.kind()).isEqualTo(ErrorKind.RUNTIME);
    }

    @Test
    void textBecomesDates() {
        check("2024-01-01", cast(text("2024-1-1"), DataType.DATE));
        check("2024-01-01", cast(text("2024"), DataType.DATE));
        check("2024-02-01", cast(text("2024-02"), DataType.DATE));
        check("2024-01-01", cast(text("2024-01-01 10:00:00"), DataType.DATE));
        check("2024-01-01", cast(text("2024-01-01T"), DataType.DATE));
        check("2024-01-01", cast(text(" 2024-01-01 "), DataType.DATE));
        check("+12024-01-01", cast(text("+12024-01-01"), DataType.DATE));
        check("+12024-01-01", cast(text("12024-01-01"), DataType.DATE));
        check("-0044-03-15", cast(text("-0044-03-15"), DataType.DATE));
        for (String wrong : List.of("abc", "2024-02-30", "2024-01-01x", "", "2024-13-01", "24")) {
            checkFails("CAST_INVALID_INPUT", cast(text(wrong), DataType.DATE));
            check(null, tryCast(text(wrong), DataType.DATE));
        }
    }

    @Test
    void textBecomesTimestampsInManyForms() {
        checkTimestamp("2024-01-01 01:02:03", "2024-1-1 1:2:3");
        checkTimestamp("2024-01-01 10:00:00", "2024-01-01 10:00:00");
        checkTimestamp("2024-01-01 10:00:00.123456", "2024-01-01 10:00:00.123456789");
        checkTimestamp("2024-01-01 10:00:00.1", "2024-01-01 10:00:00.1");
        checkTimestamp("2024-01-01 10:00:00", "2024-01-01T10:00:00Z");
        checkTimestamp("2024-01-01 03:00:00", "2024-01-01T10:00:00+07:00");
        checkTimestamp("2024-01-01 03:00:00", "2024-01-01T10:00:00+7");
        checkTimestamp("2024-01-01 02:30:00", "2024-01-01T10:00:00+0730");
        checkTimestamp("2024-01-01 10:00:00", "2024-01-01 10:00:00 UTC");
        checkTimestamp("2024-01-01 03:00:00", "2024-01-01 10:00:00 Asia/Ho_Chi_Minh");
        checkTimestamp("2024-01-01 18:00:00", "2024-01-01 10:00:00PST");
        checkTimestamp("2024-01-01 03:00:00", "2024-01-01 10:00:00 GMT+7");
        checkTimestamp("2024-01-01 10:00:00", "2024-01-01 10");
        checkTimestamp("2024-01-01 10:00:00", "2024-01-01 10:00");
        checkTimestamp("2024-01-01 00:00:00", "2024-01-01 ");
        checkTimestamp("2024-01-01 00:00:00", "2024");
        checkTimestamp("2024-01-01 10:00:00", "2024-01-01 10:00:00.");
        checkTimestamp("+294247-01-10 04:00:54.775807", "+294247-01-10 04:00:54.775807");
        checkTimestamp("-0044-01-01 10:00:00.5", "-0044-01-01 10:00:00.5");
        checkTimestamp("2026-11-21 10:00:00", "10:00");
        checkTimestamp("2026-11-21 10:00:00", "T10:00");
        for (String wrong :
                List.of(
                        "abc",
                        "2024-01-01 10:",
                        "2024-01-01 25:00:00",
                        "2024-01-01 24:00:00",
                        "2024-01-01 10:60:00",
                        "2024-02-30 10:00:00",
                        "20240101",
                        "+294248-01-10 04:00:54.775807",
                        "2024-01-01 10:00:00 Nowhere",
                        "2024-01-01 10:00+07:00",
                        "")) {
            checkFails("CAST_INVALID_INPUT", cast(text(wrong), DataType.TIMESTAMP));
            check(null, tryCast(text(wrong), DataType.TIMESTAMP));
        }
        check(
                "2024-01-01 10:00:00",
                cast(text("2024-01-01 10:00:00+07:00"), DataType.TIMESTAMP_NTZ));
    }

    private static void checkTimestamp(String expected, String given) {
        check(expected, cast(text(given), DataType.TIMESTAMP));
    }

    @Test
    void timestampsGoThroughTheSessionTimeZone() {
        Expression parsed = cast(text("2024-07-01 10:00:00"), DataType.TIMESTAMP);
        assertThat(value(cast(parsed, DataType.STRING), "America/New_York"))
                .isEqualTo("2024-07-01 10:00:00");
        assertThat(value(cast(parsed, DataType.LONG), "America/New_York")).isEqualTo(1719842400L);
        // the clock skips 02:00 to 03:00 on this day, and shows 01:30 twice on the other
        assertThat(value(newYork("2024-03-10 02:30:00"), "America/New_York"))
                .isEqualTo(1710055800L);
        assertThat(value(newYork("2024-11-03 01:30:00"), "America/New_York"))
                .isEqualTo(1730611800L);
        assertThat(value(newYork("2024-03-10 03:00:00"), "America/New_York"))
                .isEqualTo(1710054000L);
        assertThat(value(cast(timestamp("2024-01-01 02:00:00"), DataType.DATE), "America/New_York"))
                .isEqualTo((int) java.time.LocalDate.of(2023, 12, 31).toEpochDay());
        assertThat(value(cast(date("2024-01-01"), DataType.TIMESTAMP), "America/New_York"))
                .isEqualTo(1704085200_000000L);
    }

    private static Expression newYork(String text) {
        return cast(cast(text(text), DataType.TIMESTAMP), DataType.LONG);
    }

    @Test
    void numbersBecomeTimestampsInSecondsAndBack() {
        check("1970-01-01 00:00:01.5", cast(decimal("1.5"), DataType.TIMESTAMP));
        check("1969-12-31 23:59:58.5", cast(decimal("-1.5"), DataType.TIMESTAMP));
        check("1970-01-01 00:00:01.999999", cast(real(1.9999999), DataType.TIMESTAMP));
        check("1969-12-31 23:59:59.999999", cast(real(-0.0000015), DataType.TIMESTAMP));
        check("2023-11-14 22:13:20", cast(integer(1700000000), DataType.TIMESTAMP));
        check("+294247-01-10 04:00:54.775807", cast(bigint(Long.MAX_VALUE), DataType.TIMESTAMP));
        checkFails("CAST_INVALID_INPUT", cast(real(Double.NaN), DataType.TIMESTAMP));
        Expression before = timestamp("1969-12-31 23:59:59.5");
        check("-1", cast(before, DataType.LONG));
        check("-1", cast(before, DataType.INTEGER));
        check("-0.5", cast(before, DataType.DOUBLE));
        check(
                "1704103200.500",
                cast(timestamp("2024-01-01 10:00:00.5"), new DataType.Decimal(20, 3)));
        assertThat(failure(cast(timestamp("2024-01-01 10:00:00"), DataType.BYTE)).parameters())
                .containsEntry("value", "TIMESTAMP '2024-01-01 10:00:00'");
        checkFails("CAST_OVERFLOW", cast(timestamp("2100-01-01 10:00:00"), DataType.INTEGER));
    }

    @Test
    void numbersAreNarrowedOrRefused() {
        check("1", cast(real(1.9), DataType.INTEGER));
        check("-1", cast(real(-1.9), DataType.INTEGER));
        check("12", cast(decimal("12.9"), DataType.INTEGER));
        checkOverflow("3.0E9D", cast(real(3e9), DataType.INTEGER));
        checkOverflow("1.0E20D", cast(real(1e20), DataType.LONG));
        checkOverflow("9.3E18D", cast(real(9.3e18), DataType.LONG));
        checkOverflow("NaN", cast(real(Double.NaN), DataType.INTEGER));
        checkOverflow("300", cast(integer(300), DataType.BYTE));
        checkOverflow("3000000000L", cast(bigint(3000000000L), DataType.INTEGER));
        checkOverflow("300.5BD", cast(decimal("300.5"), DataType.BYTE));
        checkOverflow("99999999999.9BD", cast(decimal("99999999999.9"), DataType.INTEGER));
        check(null, tryCast(integer(300), DataType.BYTE));
        check("1.100000023841858", cast(cast(decimal("1.1"), DataType.FLOAT), DataType.DOUBLE));
        check("true", cast(integer(2), DataType.BOOLEAN));
        check("false", cast(decimal("0.0"), DataType.BOOLEAN));
        check("1", cast(literal(true, DataType.BOOLEAN), DataType.INTEGER));
    }

    private static void checkOverflow(String shown, Expression cast) {
        MillraceException failure = failure(cast);
        assertThat(failure.condition()).isEqualTo("CAST_OVERFLOW");
        assertThat(failure.parameters()).containsEntry("value", shown);
    }

    @Test
    void numbersBecomeDecimalsThatFit() {
        check("12345.68", cast(decimal("12345.678"), DECIMAL_10_2));
        checkOutOfRange("12345.678", cast(decimal("12345.678"), DECIMAL_5_2));
        checkOutOfRange("123456", cast(integer(123456), DECIMAL_5_2));
        checkOutOfRange("123456.7", cast(real(123456.7), DECIMAL_5_2));
        check(null, cast(real(Double.NaN), DECIMAL_5_2));
        check(null, tryCast(decimal("12345.678"), DECIMAL_5_2));
        check("0.000000100", cast(text("0.0000001"), new DataType.Decimal(10, 9)));
    }

    private static void checkOutOfRange(String shown, Expression cast) {
        MillraceException failure = failure(cast);
        assertThat(failure.condition()).isEqualTo("NUMERIC_VALUE_OUT_OF_RANGE.WITH_SUGGESTION");
        assertThat(failure.parameters())
                .containsEntry("value", shown)
                .containsEntry("precision", "5")
                .containsEntry("scale", "2")
                .containsEntry("config", "\"spark.sql.ansi.enabled\"");
    }

    @Test
    void valuesBecomeTheTextThatShowPrints() {
        check("1.0E7", real(1e7));
        check("1.0E-4", real(1e-4));
        check("0.30000000000000004", real(0.1 + 0.2));
        check("1.1", cast(decimal("1.1"), DataType.FLOAT));
        check("1.6777216E7", literal(16777216d, DataType.FLOAT));
        check("0.0000000000", decimal("0", 38, 10));
        check("-0.05", decimal("-0.05"));
        check("-9223372036854775808", bigint(Long.MIN_VALUE));
        check("2024-01-01 10:00:00.5", timestamp("2024-01-01 10:00:00.500"));
        check("+12024-01-01", date("+12024-01-01"));
        check("-0044-01-01", date("-0044-01-01"));
        check("AB", literal(new byte[] {65, 66}, DataType.BINARY));
        check(
                "INTERVAL '1 02:03:04.5' DAY TO SECOND",
                literal(93784500000L, DataType.DAY_TIME_INTERVAL));
        check("INTERVAL '30' DAY", literal(30 * 86400000000L, new DataType.DayTimeInterval(0, 0)));
        check("INTERVAL '1-2' YEAR TO MONTH", literal(14, DataType.YEAR_MONTH_INTERVAL));
        check(
                "[1, null, 2]",
                literal(Arrays.asList(1, null, 2), new DataType.Array(DataType.INTEGER, true)));
        DataType struct =
                DataType.Struct.of(
                        new StructField("a", DataType.INTEGER),
                        new StructField("b", DataType.STRING),
                        new StructField("c", DataType.STRING));
        check("{1, z, null}", literal(Arrays.asList(1, "z", null), struct));
        Map<String, Integer> map = new LinkedHashMap<>();
        map.put("k", 2);
        map.put("j", null);
        check(
                "{k -> 2, j -> null}",
                literal(map, new DataType.Map(DataType.STRING, DataType.INTEGER, true)));
    }

    @Test
    void partsOfNestedValuesAreCast() {
        DataType texts = new DataType.Array(DataType.STRING, true);
        DataType numbers = new DataType.Array(DataType.INTEGER, true);
        check("[1, 2]", cast(literal(List.of("1", "2"), texts), numbers));
        checkFails("CAST_INVALID_INPUT", cast(literal(List.of("1", "x"), texts), numbers));
        DataType from =
                DataType.Struct.of(
                        new StructField("a", DataType.STRING),
                        new StructField("b", DataType.INTEGER));
        DataType to =
                DataType.Struct.of(
                        new StructField("x", DataType.INTEGER),
                        new StructField("y", DataType.STRING));
        check("{1, 2}", cast(literal(List.of("1", 2), from), to));
        DataType.Map byText = new DataType.Map(DataType.STRING, DataType.STRING, true);
        DataType.Map byNumber = new DataType.Map(DataType.INTEGER, DataType.DOUBLE, true);
        check("{1 -> 2.0}", cast(literal(Map.of("1", "2"), byText), byNumber));
    }

    @Test
    void aNullRowNeverFails() {
        List<?> rows = overColumns(cast(text("5"), DataType.INTEGER), "UTC");
        assertThat(rows.get(0)).isEqualTo(5);
        assertThat(rows.get(1)).isNull();
        assertThat(value(cast(text(null), DataType.DATE), "UTC")).isNull();
    }

    @Test
    void anErrorNamesTheValueTheTypesAndThePlaceInTheText() {
        String sql = "select cast('abc' as int) from t";
        Origin origin = new Origin(sql, 7, 24, 1, 7);
        MillraceException failure =
                failure(new Expression.Cast(text("abc"), DataType.INTEGER, Misfit.FAIL, origin));
        assertThat(failure.kind()).isEqualTo(ErrorKind.NUMBER_FORMAT);
        assertThat(failure.sqlState()).isEqualTo("22018");
        assertThat(failure.parameters())
                .containsEntry("expression", "'abc'")
                .containsEntry("sourceType", "\"STRING\"")
                .containsEntry("targetType", "\"INT\"")
                .containsEntry("ansiConfig", "\"spark.sql.ansi.enabled\"");
        MillraceException.QueryContext context = requireNonNull(failure.context());
        assertThat(context.fragment()).isEqualTo("cast('abc' as int)");
        assertThat(context.summary())
                .isEqualTo(
                        """
                        == SQL (line 1, position 8) ==
                        select cast('abc' as int) from t
                               ^^^^^^^^^^^^^^^^^^
                        """);
    }
}
