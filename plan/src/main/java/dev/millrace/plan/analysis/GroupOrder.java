// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.analysis;

import dev.millrace.plan.expression.SortOrder;
import dev.millrace.plan.function.AggregateFunction;
import dev.millrace.plan.relation.ParsedExpression;
import dev.millrace.plan.relation.ParsedExpression.Call;
import dev.millrace.plan.relation.ParsedExpression.SortKey;

import java.util.ArrayList;
import java.util.List;

/// `WITHIN GROUP (ORDER BY …)` of a call: the keys that follow its arguments.
///
/// @param texts the keys without their directions
record GroupOrder(List<SortOrder> keys, List<String> texts) {
    GroupOrder {
        keys = List.copyOf(keys);
        texts = List.copyOf(texts);
    }

    /// The arguments that are values.
    static List<ParsedExpression> values(Call call) {
        return call.arguments().stream().filter(a -> !(a instanceof SortKey)).toList();
    }

    static GroupOrder of(Call call, ExpressionResolver expressions) {
        List<SortOrder> keys = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        for (ParsedExpression argument : call.arguments()) {
            if (argument instanceof SortKey key) {
                Resolved resolved = expressions.resolve(key.child());
                keys.add(new SortOrder(resolved.expression(), key.ascending(), key.nullsFirst()));
                texts.add(resolved.text());
            }
        }
        return new GroupOrder(keys, texts);
    }

    /// How a column name shows the order: where it is part of the function, only what differs from
    /// the natural one.
    String text(AggregateFunction function) {
        if (keys.isEmpty()) {
            return "";
        }
        // Spark shows the order of `mode` turned round.
        boolean isMode = function.name().equals("mode");
        List<String> shown = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            SortOrder key = keys.get(i);
            shown.add(
                    function.name().equals("listagg")
                            ? ColumnNames.sortKey(texts.get(i), key.ascending(), key.nullsFirst())
                            : texts.get(i) + (key.ascending() == isMode ? " DESC" : ""));
        }
        return " WITHIN GROUP (ORDER BY " + String.join(", ", shown) + ")";
    }
}
