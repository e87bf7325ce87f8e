// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.optimizer;

import dev.millrace.plan.expression.Attribute;
import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.expression.Expression.Literal;
import dev.millrace.plan.expression.NamedExpression;
import dev.millrace.plan.logical.LogicalPlan;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.column.ColumnBuilder;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// A long `VALUES (1), (2), …`, which analysis makes a union of rows, becomes one table: one batch
/// of columns instead of as many operators as it has rows.
///
/// A short one stays as it is, with each row in a partition of its own: so Spark reads it where it
/// has as many cores, and what counts partitions (`rand(0)`) gives the same there.
///
/// Rows that cannot be known before running (they fail, or ask for the time) stay as they are.
final class CollectConstantRows implements Rule {
    /// A list of fewer rows is short.
    private static final int LONG = 64;

    private final FoldConstants constants;

    CollectConstantRows(ConstantEvaluator evaluator) {
        this.constants = new FoldConstants(evaluator);
    }

    @Override
    public LogicalPlan apply(LogicalPlan plan) {
        return plan.transformUp(
                node ->
                        node instanceof LogicalPlan.Union union && union.inputs().size() >= LONG
                                ? collected(union)
                                : node);
    }

    private LogicalPlan collected(LogicalPlan.Union union) {
        List<Attribute> output = union.output();
        List<ColumnBuilder> columns = new ArrayList<>();
        for (Attribute attribute : output) {
            columns.add(ColumnBuilder.of(attribute.type(), union.inputs().size()));
        }
        for (LogicalPlan input : union.inputs()) {
            List<Literal> row = row(input);
            if (row == null) {
                return union;
            }
            for (int i = 0; i < columns.size(); i++) {
                columns.get(i).appendBoxed(row.get(i).value());
            }
        }
        List<Column> built = columns.stream().map(ColumnBuilder::build).toList();
        return new LogicalPlan.LocalScan(
                List.of(new ColumnBatch(union.inputs().size(), built)), output);
    }

    /// The constants of one row, null if it is none.
    private @Nullable List<Literal> row(LogicalPlan input) {
        boolean isRow =
                input instanceof LogicalPlan.Project project
                        && project.input() instanceof LogicalPlan.LocalScan scan
                        && scan.output().isEmpty()
                        && scan.batches().size() == 1
                        && scan.batches().getFirst().rowCount() == 1;
        if (!isRow) {
            return null;
        }
        List<Literal> row = new ArrayList<>();
        for (NamedExpression column : ((LogicalPlan.Project) input).expressions()) {
            Expression value = constants.fold(column.expression());
            if (!(value instanceof Literal literal)) {
                return null;
            }
            row.add(literal);
        }
        return row;
    }
}
