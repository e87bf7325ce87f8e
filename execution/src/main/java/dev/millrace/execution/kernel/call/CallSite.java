// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel.call;

import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.relation.Origin;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

/// Where a kernel will be called: argument types, arguments known already, the result type. A
/// kernel
/// is made once per call site, so that patterns and units are understood before the first row.
public record CallSite(Expression.Call call) {
    public String function() {
        return call.function();
    }

    public int argumentCount() {
        return call.arguments().size();
    }

    public DataType argumentType(int index) {
        return call.arguments().get(index).type();
    }

    /// The result type.
    public DataType type() {
        return call.type();
    }

    public @Nullable Origin origin() {
        return call.origin();
    }

    public boolean isLiteral(int index) {
        return index < argumentCount() && call.arguments().get(index) instanceof Expression.Literal;
    }

    /// The boxed value of a literal argument; null if it is NULL, no literal or absent.
    public @Nullable Object literal(int index) {
        return isLiteral(index) ? ((Expression.Literal) call.arguments().get(index)).value() : null;
    }

    /// The text of a literal argument, null as for `literal`.
    public @Nullable String literalText(int index) {
        return literal(index) instanceof String text ? text : null;
    }

    /// The number of an integral literal argument.
    public long literalLong(int index, long otherwise) {
        return literal(index) instanceof Number number ? number.longValue() : otherwise;
    }
}
