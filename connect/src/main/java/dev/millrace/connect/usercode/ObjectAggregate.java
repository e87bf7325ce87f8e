// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.usercode;

import dev.millrace.connect.encoding.ObjectInput;
import dev.millrace.connect.encoding.ObjectOutput;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.StructColumn;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.function.UserAggregate;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.catalyst.encoders.AgnosticEncoder;
import org.apache.spark.sql.expressions.Aggregator;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// An `Aggregator`. The buffers of all groups are objects; the columns are made of them when they
/// are asked for.
record ObjectAggregate(
        Aggregator<Object, Object, Object> aggregator,
        ObjectInput input,
        ObjectInput bufferInput,
        ObjectOutput bufferOutput,
        ObjectOutput output,
        UserClasses classes)
        implements UserAggregate {
    static ObjectAggregate of(
            Aggregator<Object, Object, Object> aggregator,
            AgnosticEncoder<?> inputEncoder,
            List<DataType.Struct> columns,
            UserClasses classes) {
        AgnosticEncoder<?> buffer = agnostic(aggregator.bufferEncoder());
        ObjectOutput bufferOutput = ObjectOutput.of(buffer);
        return new ObjectAggregate(
                aggregator,
                ObjectInput.of(inputEncoder, columns.getFirst()),
                ObjectInput.of(buffer, bufferOutput.schema()),
                bufferOutput,
                ObjectOutput.of(agnostic(aggregator.outputEncoder())),
                classes);
    }

    static AgnosticEncoder<?> agnostic(Encoder<?> encoder) {
        if (encoder instanceof AgnosticEncoder<?> agnostic) {
            return agnostic;
        }
        throw MillraceException.unsupported("the encoder " + encoder.getClass().getName());
    }

    @Override
    public String name() {
        return aggregator.getClass().getSimpleName();
    }

    @Override
    public List<StructField> buffers() {
        return bufferOutput.schema().fields();
    }

    @Override
    public DataType resultType() {
        return output.isFlat() ? output.schema().field(0).type() : output.schema();
    }

    @Override
    public boolean resultNullable() {
        return !output.isFlat() || output.schema().field(0).nullable();
    }

    @Override
    public UserAggregate.Groups start() {
        return new Buffers();
    }

    private final class Buffers implements UserAggregate.Groups {
        private final List<Object> buffers = new ArrayList<>();

        private void ensure(int groupCount) {
            while (buffers.size() < groupCount) {
                buffers.add(aggregator.zero());
            }
        }

        @Override
        public void update(List<Column> arguments, int[] groups, int rowCount, int groupCount) {
            classes.in(
                    () -> {
                        ensure(groupCount);
                        for (int row = 0; row < rowCount; row++) {
                            Object object = input.read(arguments, row);
                            int group = groups[row];
                            buffers.set(group, aggregator.reduce(buffers.get(group), object));
                        }
                        return this;
                    });
        }

        @Override
        public void merge(List<Column> columns, int[] groups, int rowCount, int groupCount) {
            classes.in(
                    () -> {
                        ensure(groupCount);
                        for (int row = 0; row < rowCount; row++) {
                            Object other = bufferInput.read(columns, row);
                            int group = groups[row];
                            buffers.set(group, aggregator.merge(buffers.get(group), other));
                        }
                        return this;
                    });
        }

        @Override
        public List<Column> buffers(int groupCount) {
            return columns(bufferOutput, groupCount, buffer -> buffer);
        }

        @Override
        public Column results(int groupCount) {
            List<Column> columns = columns(output, groupCount, aggregator::finish);
            return output.isFlat()
                    ? columns.getFirst()
                    : new StructColumn(columns, null, groupCount);
        }

        private List<Column> columns(
                ObjectOutput made,
                int groupCount,
                java.util.function.Function<Object, @Nullable Object> result) {
            return classes.in(
                    () -> {
                        ensure(groupCount);
                        ObjectOutput.Rows rows = made.rows(groupCount);
                        for (int group = 0; group < groupCount; group++) {
                            rows.add(result.apply(buffers.get(group)));
                        }
                        return rows.columns();
                    });
        }
    }
}
