// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel;

import dev.millrace.execution.kernel.call.Columns;
import dev.millrace.plan.expression.Attribute;
import dev.millrace.plan.expression.Expression;
import dev.millrace.spi.column.BooleanColumn;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.column.Validity;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// Three-valued AND and OR, CASE and coalesce: the expressions that do not evaluate every part for
/// every row.
final class Logic {
    private Logic() {}

    /// AND and OR are one operation: the value that decides (false for AND, true for OR) wins over
    /// NULL, NULL over the other value.
    ///
    /// @param decides the value of the left side that makes the right side unneeded
    static Evaluator connective(
            Expression left, Expression right, boolean decides, List<Attribute> input) {
        Evaluator first = ExpressionCompiler.compile(left, input);
        if (!Failures.canFail(right)) {
            Evaluator second = ExpressionCompiler.compile(right, input);
            return (batch, context) ->
                    connect(
                            booleans(first.evaluate(batch, context)),
                            booleans(second.evaluate(batch, context)),
                            decides,
                            batch.rowCount());
        }
        RowSubset second = new RowSubset(right, input);
        return (batch, context) -> {
            BooleanColumn known = booleans(first.evaluate(batch, context));
            int rowCount = batch.rowCount();
            int[] rows = new int[rowCount];
            int count = 0;
            for (int i = 0; i < rowCount; i++) {
                rows[count] = i;
                count += known.isNull(i) || known.value(i) != decides ? 1 : 0;
            }
            if (count == 0) {
                return known;
            }
            Column rest = second.evaluate(batch, rows, count, context);
            Merge merge = new Merge(DataType.BOOLEAN, rowCount);
            merge.add(booleans(rest), rows, count);
            return connect(known, (BooleanColumn) merge.build(), decides, rowCount);
        };
    }

    /// The literal NULL has a column of its own form.
    static BooleanColumn booleans(Column column) {
        return column instanceof BooleanColumn booleans
                ? booleans
                : new BooleanColumn(
                        new boolean[column.size()],
                        Validity.noneValid(column.size()),
                        column.size());
    }

    private static BooleanColumn connect(
            BooleanColumn left, BooleanColumn right, boolean decides, int rowCount) {
        boolean[] a = left.values();
        boolean[] b = right.values();
        boolean[] result = new boolean[rowCount];
        if (left.validity() == null && right.validity() == null) {
            if (decides) {
                for (int i = 0; i < rowCount; i++) {
                    result[i] = a[i] | b[i];
                }
            } else {
                for (int i = 0; i < rowCount; i++) {
                    result[i] = a[i] & b[i];
                }
            }
            return new BooleanColumn(result, null, rowCount);
        }
        long[] valid = Validity.noneValid(rowCount);
        for (int i = 0; i < rowCount; i++) {
            boolean aValid = Columns.isValid(left.validity(), i);
            boolean bValid = Columns.isValid(right.validity(), i);
            boolean decided = (aValid & a[i] == decides) | (bValid & b[i] == decides);
            result[i] = decided == decides;
            if (decided | (aValid & bValid)) {
                Validity.setValid(valid, i);
            }
        }
        return new BooleanColumn(result, valid, rowCount);
    }

    /// Each branch is evaluated for the rows that no earlier one took.
    static Evaluator caseOf(Expression.Case expression, List<Attribute> input) {
        List<RowSubset> conditions = new ArrayList<>();
        List<RowSubset> values = new ArrayList<>();
        for (Expression.Case.Branch branch : expression.branches()) {
            conditions.add(new RowSubset(branch.condition(), input));
            values.add(new RowSubset(branch.value(), input));
        }
        RowSubset otherwise = new RowSubset(expression.otherwise(), input);
        DataType type = expression.type();
        return (batch, context) -> {
            Merge merge = new Merge(type, batch.rowCount());
            int[] open = allRows(batch.rowCount());
            int openCount = open.length;
            for (int k = 0; k < conditions.size() && openCount > 0; k++) {
                BooleanColumn holds =
                        booleans(conditions.get(k).evaluate(batch, open, openCount, context));
                int[] taken = new int[openCount];
                int[] left = new int[openCount];
                int takenCount = 0;
                int leftCount = 0;
                for (int i = 0; i < openCount; i++) {
                    if (holds.value(i) && !holds.isNull(i)) {
                        taken[takenCount++] = open[i];
                    } else {
                        left[leftCount++] = open[i];
                    }
                }
                if (takenCount > 0) {
                    Column value = values.get(k).evaluate(batch, taken, takenCount, context);
                    if (takenCount == batch.rowCount()) {
                        return value;
                    }
                    merge.add(value, taken, takenCount);
                }
                open = left;
                openCount = leftCount;
            }
            if (openCount > 0) {
                merge.add(otherwise.evaluate(batch, open, openCount, context), open, openCount);
            }
            return merge.build();
        };
    }

    /// The first argument that is not NULL; later ones are evaluated where all earlier are NULL.
    static Evaluator coalesce(List<Expression> arguments, DataType type, List<Attribute> input) {
        Evaluator first = ExpressionCompiler.compile(arguments.getFirst(), input);
        List<RowSubset> others = new ArrayList<>();
        for (Expression argument : arguments.subList(1, arguments.size())) {
            others.add(new RowSubset(argument, input));
        }
        return (batch, context) -> {
            Column value = first.evaluate(batch, context);
            if (!value.mayHaveNulls()) {
                return value;
            }
            int[] open = allRows(batch.rowCount());
            Merge merge = new Merge(type, batch.rowCount());
            int openCount = takeValid(merge, value, open, open.length);
            for (int k = 0; k < others.size() && openCount > 0; k++) {
                Column next = others.get(k).evaluate(batch, open, openCount, context);
                openCount = takeValid(merge, next, open, openCount);
            }
            return merge.build();
        };
    }

    /// Adds the rows that are not NULL, keeps the others in `open` and returns how many they are.
    private static int takeValid(Merge merge, Column value, int[] open, int openCount) {
        int[] from = new int[openCount];
        int[] to = new int[openCount];
        int taken = 0;
        int left = 0;
        for (int i = 0; i < openCount; i++) {
            if (value.isNull(i)) {
                open[left++] = open[i];
            } else {
                from[taken] = i;
                to[taken++] = open[i];
            }
        }
        if (taken > 0) {
            merge.add(value.gather(from, taken), to, taken);
        }
        return left;
    }

    static int[] allRows(int rowCount) {
        int[] rows = new int[rowCount];
        for (int i = 0; i < rowCount; i++) {
            rows[i] = i;
        }
        return rows;
    }

    /// Turns values over; NULL stays NULL.
    static Evaluator not(Evaluator child) {
        return (batch, context) -> {
            BooleanColumn column = booleans(child.evaluate(batch, context));
            boolean[] values = column.values();
            boolean[] result = new boolean[batch.rowCount()];
            for (int i = 0; i < result.length; i++) {
                result[i] = !values[i];
            }
            return new BooleanColumn(result, column.validity(), result.length);
        };
    }

    static Evaluator isNull(Evaluator child) {
        return (batch, context) -> {
            long @Nullable [] valid = child.evaluate(batch, context).validity();
            boolean[] result = new boolean[batch.rowCount()];
            if (valid != null) {
                for (int i = 0; i < result.length; i++) {
                    result[i] = (valid[i >> 6] >>> i & 1L) == 0;
                }
            }
            return new BooleanColumn(result, null, result.length);
        };
    }

    /// A field is NULL where its struct is.
    static Evaluator field(Evaluator struct, int index) {
        return (ColumnBatch batch, EvaluationContext context) -> {
            Column column = struct.evaluate(batch, context);
            if (!(column instanceof dev.millrace.spi.column.StructColumn fields)) {
                throw new IllegalStateException("bug in Millrace: a field of " + column.getClass());
            }
            Column field = fields.field(index);
            long[] valid = Validity.and(field.validity(), fields.validity());
            return valid == field.validity() ? field : Columns.withValidity(field, valid);
        };
    }
}
