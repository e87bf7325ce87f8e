// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.encoding;

import dev.millrace.spi.error.MillraceException;

import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.encoders.AgnosticEncoders.BaseRowEncoder;
import org.apache.spark.sql.catalyst.encoders.AgnosticEncoders.EncoderField;
import org.apache.spark.sql.catalyst.encoders.AgnosticEncoders.JavaBeanEncoder;
import org.apache.spark.sql.catalyst.encoders.AgnosticEncoders.ProductEncoder;
import org.apache.spark.sql.catalyst.encoders.AgnosticEncoders.StructEncoder;
import org.apache.spark.sql.catalyst.expressions.GenericRowWithSchema;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

import scala.jdk.javaapi.CollectionConverters;
import scala.reflect.NameTransformer;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;

/// Puts objects with fields together and takes them apart: rows, Java beans, Scala tuples and case
/// classes.
interface StructObjects {
    /// The object with these fields, in the order of the encoder.
    Object assemble(@Nullable Object[] fields);

    /// A field of an object.
    @Nullable Object field(Object object, int index);

    static List<EncoderField> fields(StructEncoder<?> encoder) {
        return CollectionConverters.asJava(encoder.fields());
    }

    static StructObjects of(StructEncoder<?> encoder) {
        return switch (encoder) {
            case BaseRowEncoder rows -> new Rows(rows.schema());
            case JavaBeanEncoder<?> bean -> Bean.of(bean);
            case ProductEncoder<?> product -> Product.of(product);
            default ->
                    throw MillraceException.unsupported(
                            "objects of the encoder " + encoder.getClass().getSimpleName());
        };
    }

    record Rows(StructType schema) implements StructObjects {
        @Override
        public Object assemble(@Nullable Object[] fields) {
            return new GenericRowWithSchema(fields, schema);
        }

        @Override
        public @Nullable Object field(Object object, int index) {
            return ((Row) object).get(index);
        }
    }

    /// Setters of fields without one are null.
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record Bean(MethodHandle constructor, MethodHandle[] getters, @Nullable MethodHandle[] setters)
            implements StructObjects {
        private static final MethodType GETTER = MethodType.methodType(Object.class, Object.class);
        private static final MethodType SETTER =
                MethodType.methodType(void.class, Object.class, Object.class);

        static Bean of(JavaBeanEncoder<?> encoder) {
            Class<?> type = encoder.clsTag().runtimeClass();
            List<EncoderField> fields = fields(encoder);
            MethodHandle[] getters = new MethodHandle[fields.size()];
            @Nullable MethodHandle[] setters = new @Nullable MethodHandle[fields.size()];
            try {
                MethodHandles.Lookup lookup = lookup(type);
                for (int i = 0; i < getters.length; i++) {
                    EncoderField field = fields.get(i);
                    getters[i] =
                            lookup.unreflect(method(type, field.readMethod().get(), 0))
                                    .asType(GETTER);
                    if (field.writeMethod().isDefined()) {
                        setters[i] =
                                lookup.unreflect(method(type, field.writeMethod().get(), 1))
                                        .asType(SETTER);
                    }
                }
                MethodHandle constructor =
                        lookup.findConstructor(type, MethodType.methodType(void.class))
                                .asType(MethodType.methodType(Object.class));
                return new Bean(constructor, getters, setters);
            } catch (ReflectiveOperationException e) {
                throw unusable(type, e);
            }
        }

        private static Method method(Class<?> type, String name, int parameters)
                throws NoSuchMethodException {
            return Arrays.stream(type.getMethods())
                    .filter(m -> m.getName().equals(name) && m.getParameterCount() == parameters)
                    .min((a, b) -> Boolean.compare(a.isBridge(), b.isBridge()))
                    .orElseThrow(() -> new NoSuchMethodException(type.getName() + "." + name));
        }

        @Override
        public Object assemble(@Nullable Object[] fields) {
            try {
                Object bean = (Object) constructor.invokeExact();
                for (int i = 0; i < fields.length; i++) {
                    MethodHandle setter = setters[i];
                    if (setter != null) {
                        setter.invokeExact(bean, fields[i]);
                    }
                }
                return bean;
            } catch (Throwable e) {
                throw rethrown(e);
            }
        }

        @Override
        public @Nullable Object field(Object object, int index) {
            try {
                return (Object) getters[index].invokeExact(object);
            } catch (Throwable e) {
                throw rethrown(e);
            }
        }
    }

    /// @param constructor takes all fields as an array
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record Product(MethodHandle constructor, MethodHandle[] getters) implements StructObjects {
        static Product of(ProductEncoder<?> encoder) {
            Class<?> type = encoder.clsTag().runtimeClass();
            List<EncoderField> fields = fields(encoder);
            if (encoder.outerPointerGetter().isDefined()) {
                throw MillraceException.unsupported("the inner class " + type.getName());
            }
            MethodHandle[] getters = new MethodHandle[fields.size()];
            try {
                MethodHandles.Lookup lookup = lookup(type);
                for (int i = 0; i < getters.length; i++) {
                    String name = NameTransformer.encode(fields.get(i).name());
                    getters[i] = lookup.unreflect(type.getMethod(name)).asType(Bean.GETTER);
                }
                Constructor<?> constructor =
                        Arrays.stream(type.getDeclaredConstructors())
                                .filter(c -> c.getParameterCount() == getters.length)
                                .findFirst()
                                .orElseThrow(() -> new NoSuchMethodException(type.getName()));
                MethodType generic = MethodType.genericMethodType(getters.length);
                return new Product(
                        lookup.unreflectConstructor(constructor)
                                .asType(generic)
                                .asSpreader(Object[].class, getters.length),
                        getters);
            } catch (ReflectiveOperationException e) {
                throw unusable(type, e);
            }
        }

        @Override
        public Object assemble(@Nullable Object[] fields) {
            try {
                return (Object) constructor.invokeExact(fields);
            } catch (Throwable e) {
                throw rethrown(e);
            }
        }

        @Override
        public @Nullable Object field(Object object, int index) {
            try {
                return (Object) getters[index].invokeExact(object);
            } catch (Throwable e) {
                throw rethrown(e);
            }
        }
    }

    private static MethodHandles.Lookup lookup(Class<?> type) throws IllegalAccessException {
        return MethodHandles.privateLookupIn(type, MethodHandles.lookup());
    }

    private static MillraceException unusable(Class<?> type, ReflectiveOperationException cause) {
        return MillraceException.unsupported(
                "objects of the class " + type.getName() + " (" + cause + ")");
    }

    private static RuntimeException rethrown(Throwable failure) {
        return switch (failure) {
            case RuntimeException e -> e;
            case Error e -> throw e;
            default -> new IllegalStateException(failure);
        };
    }
}
