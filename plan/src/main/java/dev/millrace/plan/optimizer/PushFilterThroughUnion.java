// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.optimizer;

import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.logical.Conjunction;
import dev.millrace.plan.logical.LogicalPlan;
import dev.millrace.plan.logical.LogicalPlan.Filter;
import dev.millrace.plan.logical.LogicalPlan.Union;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// `Filter a (Union (x, y))` → `Union (Filter a (x), Filter a (y))`.
final class PushFilterThroughUnion implements Rule {
    @Override
    public LogicalPlan apply(LogicalPlan plan) {
        return plan.transformDown(
                node ->
                        node instanceof Filter filter && filter.input() instanceof Union union
                                ? Conjuncts.push(
                                        filter, part -> true, parts -> filtered(union, parts))
                                : node);
    }

    private static LogicalPlan filtered(Union union, List<Expression> parts) {
        List<LogicalPlan> inputs = new ArrayList<>();
        for (LogicalPlan input : union.inputs()) {
            Map<Long, Expression> columns = new HashMap<>();
            for (int i = 0; i < union.output().size(); i++) {
                columns.put(union.output().get(i).id(), input.output().get(i));
            }
            inputs.add(
                    Conjunction.filtered(
                            input,
                            parts.stream().map(p -> Conjuncts.substitute(p, columns)).toList()));
        }
        return new Union(inputs, union.output());
    }
}
