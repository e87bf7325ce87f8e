// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.expression;

import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import java.util.List;

/// A column of a plan's output. The id is unique within one analysed query; name, qualifier and
/// metadata are for people and for the schema.
///
/// @param metadata JSON object text, see `StructField`
public record Attribute(long id, String name, DataType type, boolean nullable, String metadata)
        implements Expression {
    public Attribute(long id, String name, DataType type, boolean nullable) {
        this(id, name, type, nullable, StructField.NO_METADATA);
    }

    @Override
    public List<Expression> children() {
        return List.of();
    }

    @Override
    public Attribute withChildren(List<Expression> children) {
        return this;
    }

    public StructField toField() {
        return new StructField(name, type, nullable, metadata);
    }

    public Attribute withNullable(boolean value) {
        return value == nullable ? this : new Attribute(id, name, type, value, metadata);
    }

    public Attribute withMetadata(String value) {
        return value.equals(metadata) ? this : new Attribute(id, name, type, nullable, value);
    }

    public Attribute withName(String value) {
        return value.equals(name) ? this : new Attribute(id, value, type, nullable, metadata);
    }

    @Override
    public String toString() {
        return name + "#" + id;
    }
}
