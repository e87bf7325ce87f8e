// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.expression;

/// One key of an order.
public record SortOrder(Expression expression, boolean ascending, boolean nullsFirst) {
    @Override
    public String toString() {
        return expression
                + (ascending ? " ASC" : " DESC")
                + (nullsFirst ? " NULLS FIRST" : " NULLS LAST");
    }
}
