// SPDX-License-Identifier: Apache-2.0
package dev.millrace.spi.format;

import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.storage.FileLocation;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// One schema of those of several files: the option `mergeSchema`.
public final class SchemaMerge {
    private SchemaMerge() {}

    /// The schema of files, of which there is at least one.
    ///
    /// @param isMerged false if the first file says it
    /// @param schemaOf reads the schema of one file
    public static DataType.Struct of(
            List<FileLocation> files,
            boolean isMerged,
            Function<FileLocation, DataType.Struct> schemaOf) {
        DataType.Struct schema = schemaOf.apply(files.getFirst());
        for (FileLocation file :
                isMerged ? files.subList(1, files.size()) : List.<FileLocation>of()) {
            schema = of(schema, schemaOf.apply(file));
        }
        return schema;
    }

    /// The fields of both, those of the left first.
    public static DataType.Struct of(DataType.Struct left, DataType.Struct right) {
        if (merged(left, right) instanceof DataType.Struct struct) {
            return struct;
        }
        throw MillraceException.of(ErrorKind.EXECUTION, "CANNOT_MERGE_SCHEMAS", "42KD9")
                .with("left", "\"" + left.sqlName() + "\"")
                .with("right", "\"" + right.sqlName() + "\"")
                .text(
                        "Failed merging schemas:\nInitial schema:\n\""
                                + left.sqlName()
                                + "\"\nSchema that cannot be merged with the initial schema:\n\""
                                + right.sqlName()
                                + "\".");
    }

    /// Null if no type holds the values of both.
    private static @Nullable DataType merged(DataType left, DataType right) {
        if (left.equals(right)) {
            return left;
        }
        if (left instanceof DataType.Struct a && right instanceof DataType.Struct b) {
            return struct(a, b);
        }
        if (left instanceof DataType.Array a && right instanceof DataType.Array b) {
            DataType element = merged(a.element(), b.element());
            return element == null
                    ? null
                    : new DataType.Array(element, a.containsNull() || b.containsNull());
        }
        if (left instanceof DataType.Map a && right instanceof DataType.Map b) {
            DataType key = merged(a.key(), b.key());
            DataType value = merged(a.value(), b.value());
            return key == null || value == null
                    ? null
                    : new DataType.Map(key, value, a.valueContainsNull() || b.valueContainsNull());
        }
        if (left instanceof DataType.Decimal a
                && right instanceof DataType.Decimal b
                && a.scale() == b.scale()) {
            return new DataType.Decimal(Math.max(a.precision(), b.precision()), a.scale());
        }
        return null;
    }

    private static @Nullable DataType struct(DataType.Struct left, DataType.Struct right) {
        List<StructField> fields = new ArrayList<>(left.fields());
        for (StructField field : right.fields()) {
            int index = left.indexOfIgnoreCase(field.name());
            if (index < 0) {
                fields.add(field);
                continue;
            }
            StructField one = left.field(index);
            DataType type = merged(one.type(), field.type());
            if (type == null) {
                return null;
            }
            fields.set(
                    index,
                    new StructField(
                            one.name(), type, one.nullable() || field.nullable(), one.metadata()));
        }
        return new DataType.Struct(fields);
    }
}
