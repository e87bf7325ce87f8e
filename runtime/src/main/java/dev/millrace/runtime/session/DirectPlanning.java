// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.session;

import dev.millrace.execution.physical.PhysicalPlan;
import dev.millrace.execution.physical.PhysicalPlanner;
import dev.millrace.plan.analysis.AnalysisSettings;
import dev.millrace.plan.analysis.Catalog;
import dev.millrace.plan.expression.Attribute;
import dev.millrace.plan.logical.LogicalPlan;
import dev.millrace.plan.logical.OutputMode;
import dev.millrace.plan.relation.Relation;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// Plans relations that need no analysis: rows that are there, and ranges.
final class DirectPlanning implements QueryPlanning {
    private final PhysicalPlanner planner =
            new PhysicalPlanner(
                    (expression, input) -> {
                        throw MillraceException.unsupported("the expression " + expression);
                    });

    @Override
    public LogicalPlan analyse(Relation relation, Catalog catalog, AnalysisSettings settings) {
        return switch (relation) {
            case Relation.Tagged tagged -> analyse(tagged.input(), catalog, settings);
            case Relation.Range range ->
                    new LogicalPlan.RangeScan(
                            range.start(),
                            range.end(),
                            range.step(),
                            new Attribute(0, "id", DataType.LONG, false));
            case Relation.LocalTable table -> local(table);
            case Relation.Limit(
                            var input,
                            dev.millrace.plan.relation.ParsedExpression.Literal(
                                    var count,
                                    var ignored))
                    when count instanceof Number number ->
                    new LogicalPlan.Limit(analyse(input, catalog, settings), 0, number.longValue());
            default ->
                    throw MillraceException.unsupported(
                            "the relation " + relation.getClass().getSimpleName());
        };
    }

    private static LogicalPlan local(Relation.LocalTable table) {
        List<Attribute> output = new ArrayList<>();
        for (StructField field : table.schema().fields()) {
            output.add(new Attribute(output.size(), field.name(), field.type(), field.nullable()));
        }
        return new LogicalPlan.LocalScan(table.batches(), output);
    }

    @Override
    public void checkStream(LogicalPlan plan, OutputMode mode) {}

    @Override
    public LogicalPlan optimise(LogicalPlan plan, AnalysisSettings settings) {
        return plan;
    }

    @Override
    public PhysicalPlan physical(LogicalPlan plan, @Nullable OutputMode mode) {
        return planner.plan(plan, mode);
    }
}
