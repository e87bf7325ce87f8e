// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.simulator;

import dev.millrace.spi.column.BytesBuilder;
import dev.millrace.spi.column.BytesColumn;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.column.LongBuilder;
import dev.millrace.spi.column.LongColumn;
import dev.millrace.spi.column.StructColumn;
import dev.millrace.spi.column.Validity;
import dev.millrace.spi.function.FunctionInput;
import dev.millrace.spi.function.GroupedRows;
import dev.millrace.spi.function.StateFunction;
import dev.millrace.spi.function.UnboundFunction;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// User code of `flatMapGroupsWithState`: counts and sums the events of a key, gives out both with
/// each batch that has some, and a last time when none came for a while.
record CountingGroups() implements StateFunction {
    /// How far the watermark may go past the last batch with events of a key.
    static final long PATIENCE_MILLIS = 120_000;

    private static final DataType.Struct STATE =
            new DataType.Struct(List.of(number("n"), number("s")));
    private static final DataType.Struct RESULT =
            new DataType.Struct(
                    List.of(
                            new StructField("k", DataType.STRING, true),
                            number("n"),
                            number("s"),
                            number("expired")));

    private static StructField number(String name) {
        return new StructField(name, DataType.LONG, false);
    }

    static UnboundFunction<StateFunction> unbound() {
        return new UnboundFunction<>() {
            @Override
            public List<FunctionInput> inputs() {
                return List.of(
                        fields(new FunctionInput.Field(0, "k", DataType.STRING, "")),
                        fields(new FunctionInput.Field(0, "v", DataType.LONG, "")),
                        new FunctionInput.WholeRow());
            }

            @Override
            public StateFunction bind(List<DataType.Struct> columns) {
                return new CountingGroups();
            }
        };
    }

    private static FunctionInput fields(FunctionInput.Field field) {
        return new FunctionInput.Fields(List.of(field), false);
    }

    @Override
    public String name() {
        return "countingGroups";
    }

    @Override
    public DataType.Struct resultSchema() {
        return RESULT;
    }

    @Override
    public DataType.Struct stateSchema() {
        return STATE;
    }

    @Override
    public Outcome call(
            GroupedRows groups, StructColumn states, boolean hasTimedOut, Moment moment) {
        int count = groups.groupCount();
        GroupedRows.Side side = groups.sides().getFirst();
        BytesBuilder keys = new BytesBuilder(count);
        List<LongBuilder> numbers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            numbers.add(new LongBuilder(count));
        }
        boolean[] isUpdated = new boolean[count];
        boolean[] isRemoved = new boolean[count];
        long[] timeouts = new long[count];
        Arrays.fill(hasTimedOut ? isRemoved : isUpdated, true);
        Arrays.fill(
                timeouts,
                hasTimedOut
                        ? NO_TIMESTAMP
                        : Math.max(0, moment.watermarkMillis()) + PATIENCE_MILLIS);
        for (int group = 0; group < count; group++) {
            keys.append(((BytesColumn) groups.keys().column(0)).text(group));
            int from = side.starts()[group];
            int to = side.starts()[group + 1];
            long sum = before(states, 1, group);
            for (int row = from; row < to; row++) {
                sum += ((LongColumn) side.rows().column(0)).value(row);
            }
            numbers.get(0).append(before(states, 0, group) + to - from);
            numbers.get(1).append(sum);
            numbers.get(2).append(hasTimedOut ? 1 : 0);
        }
        List<LongColumn> built = numbers.stream().map(LongBuilder::build).toList();
        ColumnBatch rows =
                new ColumnBatch(
                        count, List.of(keys.build(), built.get(0), built.get(1), built.get(2)));
        StructColumn after =
                new StructColumn(
                        built.subList(0, 2), hasTimedOut ? Validity.noneValid(count) : null, count);
        return new Outcome(List.of(rows), after, isUpdated, isRemoved, timeouts);
    }

    private static long before(StructColumn states, int field, int group) {
        return states.isNull(group) ? 0 : ((LongColumn) states.field(field)).value(group);
    }
}
