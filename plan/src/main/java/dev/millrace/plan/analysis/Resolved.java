// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.analysis;

import dev.millrace.plan.expression.Attribute;
import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.function.Argument;
import dev.millrace.spi.type.StructField;

import org.jspecify.annotations.Nullable;

/// A resolved expression with what its column will be called.
///
/// @param text how it reads inside a longer expression
/// @param name the name it has of itself (a column, a field, an alias), null if it has none and
/// `text` must do
/// @param metadata of the column it would make
record Resolved(Expression expression, String text, @Nullable String name, String metadata) {
    static Resolved of(Expression expression, String text) {
        return new Resolved(expression, text, null, StructField.NO_METADATA);
    }

    static Resolved of(Attribute attribute) {
        return new Resolved(attribute, attribute.name(), attribute.name(), attribute.metadata());
    }

    Resolved with(Expression other) {
        return new Resolved(other, text, name, metadata);
    }

    /// The name of the column if the user gives no other.
    String columnName() {
        return name == null ? text : name;
    }

    Argument argument() {
        return new Argument(expression, text);
    }
}
