// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.analysis;

import dev.millrace.plan.expression.Attribute;
import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.logical.LogicalPlan;
import dev.millrace.plan.relation.ParsedExpression;
import dev.millrace.plan.relation.Relation;
import dev.millrace.spi.type.DataType;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The plan of an `UNPIVOT`: each input row's new rows come out of an array of structs.
///
/// @param values the new columns beside the name
record UnpivotPlan(Analyzed input, Attribute name, List<Attribute> values) {
    /// @param rows a struct for each new row
    /// @param sets the columns that the rows are made of
    Analyzed of(
            Relation.Unpivot unpivot,
            List<Expression> rows,
            List<List<Resolved>> sets,
            ExpressionResolver resolver) {
        Expression array =
                new Expression.Call(
                        "array",
                        rows,
                        new DataType.Array(rows.getFirst().type(), false),
                        false,
                        true,
                        null);
        List<Attribute> generated = new ArrayList<>();
        generated.add(name);
        generated.addAll(values);
        LogicalPlan plan =
                new LogicalPlan.Generate(
                        input.plan(),
                        "inline",
                        List.of(array),
                        false,
                        input.plan().output(),
                        generated);
        if (!unpivot.includesNulls()) {
            Expression present =
                    values.stream()
                            .<Expression>map(v -> new Expression.Not(new Expression.IsNull(v)))
                            .reduce(Expression.Or::new)
                            .orElse(Expression.Literal.TRUE);
            plan = new LogicalPlan.Filter(plan, present);
        }
        List<Scope.Column> columns = new ArrayList<>(kept(unpivot.ids(), sets, resolver));
        generated.forEach(a -> columns.add(new Scope.Column(a, List.of(), false)));
        return new Analyzed(plan, input.scope().over(columns));
    }

    private List<Scope.Column> kept(
            @org.jspecify.annotations.Nullable List<ParsedExpression> ids,
            List<List<Resolved>> sets,
            ExpressionResolver resolver) {
        Set<Long> used = new HashSet<>();
        sets.forEach(s -> s.forEach(r -> used.addAll(Expressions.columns(r.expression()))));
        if (ids == null) {
            return input.scope().columns().stream()
                    .filter(c -> !c.isHidden() && !used.contains(c.attribute().id()))
                    .toList();
        }
        List<Scope.Column> kept = new ArrayList<>();
        for (Resolved id : resolver.resolveAll(ids)) {
            if (id.expression() instanceof Attribute attribute) {
                kept.add(new Scope.Column(attribute, List.of(), false));
            }
        }
        return kept;
    }
}
