// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel;

import static dev.millrace.execution.kernel.Expressions.bigint;
import static dev.millrace.execution.kernel.Expressions.check;
import static dev.millrace.execution.kernel.Expressions.decimal;
import static dev.millrace.execution.kernel.Expressions.failure;
import static dev.millrace.execution.kernel.Expressions.integer;
import static dev.millrace.execution.kernel.Expressions.literal;
import static dev.millrace.execution.kernel.Expressions.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.expression.Expression.Arithmetic;
import dev.millrace.plan.expression.Expression.ArithmeticOperator;
import dev.millrace.plan.expression.Expression.Literal;
import dev.millrace.spi.column.BoxedValues;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import java.util.Random;

/// Whole columns of random values and extremes against one row at a time in plain Java; and the
/// errors with the parameters that Spark 4.2.0 gives them.
class ArithmeticTest {
    private static final long SEED = 20240101;
    private static final int ROWS = 1000;

    private static final List<DataType> NUMBERS =
            List.of(
                    DataType.BYTE,
                    DataType.SHORT,
                    DataType.INTEGER,
                    DataType.LONG,
                    DataType.FLOAT,
                    DataType.DOUBLE);

    @Test
    void columnsGiveWhatSingleRowsGive() {
        for (DataType type : NUMBERS) {
            for (ArithmeticOperator operator : ArithmeticOperator.values()) {
                boolean integral = type.equals(DataType.LONG);
                boolean floating = type.equals(DataType.DOUBLE);
                if ((operator == ArithmeticOperator.DIVIDE && !floating)
                        || (operator == ArithmeticOperator.INTEGRAL_DIVIDE && !integral)) {
                    continue;
                }
                RandomBatch batch = new RandomBatch(SEED, ROWS, List.of(type, type));
                Arithmetic lenient =
                        arithmetic(operator, batch.attribute(0), batch.attribute(1), type, false);
                Column column = batch.evaluate(lenient);
                boolean fails = false;
                for (int i = 0; i < ROWS; i++) {
                    Object left = batch.value(0, i);
                    Object right = batch.value(1, i);
                    @Nullable Row expected =
                            left == null || right == null
                                    ? null
                                    : oracle(operator, type, left, right);
                    Object actual = BoxedValues.read(column, type, i);
                    fails |= expected != null && expected.overflows;
                    assertThat(actual)
                            .as("%s %s %s of %s", left, operator, right, type)
                            .isEqualTo(expected == null ? null : expected.value);
                }
                Arithmetic strict =
                        arithmetic(operator, batch.attribute(0), batch.attribute(1), type, true);
                assertThat(catchThrowable(() -> batch.evaluate(strict)) != null)
                        .as("%s of %s fails", operator, type)
                        .isEqualTo(fails);
            }
        }
    }

    /// What one row gives, and whether it is an error when errors are wanted.
    private record Row(@Nullable Object value, boolean overflows) {}

    private static Row oracle(
            ArithmeticOperator operator, DataType type, Object left, Object right) {
        if (type.equals(DataType.DOUBLE) || type.equals(DataType.FLOAT)) {
            double a = (Double) left;
            double b = (Double) right;
            boolean divides =
                    operator == ArithmeticOperator.DIVIDE
                            || operator == ArithmeticOperator.REMAINDER;
            if (divides && b == 0) {
                return new Row(null, true);
            }
            double exact =
                    switch (operator) {
                        case ADD -> a + b;
                        case SUBTRACT -> a - b;
                        case MULTIPLY -> a * b;
                        case REMAINDER -> a % b;
                        default -> a / b;
                    };
            return new Row(type.equals(DataType.FLOAT) ? (double) (float) exact : exact, false);
        }
        BigInteger a = BigInteger.valueOf(((Number) left).longValue());
        BigInteger b = BigInteger.valueOf(((Number) right).longValue());
        boolean divides =
                operator == ArithmeticOperator.INTEGRAL_DIVIDE
                        || operator == ArithmeticOperator.REMAINDER;
        if (divides && b.signum() == 0) {
            return new Row(null, true);
        }
        BigInteger exact =
                switch (operator) {
                    case ADD -> a.add(b);
                    case SUBTRACT -> a.subtract(b);
                    case MULTIPLY -> a.multiply(b);
                    case REMAINDER -> a.remainder(b);
                    default -> a.divide(b);
                };
        if (type.equals(DataType.LONG)) {
            return new Row(exact.longValue(), exact.bitLength() > 63);
        }
        int bits = type.equals(DataType.BYTE) ? 7 : type.equals(DataType.SHORT) ? 15 : 31;
        int wrapped =
                type.equals(DataType.BYTE)
                        ? exact.byteValue()
                        : type.equals(DataType.SHORT) ? exact.shortValue() : exact.intValue();
        return new Row(wrapped, exact.bitLength() > bits);
    }

    @Test
    void decimalsAreExactUpToTheResultType() {
        Random random = new Random(SEED);
        for (int round = 0; round < 60; round++) {
            DataType.Decimal left = decimalType(random);
            DataType.Decimal right = decimalType(random);
            for (ArithmeticOperator operator : ArithmeticOperator.values()) {
                if (operator == ArithmeticOperator.INTEGRAL_DIVIDE) {
                    continue;
                }
                DataType.Decimal result =
                        new DataType.Decimal(
                                38, Math.min(30, Math.max(6, left.scale() + random.nextInt(4))));
                RandomBatch batch = new RandomBatch(random.nextLong(), 50, List.of(left, right));
                Arithmetic node =
                        arithmetic(operator, batch.attribute(0), batch.attribute(1), result, false);
                Column column = batch.evaluate(node);
                for (int i = 0; i < 50; i++) {
                    BigDecimal a = (BigDecimal) batch.value(0, i);
                    BigDecimal b = (BigDecimal) batch.value(1, i);
                    assertThat(BoxedValues.read(column, result, i))
                            .as("%s %s %s as %s", a, operator, b, result)
                            .isEqualTo(decimalOracle(operator, a, b, result));
                }
            }
        }
    }

    private static DataType.Decimal decimalType(Random random) {
        int precision = 1 + random.nextInt(random.nextBoolean() ? 18 : 38);
        return new DataType.Decimal(precision, random.nextInt(Math.min(precision, 20) + 1));
    }

    private static @Nullable BigDecimal decimalOracle(
            ArithmeticOperator operator,
            @Nullable BigDecimal a,
            @Nullable BigDecimal b,
            DataType.Decimal type) {
        boolean divides =
                operator == ArithmeticOperator.DIVIDE || operator == ArithmeticOperator.REMAINDER;
        if (a == null || b == null || (divides && b.signum() == 0)) {
            return null;
        }
        MathContext wide = new MathContext(39, RoundingMode.HALF_DOWN);
        BigDecimal exact =
                switch (operator) {
                    case ADD -> a.add(b);
                    case SUBTRACT -> a.subtract(b);
                    case MULTIPLY -> a.multiply(b, wide);
                    case REMAINDER -> a.remainder(b);
                    default -> a.divide(b, 39, RoundingMode.HALF_DOWN);
                };
        BigDecimal rounded = exact.setScale(type.scale(), RoundingMode.HALF_UP);
        return rounded.precision() > type.precision() ? null : rounded;
    }

    @Test
    void decimalResultsAreThoseOfSpark() {
        check("3.35", decimals(ArithmeticOperator.ADD, "1.1", "2.25", 4, 2));
        check("0.333333", decimals(ArithmeticOperator.DIVIDE, "1.0", "3", 7, 6));
        check("2.57950", decimals(ArithmeticOperator.MULTIPLY, "1.10", "2.345", 8, 5));
        check("-0.600", decimals(ArithmeticOperator.REMAINDER, "-7.50", "2.300", 10, 3));
        Arithmetic whole =
                new Arithmetic(
                        ArithmeticOperator.INTEGRAL_DIVIDE,
                        decimal("10.5"),
                        decimal("3.2"),
                        DataType.LONG,
                        true,
                        null);
        check("3", whole);
        MillraceException tooLarge =
                failure(
                        decimals(
                                ArithmeticOperator.ADD,
                                "99999999999999999999999999999999999999",
                                "1",
                                38,
                                0));
        assertThat(tooLarge.condition()).isEqualTo("NUMERIC_VALUE_OUT_OF_RANGE.WITH_SUGGESTION");
        assertThat(tooLarge.parameters())
                .containsEntry("value", "100000000000000000000000000000000000000")
                .containsEntry("precision", "38")
                .containsEntry("scale", "0");
        Literal big = decimal("12345678901234567890", 38, 0);
        assertThat(
                        failure(
                                        new Arithmetic(
                                                ArithmeticOperator.MULTIPLY,
                                                big,
                                                big,
                                                new DataType.Decimal(38, 0),
                                                true,
                                                null))
                                .parameters())
                .containsEntry("value", "152415787532388367501905199875019052100");
    }

    private static Arithmetic decimals(
            ArithmeticOperator operator, String left, String right, int precision, int scale) {
        return new Arithmetic(
                operator,
                decimal(left),
                decimal(right),
                new DataType.Decimal(precision, scale),
                true,
                null);
    }

    private static Arithmetic arithmetic(
            ArithmeticOperator operator,
            Expression left,
            Expression right,
            DataType type,
            boolean failsOnError) {
        return new Arithmetic(operator, left, right, type, failsOnError, null);
    }

    private static Arithmetic strict(
            ArithmeticOperator operator, Expression left, Expression right, DataType type) {
        return new Arithmetic(operator, left, right, type, true, null);
    }

    @Test
    void overflowNamesTheFunctionThatToleratesIt() {
        MillraceException sum =
                failure(
                        strict(
                                ArithmeticOperator.ADD,
                                integer(Integer.MAX_VALUE),
                                integer(1),
                                DataType.INTEGER));
        assertThat(sum.condition()).isEqualTo("ARITHMETIC_OVERFLOW");
        assertThat(sum.parameters())
                .containsEntry("message", "overflow")
                .containsEntry(
                        "alternative",
                        " Use 'try_add' to tolerate overflow and return NULL instead.")
                .containsEntry("config", "\"spark.sql.ansi.enabled\"");
        MillraceException bytes =
                failure(
                        strict(
                                ArithmeticOperator.ADD,
                                literal(1, DataType.BYTE),
                                literal(127, DataType.BYTE),
                                DataType.BYTE));
        assertThat(bytes.condition()).isEqualTo("BINARY_ARITHMETIC_OVERFLOW");
        assertThat(bytes.parameters())
                .containsEntry("value1", "1S")
                .containsEntry("symbol", "+")
                .containsEntry("value2", "127S")
                .containsEntry("functionName", "`try_add`");
        MillraceException quotient =
                failure(
                        strict(
                                ArithmeticOperator.INTEGRAL_DIVIDE,
                                bigint(Long.MIN_VALUE),
                                bigint(-1L),
                                DataType.LONG));
        assertThat(quotient.parameters()).containsEntry("message", "Overflow in integral divide");
    }

    @Test
    void divisionByZeroFailsOnlyWhereBothSidesAreKnown() {
        assertThat(
                        failure(
                                        strict(
                                                ArithmeticOperator.DIVIDE,
                                                real(1.0),
                                                real(0.0),
                                                DataType.DOUBLE))
                                .condition())
                .isEqualTo("DIVIDE_BY_ZERO");
        assertThat(
                        failure(
                                        strict(
                                                ArithmeticOperator.REMAINDER,
                                                integer(1),
                                                integer(0),
                                                DataType.INTEGER))
                                .condition())
                .isEqualTo("REMAINDER_BY_ZERO");
        check(null, strict(ArithmeticOperator.DIVIDE, real(null), real(0.0), DataType.DOUBLE));
        check(
                null,
                strict(ArithmeticOperator.REMAINDER, integer(null), integer(0), DataType.INTEGER));
    }

    @Test
    void nullSlotsOfAnyContentNeverOverflow() {
        long[] none = {0};
        Column left = new dev.millrace.spi.column.IntColumn(new int[] {Integer.MAX_VALUE}, none);
        var attribute = new dev.millrace.plan.expression.Attribute(0, "a", DataType.INTEGER, true);
        Column sum =
                ExpressionCompiler.compile(
                                strict(
                                        ArithmeticOperator.ADD,
                                        attribute,
                                        attribute,
                                        DataType.INTEGER),
                                List.of(attribute))
                        .evaluate(new ColumnBatch(1, List.of(left)), Expressions.context("UTC"));
        assertThat(sum.isNull(0)).isTrue();
    }
}
