// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel;

import static dev.millrace.execution.kernel.Expressions.bigint;
import static dev.millrace.execution.kernel.Expressions.call;
import static dev.millrace.execution.kernel.Expressions.cast;
import static dev.millrace.execution.kernel.Expressions.integer;
import static dev.millrace.execution.kernel.Expressions.literal;
import static dev.millrace.execution.kernel.Expressions.real;
import static dev.millrace.execution.kernel.Expressions.text;
import static dev.millrace.execution.kernel.Expressions.value;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.plan.expression.Attribute;
import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.expression.Expression.Case;
import dev.millrace.plan.expression.Expression.Comparison;
import dev.millrace.plan.expression.Expression.ComparisonOperator;
import dev.millrace.plan.expression.Expression.Literal;
import dev.millrace.plan.expression.NamedExpression;
import dev.millrace.spi.column.BoxedValues;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.function.UserFunction;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// Comparisons and logic over random columns against one row at a time; and which rows the parts of
/// an expression are evaluated for.
class LogicTest {
    private static final int ROWS = 700;
    private static final DataType STRUCT =
            DataType.Struct.of(
                    new StructField("a", DataType.INTEGER), new StructField("b", DataType.STRING));

    private static final List<DataType> ORDERED =
            List.of(
                    DataType.BOOLEAN,
                    DataType.BYTE,
                    DataType.INTEGER,
                    DataType.LONG,
                    DataType.FLOAT,
                    DataType.DOUBLE,
                    new DataType.Decimal(10, 2),
                    new DataType.Decimal(38, 5),
                    DataType.STRING,
                    DataType.DATE,
                    new DataType.Array(DataType.INTEGER, true),
                    STRUCT);

    @Test
    void comparisonsOfColumnsGiveWhatSingleRowsGive() {
        for (DataType type : ORDERED) {
            RandomBatch batch = new RandomBatch(7, ROWS, List.of(type, type));
            for (ComparisonOperator operator : ComparisonOperator.values()) {
                Expression both = new Comparison(operator, batch.attribute(0), batch.attribute(1));
                Column column = batch.evaluate(both);
                for (int i = 0; i < ROWS; i++) {
                    checkRow(operator, batch.value(0, i), batch.value(1, i), column, i);
                }
            }
        }
    }

    @Test
    void comparisonsWithConstantsGiveWhatSingleRowsGive() {
        for (DataType type : ORDERED) {
            RandomBatch batch = new RandomBatch(11, ROWS, List.of(type));
            for (int sample = 0; sample < 40; sample++) {
                Literal constant = new Literal(batch.value(0, sample), type);
                for (ComparisonOperator operator : ComparisonOperator.values()) {
                    Column right =
                            batch.evaluate(new Comparison(operator, batch.attribute(0), constant));
                    Column left =
                            batch.evaluate(new Comparison(operator, constant, batch.attribute(0)));
                    for (int i = 0; i < ROWS; i++) {
                        checkRow(operator, batch.value(0, i), constant.value(), right, i);
                        checkRow(operator, constant.value(), batch.value(0, i), left, i);
                    }
                }
            }
        }
    }

    private static void checkRow(
            ComparisonOperator operator,
            @Nullable Object left,
            @Nullable Object right,
            Column column,
            int row) {
        Boolean expected;
        if (operator == ComparisonOperator.NULL_SAFE_EQUAL) {
            expected = left == null || right == null ? left == right : compare(left, right) == 0;
        } else if (left == null || right == null) {
            expected = null;
        } else {
            int order = compare(left, right);
            expected =
                    switch (operator) {
                        case EQUAL, NULL_SAFE_EQUAL -> order == 0;
                        case LESS -> order < 0;
                        case LESS_OR_EQUAL -> order <= 0;
                        case GREATER -> order > 0;
                        case GREATER_OR_EQUAL -> order >= 0;
                    };
        }
        assertThat(BoxedValues.read(column, DataType.BOOLEAN, row))
                .as("%s %s %s", left, operator, right)
                .isEqualTo(expected);
    }

    private static int compare(Object left, Object right) {
        return switch (left) {
            case Boolean value -> value.compareTo((Boolean) right);
            case Integer value -> value.compareTo((Integer) right);
            case Long value -> value.compareTo((Long) right);
            case BigDecimal value -> value.compareTo((BigDecimal) right);
            case Double value -> Double.compare(value + 0.0, (Double) right + 0.0);
            case String value ->
                    Arrays.compare(
                            value.codePoints().toArray(), ((String) right).codePoints().toArray());
            case List<?> values -> {
                int order = 0;
                for (int i = 0; i < values.size() && order == 0; i++) {
                    order = compare(values.get(i), ((List<?>) right).get(i));
                }
                yield order;
            }
            default -> throw new IllegalArgumentException(left.toString());
        };
    }

    @Test
    void connectivesAreThreeValued() {
        DataType bool = DataType.BOOLEAN;
        RandomBatch batch = new RandomBatch(3, ROWS, List.of(bool, bool));
        Column and = batch.evaluate(new Expression.And(batch.attribute(0), batch.attribute(1)));
        Column or = batch.evaluate(new Expression.Or(batch.attribute(0), batch.attribute(1)));
        // a side that may fail is evaluated by gathering rows: the result must be the same
        Expression risky = cast(cast(batch.attribute(1), DataType.STRING), bool);
        Column riskyAnd = batch.evaluate(new Expression.And(batch.attribute(0), risky));
        Column riskyOr = batch.evaluate(new Expression.Or(batch.attribute(0), risky));
        for (int i = 0; i < ROWS; i++) {
            Boolean a = (Boolean) batch.value(0, i);
            Boolean b = (Boolean) batch.value(1, i);
            Boolean both =
                    Boolean.FALSE.equals(a) || Boolean.FALSE.equals(b)
                            ? Boolean.FALSE
                            : a == null || b == null ? null : Boolean.TRUE;
            Boolean either =
                    Boolean.TRUE.equals(a) || Boolean.TRUE.equals(b)
                            ? Boolean.TRUE
                            : a == null || b == null ? null : Boolean.FALSE;
            assertThat(BoxedValues.read(and, bool, i)).isEqualTo(both);
            assertThat(BoxedValues.read(riskyAnd, bool, i)).isEqualTo(both);
            assertThat(BoxedValues.read(or, bool, i)).isEqualTo(either);
            assertThat(BoxedValues.read(riskyOr, bool, i)).isEqualTo(either);
        }
    }

    @Test
    void theRightSideIsNotEvaluatedForRowsThatTheLeftDecides() {
        Attribute column = new Attribute(1, "c", DataType.STRING, true);
        ColumnBatch batch = texts("12", "x", null, "7");
        Expression isNumber =
                new Expression.Not(new Comparison(ComparisonOperator.EQUAL, column, text("x")));
        Expression isSmall =
                new Comparison(
                        ComparisonOperator.LESS, cast(column, DataType.INTEGER), integer(10));
        assertThat(values(new Expression.And(isNumber, isSmall), column, batch))
                .containsExactly(false, false, null, true);
        assertThat(values(new Expression.Or(new Expression.Not(isNumber), isSmall), column, batch))
                .containsExactly(false, true, null, true);
    }

    @Test
    void branchesOfCaseAreEvaluatedOnlyForTheirRows() {
        Attribute column = new Attribute(1, "c", DataType.STRING, true);
        ColumnBatch batch = texts("12", "x", null, "7");
        Expression isWord = new Comparison(ComparisonOperator.EQUAL, column, text("x"));
        Expression chosen =
                new Case(
                        List.of(new Case.Branch(isWord, integer(-1))),
                        cast(column, DataType.INTEGER));
        assertThat(values(chosen, column, batch)).containsExactly(12, -1, null, 7);
        Expression texts = new Case(List.of(new Case.Branch(isWord, text("word"))), column);
        assertThat(values(texts, column, batch)).containsExactly("12", "word", null, "7");
    }

    @Test
    void coalesceEvaluatesLaterArgumentsOnlyWhereEarlierAreNull() {
        Attribute column = new Attribute(1, "c", DataType.STRING, true);
        ColumnBatch batch = texts("12", "x", null, "7");
        Expression failing = cast(text("never"), DataType.STRING);
        Expression first =
                call(
                        "coalesce",
                        DataType.STRING,
                        column,
                        new Case(
                                List.of(
                                        new Case.Branch(
                                                new Expression.IsNull(column), text("none"))),
                                failing));
        assertThat(values(first, column, batch)).containsExactly("12", "x", "none", "7");
    }

    @Test
    void inFindsOptionsAmongManyAndKnowsWhatItDoesNotKnow() {
        Attribute column = new Attribute(1, "c", DataType.STRING, true);
        ColumnBatch batch = texts("12", "x", null, "é");
        List<Expression> options = List.of(text("é"), text("12"), text("y"), text("z"), text(""));
        assertThat(values(new Expression.In(column, options), column, batch))
                .containsExactly(true, false, null, true);
        List<Expression> withNull = List.of(text("x"), text(null));
        assertThat(values(new Expression.In(column, withNull), column, batch))
                .containsExactly(null, true, null, null);
        assertThat(value(new Expression.In(integer(1), List.of(integer(2), integer(null))), "UTC"))
                .isNull();
        assertThat(value(new Expression.In(bigint(5L), List.of(bigint(7L), bigint(5L))), "UTC"))
                .isEqualTo(true);
        assertThat(value(new Expression.In(real(Double.NaN), List.of(real(Double.NaN))), "UTC"))
                .isEqualTo(true);
        assertThat(values(new Expression.In(column, List.of(column, text("q"))), column, batch))
                .containsExactly(true, true, null, true);
    }

    @Test
    void fieldsOfNullStructsAreNull() {
        Attribute column = new Attribute(1, "s", STRUCT, true);
        ColumnBatch batch =
                BoxedValues.batch(
                        DataType.Struct.of(new StructField("s", STRUCT)),
                        Arrays.asList(List.of(List.of(1, "a")), Arrays.asList((Object) null)));
        assertThat(values(new Expression.Field(column, 1), column, batch))
                .containsExactly("a", null);
        assertThat(values(new Expression.IsNull(column), column, batch))
                .containsExactly(false, true);
    }

    @Test
    void predicatesPickTheRowsThatAreTrue() {
        Attribute column = new Attribute(1, "c", DataType.STRING, true);
        ColumnBatch batch = texts("12", "x", null, "7");
        Predicate predicate =
                Predicate.compile(
                        new Expression.Not(
                                new Comparison(ComparisonOperator.EQUAL, column, text("x"))),
                        List.of(column));
        int[] rows = new int[4];
        assertThat(predicate.select(batch, Expressions.context("UTC"), rows)).isEqualTo(2);
        assertThat(Arrays.copyOf(rows, 2)).containsExactly(0, 3);
    }

    @Test
    void projectionsComputeCommonPartsOnceAndPassColumnsOn() {
        Attribute column = new Attribute(1, "c", DataType.STRING, true);
        ColumnBatch batch = texts("12", "5", null, "7");
        AtomicInteger calls = new AtomicInteger();
        Expression counted = new Expression.UserCall(new Counting(calls), List.of(column));
        Expression one = call("upper", DataType.STRING, counted);
        Expression two = call("length", DataType.INTEGER, counted);
        List<NamedExpression> list =
                List.of(
                        NamedExpression.of(column),
                        new NamedExpression(new Attribute(2, "u", DataType.STRING, true), one),
                        new NamedExpression(new Attribute(3, "l", DataType.INTEGER, true), two));
        ColumnBatch result =
                Projection.compile(list, List.of(column)).apply(batch, Expressions.context("UTC"));
        assertThat(calls).hasValue(1);
        assertThat(result.column(0)).isSameAs(batch.column(0));
        assertThat(BoxedValues.read(result.column(1), DataType.STRING, 0)).isEqualTo("12");
        assertThat(BoxedValues.read(result.column(2), DataType.INTEGER, 1)).isEqualTo(1);
    }

    /// Returns its argument and counts how often it was called.
    private record Counting(AtomicInteger calls) implements UserFunction {
        @Override
        public String name() {
            return "counting";
        }

        @Override
        public DataType resultType() {
            return DataType.STRING;
        }

        @Override
        public boolean resultNullable() {
            return true;
        }

        @Override
        public boolean isDeterministic() {
            return true;
        }

        @Override
        public List<DataType> argumentTypes() {
            return List.of();
        }

        @Override
        public Column apply(List<Column> arguments, List<DataType> types, int rowCount) {
            calls.incrementAndGet();
            if (rowCount == 1) {
                throw new IllegalStateException("boom");
            }
            return arguments.getFirst();
        }
    }

    @Test
    void aFailingUserFunctionIsNamedWithItsSignature() {
        var failure =
                Expressions.failure(
                        new Expression.UserCall(
                                new Counting(new AtomicInteger()), List.of(text("a"))));
        assertThat(failure.condition()).isEqualTo("FAILED_EXECUTE_UDF");
        assertThat(failure.parameters())
                .containsEntry("functionName", "`counting`")
                .containsEntry("signature", "string")
                .containsEntry("result", "string")
                .containsEntry("reason", "java.lang.IllegalStateException: boom");
    }

    @Test
    void constantsAreFoldedUnlessTheyFailOrDependOnTheRun() {
        KernelConstantEvaluator evaluator = new KernelConstantEvaluator(java.time.ZoneId.of("UTC"));
        assertThat(evaluator.evaluate(call("upper", DataType.STRING, text("a"))))
                .isEqualTo(text("A"));
        Expression failing = cast(text("x"), DataType.INTEGER);
        assertThat(evaluator.evaluate(failing)).isSameAs(failing);
        Expression clock = call("current_timestamp", DataType.TIMESTAMP);
        assertThat(evaluator.evaluate(clock)).isSameAs(clock);
        assertThat(evaluator.evaluate(new Expression.Not(literal(true, DataType.BOOLEAN))))
                .isEqualTo(Literal.FALSE);
    }

    private static ColumnBatch texts(@Nullable String... values) {
        List<List<@Nullable Object>> rows = new java.util.ArrayList<>();
        for (String value : values) {
            rows.add(Arrays.asList((Object) value));
        }
        return BoxedValues.batch(DataType.Struct.of(new StructField("c", DataType.STRING)), rows);
    }

    private static List<@Nullable Object> values(
            Expression expression, Attribute column, ColumnBatch batch) {
        Column result =
                ExpressionCompiler.compile(expression, List.of(column))
                        .evaluate(batch, Expressions.context("UTC"));
        List<@Nullable Object> values = new java.util.ArrayList<>();
        for (int i = 0; i < batch.rowCount(); i++) {
            values.add(BoxedValues.read(result, expression.type(), i));
        }
        return values;
    }
}
