// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.parquet;

import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.DateType;
import org.apache.parquet.format.DecimalType;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.IntType;
import org.apache.parquet.format.ListType;
import org.apache.parquet.format.LogicalType;
import org.apache.parquet.format.MapType;
import org.apache.parquet.format.MicroSeconds;
import org.apache.parquet.format.MilliSeconds;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.StringType;
import org.apache.parquet.format.TimeUnit;
import org.apache.parquet.format.TimestampType;
import org.apache.parquet.format.Type;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/// The file schema of a table as Spark writes it: lists of three levels, maps of `key_value`, short
/// decimals as integers.
///
/// @param elements depth first
/// @param leaves in the order of their chunks
record WriteSchema(List<SchemaElement> elements, List<Leaf> leaves) {
    private static final int INT_DIGITS = 9;
    private static final int LONG_DIGITS = 18;

    /// A column chunk to be written.
    ///
    /// @param definition highest definition level
    /// @param repetitions highest repetition level
    record Leaf(
            List<String> path,
            DataType type,
            Type physical,
            int fixedLength,
            TimestampForm timestampForm,
            int definition,
            int repetitions) {}

    /// How `timestamp` is written: `spark.sql.parquet.outputTimestampType`.
    enum TimestampForm {
        INT96,
        TIMESTAMP_MICROS,
        TIMESTAMP_MILLIS
    }

    static WriteSchema of(DataType.Struct schema, TimestampForm form) {
        Builder builder = new Builder(form);
        builder.elements.add(new SchemaElement("spark_schema").setNum_children(schema.size()));
        builder.fields(schema, List.of(), 0, 0);
        return new WriteSchema(builder.elements, builder.leaves);
    }

    /// Bytes that a decimal of this precision needs.
    static int decimalBytes(int precision) {
        return BigInteger.TEN.pow(precision).subtract(BigInteger.ONE).bitLength() / 8 + 1;
    }

    private static final class Builder {
        private final List<SchemaElement> elements = new ArrayList<>();
        private final List<Leaf> leaves = new ArrayList<>();
        private final TimestampForm form;

        Builder(TimestampForm form) {
            this.form = form;
        }

        void fields(DataType.Struct struct, List<String> path, int definition, int repetitions) {
            for (StructField field : struct.fields()) {
                node(field.name(), field.type(), field.nullable(), path, definition, repetitions);
            }
        }

        private void node(
                String name,
                DataType type,
                boolean nullable,
                List<String> parentPath,
                int parentDefinition,
                int repetitions) {
            List<String> path = new ArrayList<>(parentPath);
            path.add(name);
            int definition = parentDefinition + (nullable ? 1 : 0);
            SchemaElement element =
                    new SchemaElement(name)
                            .setRepetition_type(
                                    nullable
                                            ? FieldRepetitionType.OPTIONAL
                                            : FieldRepetitionType.REQUIRED);
            elements.add(element);
            switch (type) {
                case DataType.Struct struct -> {
                    element.setNum_children(struct.size());
                    fields(struct, path, definition, repetitions);
                }
                case DataType.Array array -> {
                    element.setNum_children(1)
                            .setConverted_type(ConvertedType.LIST)
                            .setLogicalType(LogicalType.LIST(new ListType()));
                    repeated("list", 1, path);
                    node(
                            "element",
                            array.element(),
                            array.containsNull(),
                            path,
                            definition + 1,
                            repetitions + 1);
                }
                case DataType.Map map -> {
                    element.setNum_children(1)
                            .setConverted_type(ConvertedType.MAP)
                            .setLogicalType(LogicalType.MAP(new MapType()));
                    repeated("key_value", 2, path);
                    node("key", map.key(), false, path, definition + 1, repetitions + 1);
                    node(
                            "value",
                            map.value(),
                            map.valueContainsNull(),
                            path,
                            definition + 1,
                            repetitions + 1);
                }
                default -> leaf(element, type, path, definition, repetitions);
            }
        }

        private void repeated(String name, int children, List<String> path) {
            elements.add(
                    new SchemaElement(name)
                            .setRepetition_type(FieldRepetitionType.REPEATED)
                            .setNum_children(children));
            path.add(name);
        }

        private void leaf(
                SchemaElement element,
                DataType type,
                List<String> path,
                int definition,
                int repetitions) {
            Type physical = physical(type, path);
            element.setType(physical);
            int length = 0;
            if (physical == Type.FIXED_LEN_BYTE_ARRAY && type instanceof DataType.Decimal d) {
                length = decimalBytes(d.precision());
                element.setType_length(length);
            }
            annotate(element, type);
            leaves.add(new Leaf(path, type, physical, length, form, definition, repetitions));
        }

        private Type physical(DataType type, List<String> path) {
            return switch (type) {
                case DataType.Bool ignored -> Type.BOOLEAN;
                case DataType.Int8 ignored -> Type.INT32;
                case DataType.Int16 ignored -> Type.INT32;
                case DataType.Int32 ignored -> Type.INT32;
                case DataType.Date ignored -> Type.INT32;
                case DataType.Int64 ignored -> Type.INT64;
                case DataType.TimestampNtz ignored -> Type.INT64;
                case DataType.Timestamp ignored ->
                        form == TimestampForm.INT96 ? Type.INT96 : Type.INT64;
                case DataType.Float32 ignored -> Type.FLOAT;
                case DataType.Float64 ignored -> Type.DOUBLE;
                case DataType.Text ignored -> Type.BYTE_ARRAY;
                case DataType.Binary ignored -> Type.BYTE_ARRAY;
                case DataType.Decimal(var precision, var ignored) ->
                        precision <= INT_DIGITS
                                ? Type.INT32
                                : precision <= LONG_DIGITS ? Type.INT64 : Type.FIXED_LEN_BYTE_ARRAY;
                default -> throw unsupported(type, path);
            };
        }

        private void annotate(SchemaElement element, DataType type) {
            switch (type) {
                case DataType.Int8 ignored ->
                        element.setConverted_type(ConvertedType.INT_8)
                                .setLogicalType(LogicalType.INTEGER(new IntType((byte) 8, true)));
                case DataType.Int16 ignored ->
                        element.setConverted_type(ConvertedType.INT_16)
                                .setLogicalType(LogicalType.INTEGER(new IntType((byte) 16, true)));
                case DataType.Date ignored ->
                        element.setConverted_type(ConvertedType.DATE)
                                .setLogicalType(LogicalType.DATE(new DateType()));
                case DataType.Text ignored ->
                        element.setConverted_type(ConvertedType.UTF8)
                                .setLogicalType(LogicalType.STRING(new StringType()));
                case DataType.Decimal(var precision, var scale) ->
                        element.setConverted_type(ConvertedType.DECIMAL)
                                .setPrecision(precision)
                                .setScale(scale)
                                .setLogicalType(
                                        LogicalType.DECIMAL(new DecimalType(scale, precision)));
                case DataType.TimestampNtz ignored ->
                        element.setLogicalType(timestamp(false, true));
                case DataType.Timestamp ignored -> {
                    if (form != TimestampForm.INT96) {
                        boolean micros = form == TimestampForm.TIMESTAMP_MICROS;
                        element.setConverted_type(
                                        micros
                                                ? ConvertedType.TIMESTAMP_MICROS
                                                : ConvertedType.TIMESTAMP_MILLIS)
                                .setLogicalType(timestamp(true, micros));
                    }
                }
                default -> {}
            }
        }

        private static LogicalType timestamp(boolean utc, boolean micros) {
            TimeUnit unit =
                    micros
                            ? TimeUnit.MICROS(new MicroSeconds())
                            : TimeUnit.MILLIS(new MilliSeconds());
            return LogicalType.TIMESTAMP(new TimestampType(utc, unit));
        }

        private static MillraceException unsupported(DataType type, List<String> path) {
            String column = "`" + path.getFirst() + "`";
            String shown = "\"" + type.sqlName() + "\"";
            return MillraceException.of(
                            ErrorKind.ANALYSIS, "UNSUPPORTED_DATA_TYPE_FOR_DATASOURCE", "0A000")
                    .with("columnName", column)
                    .with("columnType", shown)
                    .with("format", "Parquet")
                    .text(
                            "The Parquet datasource doesn't support the column "
                                    + column
                                    + " of the type "
                                    + shown
                                    + ".");
        }
    }
}
