// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.expression;

/// Expressions without the places that they have in the user's text, so that two of the same
/// meaning are equal. To be applied to every node, from the leaves up.
public final class Unplaced {
    private Unplaced() {}

    /// The node without its place.
    public static Expression node(Expression node) {
        return switch (node) {
            case Expression.Cast c -> new Expression.Cast(c.child(), c.type(), c.misfit(), null);
            case Expression.Call c ->
                    new Expression.Call(
                            c.function(),
                            c.arguments(),
                            c.type(),
                            c.nullable(),
                            c.isDeterministic(),
                            null);
            case Expression.Arithmetic a -> arithmetic(a, false);
            default -> node;
        };
    }

    /// The node without its place, the operands of sums and products in one order.
    public static Expression ordered(Expression node) {
        if (!(node instanceof Expression.Arithmetic a)) {
            return node(node);
        }
        boolean commutes =
                switch (a.operator()) {
                    case ADD, MULTIPLY -> true;
                    case SUBTRACT, DIVIDE, REMAINDER, INTEGRAL_DIVIDE -> false;
                };
        return arithmetic(a, commutes && isAfter(a.left(), a.right()));
    }

    /// An order of expressions, any one: by their text.
    public static boolean isAfter(Expression left, Expression right) {
        return left.toString().compareTo(right.toString()) > 0;
    }

    private static Expression arithmetic(Expression.Arithmetic a, boolean swaps) {
        return new Expression.Arithmetic(
                a.operator(),
                swaps ? a.right() : a.left(),
                swaps ? a.left() : a.right(),
                a.type(),
                a.failsOnError(),
                null);
    }
}
