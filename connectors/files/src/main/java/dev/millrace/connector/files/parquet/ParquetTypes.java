// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.parquet;

import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.LogicalType;

import java.util.ArrayList;
import java.util.List;

/// The Spark type of each part of a file's schema. Every field is nullable.
final class ParquetTypes {
    private static final DataType UNSIGNED_LONG = new DataType.Decimal(20, 0);

    private ParquetTypes() {}

    static DataType.Struct schema(ParquetNode.Group root) {
        return struct(root);
    }

    private static DataType.Struct struct(ParquetNode.Group group) {
        List<StructField> fields = new ArrayList<>();
        for (ParquetNode child : group.children()) {
            DataType type = of(child);
            fields.add(
                    new StructField(
                            child.name(),
                            child.isRepeated() ? new DataType.Array(type, true) : type));
        }
        return new DataType.Struct(fields);
    }

    private static DataType of(ParquetNode node) {
        return switch (node) {
            case ParquetNode.Leaf leaf -> of(leaf);
            case ParquetNode.Group group -> {
                if (isMap(group)) {
                    ParquetNode.Group entry = (ParquetNode.Group) group.children().getFirst();
                    yield new DataType.Map(
                            of(entry.children().get(0)), of(entry.children().get(1)), true);
                }
                yield isList(group) ? new DataType.Array(of(element(group)), true) : struct(group);
            }
        };
    }

    static boolean isMap(ParquetNode.Group group) {
        boolean annotated =
                group.convertedType() == ConvertedType.MAP
                        || group.convertedType() == ConvertedType.MAP_KEY_VALUE;
        return annotated
                && group.children().getFirst() instanceof ParquetNode.Group entry
                && entry.isRepeated()
                && entry.children().size() == 2;
    }

    static boolean isList(ParquetNode.Group group) {
        return group.convertedType() == ConvertedType.LIST
                && group.children().size() == 1
                && group.children().getFirst().isRepeated();
    }

    /// The element of a list: the only child of the repeated group, or, in files of old writers,
    /// the repeated node itself.
    static ParquetNode element(ParquetNode.Group list) {
        ParquetNode repeated = list.children().getFirst();
        boolean isEntry =
                repeated instanceof ParquetNode.Group group
                        && group.children().size() == 1
                        && !group.children().getFirst().isRepeated()
                        && !group.name().equals("array")
                        && !group.name().equals(list.name() + "_tuple");
        return isEntry ? ((ParquetNode.Group) repeated).children().getFirst() : repeated;
    }

    private static DataType of(ParquetNode.Leaf leaf) {
        ConvertedType converted = leaf.convertedType();
        LogicalType logical = leaf.logicalType();
        return switch (leaf.type()) {
            case BOOLEAN -> DataType.BOOLEAN;
            case FLOAT -> DataType.FLOAT;
            case DOUBLE -> DataType.DOUBLE;
            case INT96 -> DataType.TIMESTAMP;
            case INT32 -> {
                if (converted == null) {
                    yield DataType.INTEGER;
                }
                yield switch (converted) {
                    case INT_8 -> DataType.BYTE;
                    case INT_16, UINT_8 -> DataType.SHORT;
                    case INT_32, UINT_16 -> DataType.INTEGER;
                    case UINT_32 -> DataType.LONG;
                    case DATE -> DataType.DATE;
                    case DECIMAL -> decimal(leaf);
                    default -> throw illegal(leaf);
                };
            }
            case INT64 -> {
                if (logical != null && logical.isSetTIMESTAMP()) {
                    yield timestamp(leaf, logical);
                }
                if (converted == null && logical == null) {
                    yield DataType.LONG;
                }
                yield switch (converted) {
                    case null -> throw illegal(leaf);
                    case INT_64 -> DataType.LONG;
                    case UINT_64 -> UNSIGNED_LONG;
                    case DECIMAL -> decimal(leaf);
                    case TIMESTAMP_MICROS, TIMESTAMP_MILLIS -> DataType.TIMESTAMP;
                    default -> throw illegal(leaf);
                };
            }
            case BYTE_ARRAY -> {
                if (converted == null) {
                    yield logical != null && logical.isSetSTRING()
                            ? DataType.STRING
                            : DataType.BINARY;
                }
                yield switch (converted) {
                    case UTF8, ENUM, JSON -> DataType.STRING;
                    case BSON -> DataType.BINARY;
                    case DECIMAL -> decimal(leaf);
                    default -> throw illegal(leaf);
                };
            }
            case FIXED_LEN_BYTE_ARRAY -> {
                if (converted == ConvertedType.DECIMAL) {
                    yield decimal(leaf);
                }
                throw illegal(leaf);
            }
        };
    }

    private static DataType timestamp(ParquetNode.Leaf leaf, LogicalType logical) {
        var timestamp = logical.getTIMESTAMP();
        if (timestamp.getUnit().isSetNANOS()) {
            throw illegal(leaf);
        }
        return timestamp.isIsAdjustedToUTC() ? DataType.TIMESTAMP : DataType.TIMESTAMP_NTZ;
    }

    private static DataType decimal(ParquetNode.Leaf leaf) {
        return new DataType.Decimal(leaf.precision(), leaf.scale());
    }

    private static MillraceException illegal(ParquetNode.Leaf leaf) {
        String annotation =
                leaf.logicalType() != null
                        ? " (" + leaf.logicalType() + ")"
                        : leaf.convertedType() != null ? " (" + leaf.convertedType() + ")" : "";
        String type = leaf.type() + annotation;
        return MillraceException.of(ErrorKind.ANALYSIS, "PARQUET_TYPE_ILLEGAL", "42846")
                .with("parquetType", type)
                .text("Illegal Parquet type: " + type + ".");
    }
}
