// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.usercode;

import dev.millrace.connect.encoding.ObjectInput;
import dev.millrace.connect.encoding.ObjectOutput;
import dev.millrace.spi.column.BatchReader;
import dev.millrace.spi.function.GroupFunction;
import dev.millrace.spi.function.GroupedRows;
import dev.millrace.spi.type.DataType;

import org.apache.spark.sql.catalyst.encoders.AgnosticEncoder;
import org.apache.spark.sql.connect.common.UdfPacket;
import org.jspecify.annotations.Nullable;

import scala.Function2;
import scala.Function3;
import scala.collection.IterableOnce;
import scala.collection.Iterator;
import scala.jdk.javaapi.CollectionConverters;

import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;

/// A function from a key and the objects of one or two sides to other objects.
final class ObjectGroups implements GroupFunction {
    private final String name;
    private final Object function;
    private final ObjectInput keys;
    private final List<ObjectInput> sides;
    private final ObjectOutput output;
    private final UserClasses classes;

    private ObjectGroups(
            String name,
            Object function,
            List<ObjectInput> inputs,
            ObjectOutput output,
            UserClasses classes) {
        this.name = name;
        this.function = function;
        this.keys = inputs.getFirst();
        this.sides = inputs.subList(1, inputs.size());
        this.output = output;
        this.classes = classes;
    }

    static ObjectGroups of(
            String name, UdfPacket packet, List<DataType.Struct> columns, UserClasses classes) {
        List<AgnosticEncoder<?>> encoders = CollectionConverters.asJava(packet.inputEncoders());
        List<ObjectInput> inputs = new ArrayList<>();
        for (int i = 0; i < encoders.size(); i++) {
            inputs.add(ObjectInput.of(encoders.get(i), columns.get(i)));
        }
        return new ObjectGroups(
                name, packet.function(), inputs, ObjectOutput.of(packet.outputEncoder()), classes);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public DataType.Struct resultSchema() {
        return output.schema();
    }

    @Override
    public BatchReader apply(GroupedRows groups) {
        return new Results(output, classes, () -> new Groups(groups), () -> null);
    }

    @SuppressWarnings("unchecked") // The packet holds a function of its encoders' objects.
    private Iterator<@Nullable Object> call(GroupedRows groups, int group) {
        Object key = keys.read(groups.keys().columns(), group);
        GroupObjects first = GroupObjects.of(groups.sides().getFirst(), sides.getFirst(), group);
        IterableOnce<@Nullable Object> results =
                sides.size() == 1
                        ? ((Function2<Object, Object, IterableOnce<@Nullable Object>>) function)
                                .apply(key, first)
                        : ((Function3<Object, Object, Object, IterableOnce<@Nullable Object>>)
                                        function)
                                .apply(
                                        key,
                                        first,
                                        GroupObjects.of(
                                                groups.sides().get(1), sides.get(1), group));
        return results.iterator();
    }

    /// The results of all groups, one after the other.
    private final class Groups extends ObjectIterator {
        private final GroupedRows groups;
        private Iterator<@Nullable Object> results = scala.collection.Iterator.empty();
        private int next;

        Groups(GroupedRows groups) {
            this.groups = groups;
        }

        @Override
        public boolean hasNext() {
            while (!results.hasNext()) {
                if (next == groups.groupCount()) {
                    return false;
                }
                results = call(groups, next++);
            }
            return true;
        }

        @Override
        public @Nullable Object next() {
            if (!hasNext()) {
                throw new NoSuchElementException("next on empty iterator");
            }
            return results.next();
        }
    }
}
