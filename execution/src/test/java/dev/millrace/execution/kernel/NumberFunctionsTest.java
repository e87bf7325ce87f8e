// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel;

import static dev.millrace.execution.kernel.Expressions.bigint;
import static dev.millrace.execution.kernel.Expressions.call;
import static dev.millrace.execution.kernel.Expressions.cast;
import static dev.millrace.execution.kernel.Expressions.check;
import static dev.millrace.execution.kernel.Expressions.checkFails;
import static dev.millrace.execution.kernel.Expressions.date;
import static dev.millrace.execution.kernel.Expressions.decimal;
import static dev.millrace.execution.kernel.Expressions.integer;
import static dev.millrace.execution.kernel.Expressions.literal;
import static dev.millrace.execution.kernel.Expressions.real;
import static dev.millrace.execution.kernel.Expressions.text;
import static dev.millrace.execution.kernel.Expressions.value;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.plan.expression.Expression;
import dev.millrace.spi.type.DataType;

import org.junit.jupiter.api.Test;

import java.util.List;

/// Mathematical functions. Expected values are what Spark 4.2.0 gave for the
/// same calls in SQL (see `CastTest`).
class NumberFunctionsTest {
    @Test
    void absGivesWhatSparkGives() {
        check("1.5", call("abs", new DataType.Decimal(2, 1), decimal("-1.5")));
        check("0.0", call("abs", DataType.DOUBLE, cast(text("-0.0"), DataType.DOUBLE)));
    }

    @Test
    void absFailsWhereSparkFails() {
        checkFails("ARITHMETIC_OVERFLOW", call("abs", DataType.INTEGER, integer(-2147483648)));
    }

    @Test
    void pmodGivesWhatSparkGives() {
        check("2", call("pmod", DataType.INTEGER, integer(-7), integer(3)));
        check("0.5", call("pmod", DataType.DOUBLE, real(-7.5d), real(2.0d)));
        check("0", call("pmod", DataType.LONG, bigint(-9223372036854775808L), bigint(-1L)));
        check("-1", call("pmod", DataType.INTEGER, integer(-7), integer(-3)));
        check("1", call("pmod", DataType.INTEGER, integer(7), integer(-3)));
        check("0.75", call("pmod", new DataType.Decimal(3, 2), decimal("-7.25"), decimal("2.00")));
    }

    @Test
    void pmodFailsWhereSparkFails() {
        checkFails("REMAINDER_BY_ZERO", call("pmod", DataType.INTEGER, integer(5), integer(0)));
    }

    @Test
    void roundGivesWhatSparkGives() {
        check("3", call("round", new DataType.Decimal(2, 0), decimal("2.5")));
        check("4", call("round", new DataType.Decimal(2, 0), decimal("3.5")));
        check("-3", call("round", new DataType.Decimal(2, 0), decimal("-2.5")));
        check("2.68", call("round", DataType.DOUBLE, real(2.675d), integer(2)));
        check("1200", call("round", new DataType.Decimal(5, 0), decimal("1234.567"), integer(-2)));
        check("1234.6", call("round", new DataType.Decimal(6, 1), decimal("1234.567"), integer(1)));
        check("1200", call("round", DataType.INTEGER, integer(1234), integer(-2)));
        check(
                "1.3",
                call("round", DataType.FLOAT, cast(decimal("1.25"), DataType.FLOAT), integer(1)));
        check(
                "10.0",
                call(
                        "round",
                        new DataType.Decimal(3, 1),
                        cast(decimal("9.99"), new DataType.Decimal(3, 2)),
                        integer(1)));
        check(
                "NaN",
                call("round", DataType.DOUBLE, cast(text("NaN"), DataType.DOUBLE), integer(2)));
        check("1.005", call("round", DataType.DOUBLE, real(1.005d), integer(4)));
        check("0.6667", call("round", DataType.DOUBLE, real(0.66666666666d), integer(4)));
        check("-3.0", call("round", DataType.DOUBLE, real(-2.5d)));
        check("3.0", call("round", DataType.DOUBLE, real(2.5d)));
        check("120.0", call("round", DataType.DOUBLE, real(123.456d), integer(-1)));
        check("1.0", call("round", DataType.DOUBLE, real(0.5d)));
        check("0.0", call("round", DataType.DOUBLE, real(-0.4d)));
        check("10", call("round", DataType.INTEGER, integer(5), integer(-1)));
        check("20", call("round", DataType.INTEGER, integer(15), integer(-1)));
        check("1.0E300", call("round", DataType.DOUBLE, real(1e300d), integer(2)));
        check(
                "1.23456789012346E12",
                call("round", DataType.DOUBLE, real(1234567890123.4567d), integer(2)));
    }

    @Test
    void roundFailsWhereSparkFails() {
        checkFails(
                "ARITHMETIC_OVERFLOW",
                call("round", DataType.INTEGER, integer(2147483647), integer(-1)));
        checkFails(
                "ARITHMETIC_OVERFLOW",
                call("round", DataType.BYTE, cast(integer(127), DataType.BYTE), integer(-1)));
        checkFails(
                "ARITHMETIC_OVERFLOW",
                call("round", DataType.LONG, bigint(9223372036854775807L), integer(-1)));
    }

    @Test
    void broundGivesWhatSparkGives() {
        check("2", call("bround", new DataType.Decimal(2, 0), decimal("2.5")));
        check("4", call("bround", new DataType.Decimal(2, 0), decimal("3.5")));
        check("1.2", call("bround", DataType.DOUBLE, real(1.25d), integer(1)));
        check("-2.0", call("bround", DataType.DOUBLE, real(-2.5d)));
        check("20", call("bround", DataType.INTEGER, integer(25), integer(-1)));
    }

    @Test
    void ceilGivesWhatSparkGives() {
        check("2", call("ceil", new DataType.Decimal(2, 0), decimal("1.1")));
        check("-1", call("ceil", DataType.LONG, real(-1.5d)));
        check("9223372036854775807", call("ceil", DataType.LONG, real(1e20d)));
        check("0", call("ceil", DataType.LONG, real(-0.5d)));
        check(
                "0",
                call(
                        "ceil",
                        new DataType.Decimal(2, 0),
                        cast(decimal("-0.5"), new DataType.Decimal(2, 1))));
    }

    @Test
    void floorGivesWhatSparkGives() {
        check("-2", call("floor", DataType.LONG, real(-1.5d)));
        check("0", call("floor", DataType.LONG, cast(text("NaN"), DataType.DOUBLE)));
        check(
                "9",
                call(
                        "floor",
                        new DataType.Decimal(2, 0),
                        cast(decimal("9.9"), new DataType.Decimal(2, 1))));
    }

    @Test
    void sqrtGivesWhatSparkGives() {
        check("NaN", call("sqrt", DataType.DOUBLE, cast(integer(-1), DataType.DOUBLE)));
    }

    @Test
    void lnGivesWhatSparkGives() {
        check("0.6931471805599453", call("ln", DataType.DOUBLE, cast(integer(2), DataType.DOUBLE)));
    }

    @Test
    void lnIsNullWhereSparkGivesNull() {
        check(null, call("ln", DataType.DOUBLE, cast(integer(0), DataType.DOUBLE)));
        check(null, call("ln", DataType.DOUBLE, cast(integer(-1), DataType.DOUBLE)));
    }

    @Test
    void logGivesWhatSparkGives() {
        check(
                "3.0",
                call(
                        "log",
                        DataType.DOUBLE,
                        cast(integer(2), DataType.DOUBLE),
                        cast(integer(8), DataType.DOUBLE)));
        check("-3.0", call("log", DataType.DOUBLE, real(0.5d), cast(integer(8), DataType.DOUBLE)));
        check(
                "Infinity",
                call(
                        "log",
                        DataType.DOUBLE,
                        cast(integer(1), DataType.DOUBLE),
                        cast(integer(5), DataType.DOUBLE)));
    }

    @Test
    void logIsNullWhereSparkGivesNull() {
        check(
                null,
                call(
                        "log",
                        DataType.DOUBLE,
                        cast(integer(-1), DataType.DOUBLE),
                        cast(integer(5), DataType.DOUBLE)));
        check(
                null,
                call(
                        "log",
                        DataType.DOUBLE,
                        cast(integer(2), DataType.DOUBLE),
                        cast(integer(0), DataType.DOUBLE)));
    }

    @Test
    void log10GivesWhatSparkGives() {
        check("3.0", call("log10", DataType.DOUBLE, cast(integer(1000), DataType.DOUBLE)));
    }

    @Test
    void log10IsNullWhereSparkGivesNull() {
        check(null, call("log10", DataType.DOUBLE, cast(integer(0), DataType.DOUBLE)));
    }

    @Test
    void log2GivesWhatSparkGives() {
        check("3.0", call("log2", DataType.DOUBLE, cast(integer(8), DataType.DOUBLE)));
        check(
                "3.3219280948873626",
                call("log2", DataType.DOUBLE, cast(integer(10), DataType.DOUBLE)));
    }

    @Test
    void expGivesWhatSparkGives() {
        check(
                "2.7182818284590455",
                call("exp", DataType.DOUBLE, cast(integer(1), DataType.DOUBLE)));
        check("Infinity", call("exp", DataType.DOUBLE, cast(integer(710), DataType.DOUBLE)));
    }

    @Test
    void cbrtGivesWhatSparkGives() {
        check("3.0", call("cbrt", DataType.DOUBLE, real(27.0d)));
    }

    @Test
    void powGivesWhatSparkGives() {
        check(
                "1024.0",
                call(
                        "pow",
                        DataType.DOUBLE,
                        cast(integer(2), DataType.DOUBLE),
                        cast(integer(10), DataType.DOUBLE)));
        check("1.0", call("pow", DataType.DOUBLE, real(0.0d), real(0.0d)));
    }

    @Test
    void signGivesWhatSparkGives() {
        check("-1.0", call("sign", DataType.DOUBLE, cast(decimal("-2.5"), DataType.DOUBLE)));
        check("-1.0", call("sign", DataType.DOUBLE, real(-2.5d)));
        check("-0.0", call("sign", DataType.DOUBLE, real(-0.0d)));
    }

    @Test
    void sinGivesWhatSparkGives() {
        check("0.8414709848078965", call("sin", DataType.DOUBLE, real(1.0d)));
    }

    @Test
    void tanGivesWhatSparkGives() {
        check("1.5574077246549023", call("tan", DataType.DOUBLE, real(1.0d)));
    }

    @Test
    void asinGivesWhatSparkGives() {
        check("NaN", call("asin", DataType.DOUBLE, real(2.0d)));
    }

    @Test
    void atan2GivesWhatSparkGives() {
        check("0.4636476090008061", call("atan2", DataType.DOUBLE, real(1.0d), real(2.0d)));
        check("0.0", call("atan2", DataType.DOUBLE, real(-0.0d), real(-0.0d)));
    }

    @Test
    void nanvlGivesWhatSparkGives() {
        check(
                "1.0",
                call("nanvl", DataType.DOUBLE, cast(text("NaN"), DataType.DOUBLE), real(1.0d)));
    }

    @Test
    void factorialGivesWhatSparkGives() {
        check("2432902008176640000", call("factorial", DataType.LONG, integer(20)));
    }

    @Test
    void factorialIsNullWhereSparkGivesNull() {
        check(null, call("factorial", DataType.LONG, integer(21)));
    }

    @Test
    void greatestGivesWhatSparkGives() {
        check(
                "3",
                call(
                        "greatest",
                        DataType.INTEGER,
                        integer(1),
                        literal(null, DataType.INTEGER),
                        integer(3)));
        check(
                "NaN",
                call("greatest", DataType.DOUBLE, real(1.0d), cast(text("NaN"), DataType.DOUBLE)));
        check(
                "2024-02-01",
                call("greatest", DataType.DATE, date("2024-01-01"), date("2024-02-01")));
    }

    @Test
    void leastGivesWhatSparkGives() {
        check(
                "1.0",
                call("least", DataType.DOUBLE, real(1.0d), cast(text("NaN"), DataType.DOUBLE)));
        check("a", call("least", DataType.STRING, text("b"), text("a")));
    }

    @Test
    void shiftleftGivesWhatSparkGives() {
        check("2", call("shiftleft", DataType.INTEGER, integer(1), integer(33)));
        check("8589934592", call("shiftleft", DataType.LONG, bigint(1L), integer(33)));
    }

    @Test
    void shiftrightGivesWhatSparkGives() {
        check("-4", call("shiftright", DataType.INTEGER, integer(-8), integer(1)));
    }

    @Test
    void negativeGivesWhatSparkGives() {
        check("-1.5", call("negative", new DataType.Decimal(2, 1), decimal("1.5")));
    }

    @Test
    void formatNumberGivesWhatSparkGives() {
        check(
                "12,332.1235",
                call("format_number", DataType.STRING, decimal("12332.123456"), integer(4)));
        check("12,332", call("format_number", DataType.STRING, decimal("12332.5"), integer(0)));
        check("-12,332.56", call("format_number", DataType.STRING, real(-12332.555d), integer(2)));
        check(
                "12332.123",
                call(
                        "format_number",
                        DataType.STRING,
                        decimal("12332.123456"),
                        text("##################.###")));
        check("0.12", call("format_number", DataType.STRING, real(0.125d), integer(2)));
        check("5.00", call("format_number", DataType.STRING, integer(5), integer(2)));
        check(
                "1,234,567.89",
                call("format_number", DataType.STRING, decimal("1234567.891"), integer(2)));
        check(
                "0",
                call(
                        "format_number",
                        DataType.STRING,
                        cast(decimal("0.5"), DataType.DOUBLE),
                        integer(0)));
        check(
                "2",
                call(
                        "format_number",
                        DataType.STRING,
                        cast(decimal("1.5"), DataType.DOUBLE),
                        integer(0)));
        check(
                "NaN",
                call(
                        "format_number",
                        DataType.STRING,
                        cast(text("NaN"), DataType.DOUBLE),
                        integer(2)));
        check(
                "1,000,000,000,000,000.0",
                call("format_number", DataType.STRING, real(1e15d), integer(1)));
        check(
                "12,345,678,901,234,567.12",
                call(
                        "format_number",
                        DataType.STRING,
                        decimal("12345678901234567.125"),
                        integer(2)));
    }

    @Test
    void formatNumberIsNullWhereSparkGivesNull() {
        check(null, call("format_number", DataType.STRING, decimal("1.5"), integer(-1)));
    }

    @Test
    void randomNumbersFromASeedAreThoseOfSpark() {
        Expression rand = call("rand", DataType.DOUBLE, bigint(42L));
        assertThat(value(rand, "UTC")).isEqualTo(0.619189370225301);
        assertThat(value(call("rand", DataType.DOUBLE, bigint(0L)), "UTC"))
                .isEqualTo(0.7604953758285915);
        // the second row of one batch is the first of a batch that starts one row later
        var evaluator = ExpressionCompiler.compile(rand, List.of());
        var both = evaluator.evaluate(batch(2), Expressions.context("UTC"));
        var second = evaluator.evaluate(batch(1), Expressions.context("UTC").atRow(1));
        assertThat(both.slice(1, 1)).usingRecursiveComparison().isEqualTo(second);
    }

    private static dev.millrace.spi.column.ColumnBatch batch(int rows) {
        return new dev.millrace.spi.column.ColumnBatch(rows, List.of());
    }

    @Test
    void bitsAreCombined() {
        check("1", call("bitand", DataType.INTEGER, integer(5), integer(3)));
        check("7", call("bitor", DataType.INTEGER, integer(5), integer(3)));
        check("6", call("bitxor", DataType.LONG, bigint(5L), bigint(3L)));
        check("-6", call("bitnot", DataType.INTEGER, integer(5)));
    }

    @Test
    void signsAreTurned() {
        check("-1.5", call("negative", new DataType.Decimal(2, 1), decimal("1.5")));
        check("1.5", call("negative", new DataType.Decimal(2, 1), decimal("-1.5")));
        check("0.0", call("negative", new DataType.Decimal(2, 1), decimal("0.0", 2, 1)));
        checkFails("ARITHMETIC_OVERFLOW", call("negative", DataType.LONG, bigint(Long.MIN_VALUE)));
        checkFails(
                "ARITHMETIC_OVERFLOW",
                call("negative", DataType.BYTE, literal(-128, DataType.BYTE)));
    }

    @Test
    void numbersOfFewDigitsAreRoundedAndWrittenAsTheirTextSays() {
        java.util.Random random = new java.util.Random(9);
        for (int i = 0; i < 20_000; i++) {
            double value =
                    switch (i % 3) {
                        case 0 -> random.nextInt(-2_000_000_000, 2_000_000_000) / 1e6;
                        case 1 -> random.nextDouble(-1e4, 1e4);
                        default -> random.nextInt(-5000, 5000) / 8.0;
                    };
            String text = Double.toString(value);
            assertThat(value(cast(real(value), DataType.STRING), "UTC")).isEqualTo(text);
            java.math.BigDecimal exact = new java.math.BigDecimal(text);
            assertThat(value(call("round", DataType.DOUBLE, real(value), integer(2)), "UTC"))
                    .isEqualTo(
                            exact.setScale(2, java.math.RoundingMode.HALF_UP).doubleValue() + 0.0);
            assertThat(value(cast(real(value), new DataType.Decimal(18, 4)), "UTC"))
                    .isEqualTo(exact.setScale(4, java.math.RoundingMode.HALF_UP));
        }
    }
}
