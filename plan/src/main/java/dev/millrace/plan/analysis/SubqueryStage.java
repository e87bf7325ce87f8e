// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.analysis;

import dev.millrace.plan.decorrelation.SubqueryJoins;
import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.logical.LogicalPlan;
import dev.millrace.plan.relation.Origin;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// The subqueries whose values become columns at one place of a plan, in the order in which they
/// were met.
final class SubqueryStage {
    private final AnalysisContext context;
    private final List<SubqueryUse> uses = new ArrayList<>();

    SubqueryStage(AnalysisContext context) {
        this.context = context;
    }

    /// The value of the subquery; the same one twice is one column.
    Expression value(SubqueryUse use) {
        SubqueryUse known = known(use);
        if (known == null) {
            uses.add(use);
            return use.value();
        }
        return known.value();
    }

    @Nullable SubqueryUse known(SubqueryUse use) {
        return uses.stream().filter(use::isSameAs).findFirst().orElse(null);
    }

    List<SubqueryUse> uses() {
        return uses;
    }

    LogicalPlan over(LogicalPlan input) {
        return over(input, uses);
    }

    LogicalPlan over(LogicalPlan input, List<SubqueryUse> some) {
        LogicalPlan plan = input;
        for (SubqueryUse use : some) {
            plan = use.joinedTo(plan, new SubqueryJoins(context.ids()));
        }
        return plan;
    }

    /// For expressions over the columns of a row, and of subqueries beside it.
    ///
    /// @param place where the expression stands, as messages name it
    Collector collector(String place) {
        return new RowCollector(new NoCollector(place), this);
    }

    private record RowCollector(NoCollector row, SubqueryStage stage) implements Collector {
        @Override
        public Expression aggregate(
                dev.millrace.plan.expression.AggregateCall call,
                String text,
                @Nullable Origin origin) {
            Expression outer = stage.context.outer().aggregate(call, text, origin);
            return outer == null ? row.aggregate(call, text, origin) : outer;
        }

        @Override
        public Expression window(WindowCall call, String text) {
            return row.window(call, text);
        }

        @Override
        public Resolved timeWindow(TimeWindow window) {
            return row.timeWindow(window);
        }

        @Override
        public Expression subquery(SubqueryUse use) {
            return stage.value(use);
        }
    }
}
