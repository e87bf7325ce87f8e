// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.avro;

import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The column types of Avro's types, as Spark maps them.
final class AvroTypes {
    /// Tells the type of intervals, which Avro does not have.
    static final String TYPE_PROPERTY = "spark.sql.catalyst.type";

    private AvroTypes() {}

    static DataType.Struct columns(Schema schema) {
        if (of(schema) instanceof DataType.Struct struct) {
            return struct;
        }
        throw MillraceException.of(ErrorKind.EXECUTION)
                .text(
                        "Avro schema cannot be converted to a Spark SQL StructType:\n\n"
                                + schema.toString(true)
                                + "\n");
    }

    static DataType of(Schema schema) {
        return of(schema, Set.of());
    }

    /// @param open names of the records that this one is within
    private static DataType of(Schema schema, Set<String> open) {
        return switch (schema.getType()) {
            case NULL -> DataType.NULL;
            case BOOLEAN -> DataType.BOOLEAN;
            case INT -> ofInt(schema);
            case LONG -> ofLong(schema);
            case FLOAT -> DataType.FLOAT;
            case DOUBLE -> DataType.DOUBLE;
            case STRING, ENUM -> DataType.STRING;
            case BYTES, FIXED -> {
                DataType decimal = decimal(schema);
                yield decimal == null ? DataType.BINARY : decimal;
            }
            case ARRAY ->
                    new DataType.Array(
                            of(schema.getElementType(), open), isNullable(schema.getElementType()));
            case MAP ->
                    new DataType.Map(
                            DataType.STRING,
                            of(schema.getValueType(), open),
                            isNullable(schema.getValueType()));
            case RECORD -> record(schema, open);
            case UNION -> union(schema, open);
        };
    }

    private static DataType record(Schema schema, Set<String> open) {
        if (open.contains(schema.getFullName())) {
            throw MillraceException.of(ErrorKind.EXECUTION)
                    .text(
                            "Found recursive reference in Avro schema, which can not be processed"
                                    + " by Spark by default: "
                                    + schema.toString(true)
                                    + ". Try setting the option `recursiveFieldMaxDepth` to 1 -"
                                    + " 15.");
        }
        Set<String> inside = new HashSet<>(open);
        inside.add(schema.getFullName());
        List<StructField> fields = new ArrayList<>();
        for (Schema.Field field : schema.getFields()) {
            fields.add(
                    new StructField(
                            field.name(), of(field.schema(), inside), isNullable(field.schema())));
        }
        return new DataType.Struct(fields);
    }

    private static DataType union(Schema schema, Set<String> open) {
        List<Schema> branches = branches(schema);
        if (branches.isEmpty()) {
            return DataType.NULL;
        }
        if (branches.size() == 1) {
            return of(branches.getFirst(), open);
        }
        Set<Schema.Type> types = new HashSet<>();
        branches.forEach(branch -> types.add(branch.getType()));
        if (types.equals(Set.of(Schema.Type.INT, Schema.Type.LONG))) {
            return DataType.LONG;
        }
        if (types.equals(Set.of(Schema.Type.FLOAT, Schema.Type.DOUBLE))) {
            return DataType.DOUBLE;
        }
        List<StructField> members = new ArrayList<>();
        for (int i = 0; i < branches.size(); i++) {
            members.add(new StructField("member" + i, of(branches.get(i), open)));
        }
        return new DataType.Struct(members);
    }

    /// The branches of a union that are not null; of another type, the type.
    static List<Schema> branches(Schema schema) {
        return schema.isUnion()
                ? schema.getTypes().stream()
                        .filter(branch -> branch.getType() != Schema.Type.NULL)
                        .toList()
                : List.of(schema);
    }

    /// True if a union of these branches is a struct of members.
    static boolean isMembers(List<Schema> branches) {
        return branches.size() > 1
                && !(branches.size() == 2
                        && branches.stream()
                                .allMatch(
                                        b ->
                                                b.getType() == Schema.Type.INT
                                                        || b.getType() == Schema.Type.LONG))
                && !(branches.size() == 2
                        && branches.stream()
                                .allMatch(
                                        b ->
                                                b.getType() == Schema.Type.FLOAT
                                                        || b.getType() == Schema.Type.DOUBLE));
    }

    static boolean isNullable(Schema schema) {
        return schema.getType() == Schema.Type.NULL
                || schema.isUnion()
                        && schema.getTypes().stream()
                                .anyMatch(branch -> branch.getType() == Schema.Type.NULL);
    }

    private static DataType ofInt(Schema schema) {
        if (schema.getLogicalType() instanceof LogicalTypes.Date) {
            return DataType.DATE;
        }
        if (schema.getLogicalType() instanceof LogicalTypes.TimeMillis) {
            return DataType.INTEGER;
        }
        return switch (String.valueOf(schema.getProp(TYPE_PROPERTY))) {
            case "interval year to month" -> DataType.YEAR_MONTH_INTERVAL;
            case "interval year" -> months(0, 0);
            case "interval month" -> months(1, 1);
            default -> DataType.INTEGER;
        };
    }

    private static DataType months(int start, int end) {
        return new DataType.YearMonthInterval(start, end);
    }

    private static DataType ofLong(Schema schema) {
        return switch (schema.getLogicalType()) {
            case LogicalTypes.TimestampMillis ignored -> DataType.TIMESTAMP;
            case LogicalTypes.TimestampMicros ignored -> DataType.TIMESTAMP;
            case LogicalTypes.LocalTimestampMillis ignored -> DataType.TIMESTAMP_NTZ;
            case LogicalTypes.LocalTimestampMicros ignored -> DataType.TIMESTAMP_NTZ;
            case null, default -> {
                DataType interval = interval(schema.getProp(TYPE_PROPERTY));
                yield interval == null ? DataType.LONG : interval;
            }
        };
    }

    private static @Nullable DataType interval(@Nullable String name) {
        if (name == null) {
            return null;
        }
        for (int start = DataType.DayTimeInterval.DAY;
                start <= DataType.DayTimeInterval.SECOND;
                start++) {
            for (int end = start; end <= DataType.DayTimeInterval.SECOND; end++) {
                DataType type = new DataType.DayTimeInterval(start, end);
                if (type.simpleName().equals(name)) {
                    return type;
                }
            }
        }
        return null;
    }

    private static @Nullable DataType decimal(Schema schema) {
        LogicalType logical = schema.getLogicalType();
        return logical instanceof LogicalTypes.Decimal decimal
                        && decimal.getPrecision() <= DataType.Decimal.MAX_PRECISION
                ? new DataType.Decimal(decimal.getPrecision(), decimal.getScale())
                : null;
    }
}
