// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.expression;

/// An expression with the attribute that its value becomes.
public record NamedExpression(Attribute output, Expression expression) {
    /// True if the value is an input column under its own id.
    public boolean isPassThrough() {
        return expression instanceof Attribute attribute && attribute.id() == output.id();
    }

    /// An input column passed on.
    public static NamedExpression of(Attribute attribute) {
        return new NamedExpression(attribute, attribute);
    }

    @Override
    public String toString() {
        return isPassThrough() ? output.toString() : expression + " AS " + output;
    }
}
