// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.encoding;

import dev.millrace.connect.convert.SparkTypes;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.column.ColumnBuilder;
import dev.millrace.spi.type.DataType;

import org.apache.spark.sql.catalyst.encoders.AgnosticEncoder;
import org.apache.spark.sql.catalyst.encoders.AgnosticEncoders.StructEncoder;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// Rows of objects: the fields of an object are the columns, or the object is the one column
/// `value`.
public final class ObjectOutput {
    private final DataType.Struct schema;
    private final @Nullable StructObjects objects;
    private final ObjectWriter[] writers;

    private ObjectOutput(
            DataType.Struct schema, @Nullable StructObjects objects, ObjectWriter[] writers) {
        this.schema = schema;
        this.objects = objects;
        this.writers = writers;
    }

    public static ObjectOutput of(AgnosticEncoder<?> encoder) {
        DataType.Struct schema = SparkTypes.of(encoder.schema());
        return encoder instanceof StructEncoder<?> struct
                ? new ObjectOutput(schema, StructObjects.of(struct), ObjectWriters.fields(struct))
                : new ObjectOutput(schema, null, new ObjectWriter[] {ObjectWriters.of(encoder)});
    }

    public DataType.Struct schema() {
        return schema;
    }

    /// True if an object is the one column `value`.
    public boolean isFlat() {
        return objects == null;
    }

    public Rows rows(int capacity) {
        return new Rows(capacity);
    }

    /// Rows in the making.
    public final class Rows {
        private final ColumnBuilder[] builders;
        private int count;

        private Rows(int capacity) {
            builders = new ColumnBuilder[writers.length];
            for (int i = 0; i < builders.length; i++) {
                builders[i] = ColumnBuilder.of(schema.field(i).type(), capacity);
            }
        }

        /// Appends an object as a row.
        public void add(@Nullable Object object) {
            StructObjects parts = objects;
            if (parts == null) {
                writers[0].write(object, builders[0]);
            } else if (object == null) {
                throw TypePath.nullValue("top level Product or row object");
            } else {
                for (int i = 0; i < writers.length; i++) {
                    writers[i].write(parts.field(object, i), builders[i]);
                }
            }
            count++;
        }

        /// Appends a row of NULLs, or of anything where there can be none.
        public void addNull() {
            for (ColumnBuilder builder : builders) {
                builder.appendNull();
            }
            count++;
        }

        public int count() {
            return count;
        }

        /// The columns of the rows so far; none are left.
        public List<Column> columns() {
            List<Column> columns = new ArrayList<>(builders.length);
            for (ColumnBuilder builder : builders) {
                columns.add(builder.build());
            }
            count = 0;
            return columns;
        }

        /// The rows so far; none are left.
        public ColumnBatch batch() {
            int rows = count;
            return new ColumnBatch(rows, columns());
        }
    }
}
