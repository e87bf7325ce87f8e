// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.usercode;

import dev.millrace.connect.encoding.ObjectInput;
import dev.millrace.connect.encoding.ObjectOutput;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.column.StructColumn;
import dev.millrace.spi.column.Validity;
import dev.millrace.spi.function.GroupedRows;
import dev.millrace.spi.function.StateFunction;
import dev.millrace.spi.function.StateTimeout;
import dev.millrace.spi.type.DataType;

import org.apache.spark.sql.catalyst.encoders.AgnosticEncoder;
import org.jspecify.annotations.Nullable;

import scala.Function3;
import scala.collection.Iterator;

import java.util.ArrayList;
import java.util.List;

/// A function of a key, its objects and its state: `mapGroupsWithState`, `flatMapGroupsWithState`.
record ObjectsWithState(
        Function3<@Nullable Object, Object, Object, Iterator<@Nullable Object>> function,
        ObjectInput keys,
        ObjectInput rows,
        ObjectInput stateInput,
        ObjectOutput stateOutput,
        ObjectOutput output,
        StateTimeout timeout,
        UserClasses classes)
        implements StateFunction {
    /// Whose objects the function takes and gives.
    record Encoders(
            AgnosticEncoder<?> key,
            AgnosticEncoder<?> rows,
            AgnosticEncoder<?> state,
            AgnosticEncoder<?> output) {}

    /// @param columns of key and rows, and of the initial state if there is one
    @SuppressWarnings("unchecked") // The packet holds a function of its encoders' objects.
    static ObjectsWithState of(
            Object function,
            Encoders encoders,
            StateTimeout timeout,
            List<DataType.Struct> columns,
            UserClasses classes) {
        ObjectOutput stateOutput = ObjectOutput.of(encoders.state());
        return new ObjectsWithState(
                (Function3<@Nullable Object, Object, Object, Iterator<@Nullable Object>>) function,
                ObjectInput.of(encoders.key(), columns.get(0)),
                ObjectInput.of(encoders.rows(), columns.get(1)),
                ObjectInput.of(encoders.state(), stateOutput.schema()),
                stateOutput,
                ObjectOutput.of(encoders.output()),
                timeout,
                classes);
    }

    @Override
    public String name() {
        return "flatMapGroupsWithState";
    }

    @Override
    public DataType.Struct resultSchema() {
        return output.schema();
    }

    @Override
    public DataType.Struct stateSchema() {
        return stateOutput.schema();
    }

    @Override
    public Outcome call(
            GroupedRows groups, StructColumn states, boolean hasTimedOut, Moment moment) {
        return classes.in(() -> new Calls(groups, states, hasTimedOut, moment).run());
    }

    /// The calls for some groups.
    private final class Calls {
        private final GroupedRows groups;
        private final StructColumn before;
        private final boolean hasTimedOut;
        private final Moment moment;
        private final List<ColumnBatch> results = new ArrayList<>();
        private final ObjectOutput.Rows result;
        private final ObjectOutput.Rows after;
        private final boolean[] isUpdated;
        private final boolean[] isRemoved;
        private final long[] timeouts;
        private final int count;
        private long @Nullable [] validity;

        Calls(GroupedRows groups, StructColumn before, boolean hasTimedOut, Moment moment) {
            this.groups = groups;
            this.before = before;
            this.hasTimedOut = hasTimedOut;
            this.moment = moment;
            this.count = groups.groupCount();
            this.result = output.rows(count);
            this.after = stateOutput.rows(count);
            this.isUpdated = new boolean[count];
            this.isRemoved = new boolean[count];
            this.timeouts = new long[count];
        }

        Outcome run() {
            for (int group = 0; group < count; group++) {
                call(group);
            }
            if (result.count() > 0) {
                results.add(result.batch());
            }
            List<Column> columns = after.columns();
            return new Outcome(
                    results,
                    new StructColumn(columns, validity, count),
                    isUpdated,
                    isRemoved,
                    timeouts);
        }

        private void call(int group) {
            Object stored = before.isNull(group) ? null : stateInput.read(before.fields(), group);
            KeyState state = new KeyState(stored, timeout, hasTimedOut, moment);
            Object key = keys.read(groups.keys().columns(), group);
            GroupObjects objects = GroupObjects.of(groups.sides().getFirst(), rows, group);
            try {
                Iterator<@Nullable Object> given = function.apply(key, objects, state);
                while (given.hasNext()) {
                    result.add(given.next());
                    if (result.count() == ColumnBatch.TARGET_ROWS) {
                        results.add(result.batch());
                    }
                }
            } catch (RuntimeException e) {
                throw UserFailure.inState(e);
            }
            isUpdated[group] = state.isUpdated();
            isRemoved[group] = state.isRemoved();
            timeouts[group] = state.timeoutMillis();
            if (state.exists()) {
                after.add(state.get());
            } else {
                after.addNull();
                validity = validity == null ? Validity.allValid(count) : validity;
                Validity.setNull(validity, group);
            }
        }
    }
}
