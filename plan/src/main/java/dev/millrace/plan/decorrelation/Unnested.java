// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.decorrelation;

import dev.millrace.plan.expression.Attribute;
import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.expression.Expression.Comparison;
import dev.millrace.plan.expression.Expression.ComparisonOperator;
import dev.millrace.plan.logical.LogicalPlan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A subquery's plan without columns of the outer plan. Its rows belong to the outer rows for which
/// every key and every condition holds.
///
/// @param keys expressions over outer columns, and the columns of `plan` that they must equal
/// @param conditions over columns of both plans
record Unnested(LogicalPlan plan, Map<Expression, Key> keys, List<Expression> conditions) {
    Unnested {
        keys = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(keys));
        conditions = List.copyOf(conditions);
    }

    /// @param isNullSafe whether NULL equals NULL here: the column lists the outer values
    record Key(Attribute column, boolean isNullSafe) {
        Comparison equal(Expression outer) {
            return new Comparison(
                    isNullSafe ? ComparisonOperator.NULL_SAFE_EQUAL : ComparisonOperator.EQUAL,
                    outer,
                    column);
        }
    }

    static Unnested of(LogicalPlan plan) {
        return new Unnested(plan, Map.of(), List.of());
    }

    Unnested with(LogicalPlan other) {
        return new Unnested(other, keys, conditions);
    }

    Unnested with(LogicalPlan other, Map<Expression, Key> otherKeys) {
        return new Unnested(other, otherKeys, conditions);
    }

    /// The expression with what equals a key's column replaced by that column.
    Expression over(Expression expression) {
        Key key = keys.get(expression);
        if (key != null) {
            return key.column();
        }
        List<Expression> children = expression.children();
        return children.isEmpty()
                ? expression
                : expression.withChildren(children.stream().map(this::over).toList());
    }

    /// The columns of the keys, each once.
    List<Attribute> keyColumns() {
        Map<Long, Attribute> columns = new LinkedHashMap<>();
        keys.values().forEach(k -> columns.put(k.column().id(), k.column()));
        return List.copyOf(columns.values());
    }

    /// What must hold for an outer row and a row of the plan to belong together.
    List<Expression> matches() {
        List<Expression> all = new ArrayList<>();
        keys.forEach((outer, key) -> all.add(key.equal(outer)));
        all.addAll(conditions);
        return all;
    }
}
