// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.encoding;

import dev.millrace.spi.column.ArrayColumn;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.MapColumn;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;

import org.apache.spark.sql.catalyst.encoders.AgnosticEncoder;
import org.apache.spark.sql.catalyst.encoders.AgnosticEncoders.ArrayEncoder;
import org.apache.spark.sql.catalyst.encoders.AgnosticEncoders.IterableEncoder;
import org.apache.spark.sql.catalyst.encoders.AgnosticEncoders.JavaEnumEncoder;
import org.apache.spark.sql.catalyst.encoders.AgnosticEncoders.MapEncoder;
import org.apache.spark.sql.catalyst.encoders.AgnosticEncoders.OptionEncoder;
import org.apache.spark.sql.catalyst.encoders.AgnosticEncoders.StructEncoder;
import org.apache.spark.sql.catalyst.encoders.AgnosticEncoders.TransformingEncoder;
import org.apache.spark.sql.catalyst.encoders.Codec;
import org.jspecify.annotations.Nullable;

import scala.Option;

import java.lang.reflect.Array;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/// Readers of single values, by encoder and by the type of the column that they read. Columns of
/// narrower numbers than the encoder wants are widened.
final class ObjectReaders {
    private ObjectReaders() {}

    static ObjectReader of(AgnosticEncoder<?> encoder, DataType type, TypePath path) {
        return switch (encoder) {
            case StructEncoder<?> struct -> StructReader.nested(struct, struct(type), path);
            case OptionEncoder<?> option -> {
                ObjectReader value =
                        of(option.elementEncoder(), type, path.option(option.elementEncoder()));
                yield (column, row) -> Option.apply(value.read(column, row));
            }
            case ArrayEncoder<?> array -> array(array, type, path);
            case IterableEncoder<?, ?> iterable -> iterable(iterable, type, path);
            case MapEncoder<?, ?, ?> map -> map(map, type, path);
            case JavaEnumEncoder<?> constant -> constant(constant.clsTag().runtimeClass());
            case TransformingEncoder<?, ?> transforming -> transforming(transforming, type, path);
            default -> LeafReaders.of(encoder, type, path);
        };
    }

    /// The reader for a place that cannot hold null.
    static ObjectReader present(ObjectReader reader, TypePath path) {
        return (column, row) -> {
            Object value = reader.read(column, row);
            if (value == null) {
                throw path.nullValue();
            }
            return value;
        };
    }

    private static ObjectReader nullable(ObjectReader reader, boolean isNullable, TypePath path) {
        return isNullable ? reader : present(reader, path);
    }

    private static DataType.Struct struct(DataType type) {
        if (type instanceof DataType.Struct struct) {
            return struct;
        }
        throw mismatch("struct", type);
    }

    static MillraceException mismatch(String desired, DataType type) {
        return MillraceException.of(
                        ErrorKind.ANALYSIS, "UNSUPPORTED_DESERIALIZER.DATA_TYPE_MISMATCH", "0A000")
                .with("desiredType", '"' + desired.toUpperCase(java.util.Locale.ROOT) + '"')
                .with("dataType", '"' + type.sqlName() + '"')
                .text(
                        "The deserializer is not supported: need a(n) \""
                                + desired.toUpperCase(java.util.Locale.ROOT)
                                + "\" field but got \""
                                + type.sqlName()
                                + "\".");
    }

    private static ObjectReader array(ArrayEncoder<?> encoder, DataType type, TypePath path) {
        if (!(type instanceof DataType.Array array)) {
            throw mismatch("array", type);
        }
        ObjectReader element = element(encoder.element(), array, path);
        Class<?> elementClass = encoder.element().clsTag().runtimeClass();
        return (column, row) -> {
            if (column.isNull(row)) {
                return null;
            }
            ArrayColumn lists = (ArrayColumn) column;
            Object values = Array.newInstance(elementClass, lists.length(row));
            for (int i = 0; i < lists.length(row); i++) {
                Array.set(values, i, element.read(lists.elements(), lists.start(row) + i));
            }
            return values;
        };
    }

    private static ObjectReader element(
            AgnosticEncoder<?> encoder, DataType.Array array, TypePath path) {
        TypePath elementPath = path.element(encoder);
        return nullable(of(encoder, array.element(), elementPath), encoder.nullable(), elementPath);
    }

    private static ObjectReader iterable(
            IterableEncoder<?, ?> encoder, DataType type, TypePath path) {
        if (!(type instanceof DataType.Array array)) {
            throw mismatch("array", type);
        }
        ObjectReader element = element(encoder.element(), array, path);
        Collections target = Collections.of(encoder.clsTag().runtimeClass());
        return (column, row) -> {
            if (column.isNull(row)) {
                return null;
            }
            ArrayColumn lists = (ArrayColumn) column;
            @Nullable Object[] values = new @Nullable Object[lists.length(row)];
            for (int i = 0; i < values.length; i++) {
                values[i] = element.read(lists.elements(), lists.start(row) + i);
            }
            return target.of(values);
        };
    }

    private static ObjectReader map(MapEncoder<?, ?, ?> encoder, DataType type, TypePath path) {
        if (!(type instanceof DataType.Map map)) {
            throw mismatch("map", type);
        }
        TypePath entryPath = path.entry(encoder.keyEncoder(), encoder.valueEncoder());
        ObjectReader key = of(encoder.keyEncoder(), map.key(), entryPath);
        ObjectReader value =
                nullable(
                        of(encoder.valueEncoder(), map.value(), entryPath),
                        encoder.valueEncoder().nullable(),
                        entryPath);
        boolean isJava = Map.class.isAssignableFrom(encoder.clsTag().runtimeClass());
        return (column, row) -> {
            if (column.isNull(row)) {
                return null;
            }
            MapColumn maps = (MapColumn) column;
            Map<@Nullable Object, @Nullable Object> entries = new LinkedHashMap<>();
            for (int i = maps.start(row); i < maps.start(row) + maps.length(row); i++) {
                entries.put(key.read(maps.keys(), i), value.read(maps.values(), i));
            }
            return isJava ? entries : Collections.scalaMap(entries);
        };
    }

    private static ObjectReader constant(Class<?> type) {
        Map<String, Object> constants = new HashMap<>();
        for (Object each : type.getEnumConstants()) {
            constants.put(((Enum<?>) each).name(), each);
        }
        return (column, row) -> {
            if (column.isNull(row)) {
                return null;
            }
            String name = LeafReaders.text(column, row);
            Object constant = constants.get(name);
            if (constant == null) {
                throw new IllegalArgumentException(
                        "No enum constant " + type.getCanonicalName() + "." + name);
            }
            return constant;
        };
    }

    @SuppressWarnings("unchecked") // The codec of an encoder takes what the inner encoder makes.
    private static ObjectReader transforming(
            TransformingEncoder<?, ?> encoder, DataType type, TypePath path) {
        ObjectReader inner = of(encoder.transformed(), type, path);
        Codec<Object, Object> codec = (Codec<Object, Object>) Codecs.of(encoder);
        return (Column column, int row) -> {
            Object value = inner.read(column, row);
            return value == null ? null : codec.decode(value);
        };
    }
}
