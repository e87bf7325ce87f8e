// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.encoding;

import dev.millrace.connect.convert.SparkTypes;
import dev.millrace.spi.column.ArrayBuilder;
import dev.millrace.spi.column.MapBuilder;
import dev.millrace.spi.column.StructBuilder;

import org.apache.spark.sql.catalyst.encoders.AgnosticEncoder;
import org.apache.spark.sql.catalyst.encoders.AgnosticEncoders.ArrayEncoder;
import org.apache.spark.sql.catalyst.encoders.AgnosticEncoders.EncoderField;
import org.apache.spark.sql.catalyst.encoders.AgnosticEncoders.IterableEncoder;
import org.apache.spark.sql.catalyst.encoders.AgnosticEncoders.JavaEnumEncoder;
import org.apache.spark.sql.catalyst.encoders.AgnosticEncoders.MapEncoder;
import org.apache.spark.sql.catalyst.encoders.AgnosticEncoders.OptionEncoder;
import org.apache.spark.sql.catalyst.encoders.AgnosticEncoders.StructEncoder;
import org.apache.spark.sql.catalyst.encoders.AgnosticEncoders.TransformingEncoder;
import org.apache.spark.sql.catalyst.encoders.Codec;
import org.jspecify.annotations.Nullable;

import scala.Option;
import scala.jdk.javaapi.CollectionConverters;

import java.lang.reflect.Array;
import java.util.List;
import java.util.Map;

/// Writers of single values, by encoder. Values without parts are taken in every class that has the
/// meaning of the type, as Spark does for rows.
final class ObjectWriters {
    private ObjectWriters() {}

    static ObjectWriter of(AgnosticEncoder<?> encoder) {
        return switch (encoder) {
            case StructEncoder<?> struct -> nested(struct);
            case OptionEncoder<?> option -> {
                ObjectWriter value = of(option.elementEncoder());
                yield (object, builder) ->
                        value.write(
                                object instanceof Option<?> given && given.isDefined()
                                        ? given.get()
                                        : null,
                                builder);
            }
            case ArrayEncoder<?> array -> elements(of(array.element()));
            case IterableEncoder<?, ?> iterable -> elements(of(iterable.element()));
            case MapEncoder<?, ?, ?> map -> entries(of(map.keyEncoder()), of(map.valueEncoder()));
            case JavaEnumEncoder<?> ignored -> {
                ObjectWriter name = LeafWriters.of(SparkTypes.of(encoder.dataType()));
                yield (object, builder) ->
                        name.write(
                                object instanceof Enum<?> constant ? constant.name() : null,
                                builder);
            }
            case TransformingEncoder<?, ?> transforming -> transforming(transforming);
            default -> LeafWriters.of(SparkTypes.of(encoder.dataType()));
        };
    }

    /// The writer for a place that cannot hold NULL.
    private static ObjectWriter present(ObjectWriter writer, EncoderField field) {
        return (object, builder) -> {
            if (object == null) {
                throw TypePath.nullValue(
                        "- field (class: \""
                                + field.enc().clsTag().runtimeClass().getName()
                                + "\", name: \""
                                + field.name()
                                + "\")");
            }
            writer.write(object, builder);
        };
    }

    static ObjectWriter[] fields(StructEncoder<?> encoder) {
        List<EncoderField> fields = StructObjects.fields(encoder);
        ObjectWriter[] writers = new ObjectWriter[fields.size()];
        for (int i = 0; i < writers.length; i++) {
            ObjectWriter writer = of(fields.get(i).enc());
            writers[i] = fields.get(i).nullable() ? writer : present(writer, fields.get(i));
        }
        return writers;
    }

    private static ObjectWriter nested(StructEncoder<?> encoder) {
        StructObjects objects = StructObjects.of(encoder);
        ObjectWriter[] writers = fields(encoder);
        return (object, builder) -> {
            if (object == null) {
                builder.appendNull();
                return;
            }
            StructBuilder struct = (StructBuilder) builder;
            for (int i = 0; i < writers.length; i++) {
                writers[i].write(objects.field(object, i), struct.field(i));
            }
            struct.endRow();
        };
    }

    private static ObjectWriter elements(ObjectWriter element) {
        return (object, builder) -> {
            if (object == null) {
                builder.appendNull();
                return;
            }
            ArrayBuilder list = (ArrayBuilder) builder;
            switch (object) {
                case Iterable<?> values ->
                        values.forEach(value -> element.write(value, list.elements()));
                case scala.collection.Iterable<?> values ->
                        CollectionConverters.asJava(values)
                                .forEach(value -> element.write(value, list.elements()));
                default -> {
                    for (int i = 0; i < Array.getLength(object); i++) {
                        element.write(Array.get(object, i), list.elements());
                    }
                }
            }
            list.endRow();
        };
    }

    private static ObjectWriter entries(ObjectWriter key, ObjectWriter value) {
        return (object, builder) -> {
            if (object == null) {
                builder.appendNull();
                return;
            }
            MapBuilder map = (MapBuilder) builder;
            java(object)
                    .forEach(
                            (k, v) -> {
                                key.write(k, map.keys());
                                value.write(v, map.values());
                            });
            map.endRow();
        };
    }

    private static Map<?, ?> java(Object object) {
        return object instanceof scala.collection.Map<?, ?> map
                ? CollectionConverters.asJava(map)
                : (Map<?, ?>) object;
    }

    @SuppressWarnings("unchecked") // The codec of an encoder makes what the inner encoder takes.
    private static ObjectWriter transforming(TransformingEncoder<?, ?> encoder) {
        ObjectWriter inner = of(encoder.transformed());
        Codec<Object, @Nullable Object> codec = (Codec<Object, Object>) Codecs.of(encoder);
        return (object, builder) ->
                inner.write(object == null ? null : codec.encode(object), builder);
    }
}
