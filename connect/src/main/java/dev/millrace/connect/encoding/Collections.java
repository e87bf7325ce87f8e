// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.encoding;

import dev.millrace.spi.error.MillraceException;

import org.jspecify.annotations.Nullable;

import scala.collection.immutable.ArraySeq;
import scala.jdk.javaapi.CollectionConverters;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Makes collections of the class that an encoder names.
@FunctionalInterface
interface Collections {
    Object of(@Nullable Object[] values);

    static Collections of(Class<?> type) {
        if (type.isAssignableFrom(List.class) && Iterable.class.isAssignableFrom(type)) {
            return values -> new ArrayList<>(Arrays.asList(values));
        }
        if (type == Set.class) {
            return values -> new LinkedHashSet<>(Arrays.asList(values));
        }
        if (Collection.class.isAssignableFrom(type)) {
            return concrete(type);
        }
        if (scala.collection.Set.class.isAssignableFrom(type)) {
            return values ->
                    CollectionConverters.asScala(new LinkedHashSet<>(Arrays.asList(values)));
        }
        if (type.isAssignableFrom(scala.collection.mutable.ArraySeq.class)) {
            return scala.collection.mutable.ArraySeq::make;
        }
        if (type.isAssignableFrom(ArraySeq.class)) {
            return ArraySeq::unsafeWrapArray;
        }
        if (type.isAssignableFrom(scala.collection.immutable.List.class)) {
            return values -> CollectionConverters.asScala(Arrays.asList(values)).toList();
        }
        throw MillraceException.unsupported("collections of the class " + type.getName());
    }

    private static Collections concrete(Class<?> type) {
        try {
            MethodHandle constructor =
                    MethodHandles.publicLookup()
                            .findConstructor(type, MethodType.methodType(void.class));
            return values -> {
                try {
                    @SuppressWarnings("unchecked") // Whatever it holds is what the encoder says.
                    Collection<@Nullable Object> made = (Collection<Object>) constructor.invoke();
                    made.addAll(Arrays.asList(values));
                    return made;
                } catch (RuntimeException | Error e) {
                    throw e;
                } catch (Throwable e) {
                    throw new IllegalStateException(e);
                }
            };
        } catch (ReflectiveOperationException e) {
            throw MillraceException.unsupported(
                    "collections of the class " + type.getName() + " (" + e + ")");
        }
    }

    static Object scalaMap(Map<@Nullable Object, @Nullable Object> entries) {
        return scala.collection.immutable.Map.from(CollectionConverters.asScala(entries));
    }
}
