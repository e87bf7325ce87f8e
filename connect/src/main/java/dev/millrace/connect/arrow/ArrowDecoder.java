// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.arrow;

import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.column.ColumnBuilder;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import org.sparkproject.org.apache.arrow.memory.BufferAllocator;
import org.sparkproject.org.apache.arrow.memory.RootAllocator;
import org.sparkproject.org.apache.arrow.vector.FieldVector;
import org.sparkproject.org.apache.arrow.vector.VectorSchemaRoot;
import org.sparkproject.org.apache.arrow.vector.ipc.ArrowStreamReader;
import org.sparkproject.org.apache.arrow.vector.types.TimeUnit;
import org.sparkproject.org.apache.arrow.vector.types.pojo.ArrowType;
import org.sparkproject.org.apache.arrow.vector.types.pojo.Field;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Reads the Arrow IPC streams in which clients send local data.
public final class ArrowDecoder {
    private ArrowDecoder() {}

    /// A table with the types that Arrow says.
    public record Decoded(DataType.Struct schema, List<ColumnBatch> batches) {}

    /// All batches of one stream.
    public static Decoded decode(byte[] stream) {
        try (BufferAllocator allocator = new RootAllocator();
                ArrowStreamReader reader =
                        new ArrowStreamReader(new ByteArrayInputStream(stream), allocator)) {
            VectorSchemaRoot root = reader.getVectorSchemaRoot();
            DataType.Struct schema = struct(root.getSchema().getFields());
            List<ColumnBatch> batches = new ArrayList<>();
            while (reader.loadNextBatch()) {
                batches.add(batch(root, schema));
            }
            return new Decoded(schema, batches);
        } catch (IOException e) {
            throw MillraceException.of(ErrorKind.INVALID_PLAN)
                    .cause(e)
                    .text("Input data for LocalRelation is not an Arrow stream: " + e.getMessage());
        }
    }

    private static ColumnBatch batch(VectorSchemaRoot root, DataType.Struct schema) {
        int count = root.getRowCount();
        List<dev.millrace.spi.column.Column> columns = new ArrayList<>(schema.size());
        for (int i = 0; i < schema.size(); i++) {
            ColumnBuilder builder = ColumnBuilder.of(schema.field(i).type(), count);
            FieldVector vector = root.getVector(i);
            for (int row = 0; row < count; row++) {
                ArrowValues.append(builder, vector, row);
            }
            columns.add(builder.build());
        }
        return new ColumnBatch(count, columns);
    }

    private static DataType.Struct struct(List<Field> fields) {
        return new DataType.Struct(
                fields.stream()
                        .map(
                                field ->
                                        new StructField(
                                                field.getName(), type(field), field.isNullable()))
                        .toList());
    }

    private static DataType type(Field field) {
        return switch (field.getType()) {
            case ArrowType.Null ignored -> DataType.NULL;
            case ArrowType.Bool ignored -> DataType.BOOLEAN;
            case ArrowType.Int ints ->
                    switch (ints.getBitWidth()) {
                        case 8 -> DataType.BYTE;
                        case 16 -> DataType.SHORT;
                        case 32 -> DataType.INTEGER;
                        default -> DataType.LONG;
                    };
            case ArrowType.FloatingPoint floats ->
                    switch (floats.getPrecision()) {
                        case SINGLE, HALF -> DataType.FLOAT;
                        case DOUBLE -> DataType.DOUBLE;
                    };
            case ArrowType.Decimal decimal ->
                    new DataType.Decimal(decimal.getPrecision(), decimal.getScale());
            case ArrowType.Utf8 ignored -> DataType.STRING;
            case ArrowType.LargeUtf8 ignored -> DataType.STRING;
            case ArrowType.Binary ignored -> DataType.BINARY;
            case ArrowType.LargeBinary ignored -> DataType.BINARY;
            case ArrowType.Date ignored -> DataType.DATE;
            case ArrowType.Timestamp timestamp when timestamp.getUnit() == TimeUnit.MICROSECOND ->
                    timestamp.getTimezone() == null ? DataType.TIMESTAMP_NTZ : DataType.TIMESTAMP;
            case ArrowType.Time time when time.getUnit() == TimeUnit.NANOSECOND -> DataType.TIME;
            case ArrowType.Duration ignored -> DataType.DAY_TIME_INTERVAL;
            case ArrowType.Interval ignored -> DataType.YEAR_MONTH_INTERVAL;
            case ArrowType.Struct ignored -> struct(field.getChildren());
            case ArrowType.List ignored -> {
                Field element = field.getChildren().getFirst();
                yield new DataType.Array(type(element), element.isNullable());
            }
            case ArrowType.Map ignored -> {
                List<Field> entry = field.getChildren().getFirst().getChildren();
                yield new DataType.Map(
                        type(entry.get(0)), type(entry.get(1)), entry.get(1).isNullable());
            }
            default ->
                    throw MillraceException.unsupported(
                            "local data of the Arrow type " + field.getType());
        };
    }
}
