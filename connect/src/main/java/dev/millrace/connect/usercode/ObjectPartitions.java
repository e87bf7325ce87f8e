// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.usercode;

import dev.millrace.connect.encoding.ObjectInput;
import dev.millrace.connect.encoding.ObjectOutput;
import dev.millrace.spi.column.BatchReader;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.function.PartitionFunction;
import dev.millrace.spi.type.DataType;

import org.apache.spark.sql.connect.common.UdfPacket;
import org.jspecify.annotations.Nullable;

import scala.Function1;
import scala.collection.Iterator;

import java.util.List;

/// A function from the objects of a partition to other objects.
final class ObjectPartitions implements PartitionFunction {
    private final String name;
    private final Function1<Iterator<@Nullable Object>, Iterator<@Nullable Object>> function;
    private final ObjectInput input;
    private final ObjectOutput output;
    private final UserClasses classes;

    private ObjectPartitions(
            String name,
            Function1<Iterator<@Nullable Object>, Iterator<@Nullable Object>> function,
            ObjectInput input,
            ObjectOutput output,
            UserClasses classes) {
        this.name = name;
        this.function = function;
        this.input = input;
        this.output = output;
        this.classes = classes;
    }

    @SuppressWarnings("unchecked") // The packet holds a function of iterators of its objects.
    static ObjectPartitions of(
            String name, UdfPacket packet, List<DataType.Struct> columns, UserClasses classes) {
        return new ObjectPartitions(
                name,
                (Function1<Iterator<@Nullable Object>, Iterator<@Nullable Object>>)
                        packet.function(),
                ObjectInput.of(packet.inputEncoders().head(), columns.getFirst()),
                ObjectOutput.of(packet.outputEncoder()),
                classes);
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
    public BatchReader apply(BatchReader batches) {
        return new Results(
                output, classes, () -> function.apply(new Objects(batches, input)), batches);
    }

    /// The objects of the rows of all batches.
    private static final class Objects extends ObjectIterator {
        private final BatchReader batches;
        private final ObjectInput input;
        private @Nullable ColumnBatch batch;
        private int row;

        Objects(BatchReader batches, ObjectInput input) {
            this.batches = batches;
            this.input = input;
        }

        @Override
        public boolean hasNext() {
            if (batch != null && row < batch.rowCount()) {
                return true;
            }
            row = 0;
            do {
                batch = batches.next();
            } while (batch != null && batch.rowCount() == 0);
            return batch != null;
        }

        @Override
        public @Nullable Object next() {
            ColumnBatch current = batch;
            if (!hasNext() || (current = batch) == null) {
                throw new java.util.NoSuchElementException("next on empty iterator");
            }
            return input.read(current.columns(), row++);
        }
    }
}
