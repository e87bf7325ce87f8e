// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.aggregate;

import dev.millrace.spi.column.BoxedValues;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.ColumnBuilder;
import dev.millrace.spi.function.FunctionInput;
import dev.millrace.spi.function.UnboundFunction;
import dev.millrace.spi.function.UserAggregate;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// `stat.freqItems`: the values of a column that more than one in `size` rows have, and maybe
/// others, by the algorithm of Karp, Shenker and Papadimitriou. It keeps `size` counters a group;
/// a value that finds none takes from all.
public record FrequentItems(StructField column, int size) implements UserAggregate {
    private static final DataType COUNTS = new DataType.Array(DataType.LONG, false);

    /// The function, before the type of the column is known.
    public static UnboundFunction<UserAggregate> atMost(int size) {
        return new UnboundFunction<>() {
            @Override
            public List<FunctionInput> inputs() {
                return List.of(new FunctionInput.WholeRow());
            }

            @Override
            public UserAggregate bind(List<DataType.Struct> columns) {
                return new FrequentItems(columns.getFirst().field(0), size);
            }
        };
    }

    @Override
    public String name() {
        return "freqItems";
    }

    @Override
    public List<StructField> buffers() {
        return List.of(
                new StructField("items", resultType(), false),
                new StructField("counts", COUNTS, false));
    }

    @Override
    public DataType.Array resultType() {
        return new DataType.Array(column.type(), column.nullable());
    }

    @Override
    public boolean resultNullable() {
        return false;
    }

    @Override
    public Groups start() {
        return new Counters();
    }

    private final class Counters implements Groups {
        private final List<Map<@Nullable Object, Long>> groups = new ArrayList<>();

        private void ensure(int groupCount) {
            while (groups.size() < groupCount) {
                groups.add(new LinkedHashMap<>());
            }
        }

        @Override
        public void update(List<Column> arguments, int[] ofRow, int rowCount, int groupCount) {
            ensure(groupCount);
            for (int row = 0; row < rowCount; row++) {
                Object value = BoxedValues.read(arguments.getFirst(), column.type(), row);
                add(groups.get(ofRow[row]), comparable(value), 1);
            }
        }

        @Override
        public void merge(List<Column> buffers, int[] ofRow, int rowCount, int groupCount) {
            ensure(groupCount);
            for (int row = 0; row < rowCount; row++) {
                List<?> items = (List<?>) BoxedValues.read(buffers.get(0), resultType(), row);
                List<?> times = (List<?>) BoxedValues.read(buffers.get(1), COUNTS, row);
                for (int i = 0; items != null && times != null && i < items.size(); i++) {
                    add(groups.get(ofRow[row]), comparable(items.get(i)), (Long) times.get(i));
                }
            }
        }

        private void add(Map<@Nullable Object, Long> counters, @Nullable Object value, long count) {
            if (counters.containsKey(value) || counters.size() < size) {
                counters.merge(value, count, Long::sum);
                return;
            }
            long least = counters.values().stream().mapToLong(Long::longValue).min().orElse(0);
            if (count >= least) {
                counters.put(value, count);
                counters.values().removeIf(each -> each <= least);
            }
            long taken = Math.min(count, least);
            counters.replaceAll((item, before) -> before - taken);
        }

        @Override
        public List<Column> buffers(int groupCount) {
            ensure(groupCount);
            ColumnBuilder counts = ColumnBuilder.of(COUNTS, groupCount);
            for (int group = 0; group < groupCount; group++) {
                counts.appendBoxed(List.copyOf(groups.get(group).values()));
            }
            return List.of(results(groupCount), counts.build());
        }

        @Override
        public Column results(int groupCount) {
            ensure(groupCount);
            ColumnBuilder items = ColumnBuilder.of(resultType(), groupCount);
            for (int group = 0; group < groupCount; group++) {
                List<@Nullable Object> values = new ArrayList<>();
                groups.get(group).keySet().forEach(value -> values.add(boxed(value)));
                items.appendBoxed(values);
            }
            return items.build();
        }
    }

    private static @Nullable Object comparable(@Nullable Object value) {
        return value instanceof byte[] bytes ? ByteBuffer.wrap(bytes) : value;
    }

    private static @Nullable Object boxed(@Nullable Object value) {
        return value instanceof ByteBuffer bytes ? bytes.array() : value;
    }
}
