// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.oracle;

import org.apache.spark.api.java.function.CoGroupFunction;
import org.apache.spark.api.java.function.FlatMapGroupsWithStateFunction;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.api.java.function.MapGroupsFunction;
import org.apache.spark.api.java.function.MapGroupsWithStateFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.KeyValueGroupedDataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.streaming.GroupState;
import org.apache.spark.sql.streaming.GroupStateTimeout;
import org.apache.spark.sql.streaming.OutputMode;
import org.jspecify.annotations.Nullable;

import scala.Tuple2;
import scala.Tuple3;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;

/// Functions with state for questions: sent to Spark as they are, so they use no other class of
/// the tests.
final class StateFunctions {
    private StateFunctions() {}

    /// What is kept of a sensor.
    public static final class Total implements Serializable {
        private long count;
        private long sum;
        private @Nullable String last;

        public long getCount() {
            return count;
        }

        public void setCount(long value) {
            count = value;
        }

        public long getSum() {
            return sum;
        }

        public void setSum(long value) {
            sum = value;
        }

        public @Nullable String getLast() {
            return last;
        }

        public void setLast(@Nullable String value) {
            last = value;
        }
    }

    static KeyValueGroupedDataset<String, Row> bySensor(Dataset<Row> rows) {
        return rows.groupByKey((MapFunction<Row, String>) r -> r.getString(0), Encoders.STRING());
    }

    private static Encoder<Tuple3<String, Long, Long>> output() {
        return Encoders.tuple(Encoders.STRING(), Encoders.LONG(), Encoders.LONG());
    }

    /// A running count and sum, one row a call.
    static Dataset<Row> totals(Dataset<Row> rows) {
        MapGroupsWithStateFunction<String, Row, Total, Tuple3<String, Long, Long>> add =
                (key, values, state) -> {
                    Total total = state.exists() ? state.get() : new Total();
                    while (values.hasNext()) {
                        Row row = values.next();
                        total.setCount(total.getCount() + 1);
                        total.setSum(total.getSum() + row.getInt(2));
                        total.setLast(row.getTimestamp(1).toInstant().toString());
                    }
                    state.update(total);
                    return new Tuple3<>(key, total.getCount(), total.getSum());
                };
        return bySensor(rows)
                .mapGroupsWithState(add, Encoders.bean(Total.class), output())
                .toDF("sensor", "n", "total");
    }

    /// Counts the rows of a sensor until ten minutes of event time after its last one have passed;
    /// then gives out the count. Says at each call where the watermark is.
    static Dataset<Row> quietPeriods(Dataset<Row> rows, OutputMode mode) {
        FlatMapGroupsWithStateFunction<String, Row, Long, Tuple3<String, Long, Long>> count =
                (key, values, state) -> {
                    if (state.hasTimedOut()) {
                        long n = state.get();
                        state.remove();
                        return one(key, n, -state.getCurrentWatermarkMs());
                    }
                    long n = state.exists() ? state.get() : 0;
                    long latest = 0;
                    while (values.hasNext()) {
                        latest = Math.max(latest, values.next().getTimestamp(1).getTime());
                        n++;
                    }
                    state.update(n);
                    long from = Math.max(latest, state.getCurrentWatermarkMs());
                    state.setTimeoutTimestamp(from, "10 minutes");
                    return one(key, n, state.getCurrentWatermarkMs());
                };
        return bySensor(rows.withWatermark("at", "5 minutes"))
                .flatMapGroupsWithState(
                        count,
                        mode,
                        Encoders.LONG(),
                        output(),
                        GroupStateTimeout.EventTimeTimeout())
                .toDF("sensor", "n", "watermark");
    }

    private static Iterator<Tuple3<String, Long, Long>> one(String key, long n, long other) {
        return Collections.singletonList(new Tuple3<>(key, n, other)).iterator();
    }

    /// Collects values until there are three, gives them out and starts again.
    static Dataset<Row> threes(Dataset<Row> rows, OutputMode mode) {
        FlatMapGroupsWithStateFunction<String, Row, List<Integer>, String> collect =
                (key, values, state) -> {
                    List<Integer> kept = new ArrayList<>(state.exists() ? state.get() : List.of());
                    List<String> full = new ArrayList<>();
                    while (values.hasNext()) {
                        kept.add(values.next().getInt(2));
                        if (kept.size() == 3) {
                            full.add(key + kept);
                            kept.clear();
                        }
                    }
                    if (kept.isEmpty()) {
                        state.remove();
                    } else {
                        state.update(kept);
                    }
                    return full.iterator();
                };
        @SuppressWarnings("unchecked")
        Encoder<List<Integer>> lists =
                (Encoder<List<Integer>>)
                        (Encoder<?>) Encoders.javaSerialization((Class<?>) List.class);
        return bySensor(rows)
                .flatMapGroupsWithState(
                        collect, mode, lists, Encoders.STRING(), GroupStateTimeout.NoTimeout())
                .toDF();
    }

    /// The number of rows of a sensor, from what it was before the stream: `last` is the sensor.
    static Dataset<Row> counts(Dataset<Row> rows, Dataset<Total> before) {
        KeyValueGroupedDataset<String, Total> initial =
                before.groupByKey(
                        (MapFunction<Total, String>) total -> String.valueOf(total.getLast()),
                        Encoders.STRING());
        MapGroupsWithStateFunction<String, Row, Total, Tuple3<String, Long, Long>> count =
                (key, values, state) -> {
                    Total total = state.exists() ? state.get() : new Total();
                    long found = total.getCount();
                    for (; values.hasNext(); values.next()) {
                        total.setCount(total.getCount() + 1);
                    }
                    state.update(total);
                    return new Tuple3<>(key, total.getCount(), total.getCount() - found);
                };
        return bySensor(rows)
                .mapGroupsWithState(
                        count,
                        Encoders.bean(Total.class),
                        output(),
                        GroupStateTimeout.NoTimeout(),
                        initial)
                .toDF("sensor", "n", "new");
    }

    static Total before(String sensor, long count) {
        Total total = new Total();
        total.setLast(sensor);
        total.setCount(count);
        return total;
    }

    /// What a function does with the state that is wrong.
    interface Mistake extends Serializable {
        void make(GroupState<Long> state);
    }

    static Dataset<Row> mistaken(Dataset<Row> rows, GroupStateTimeout timeout, Mistake mistake) {
        FlatMapGroupsWithStateFunction<String, Row, Long, String> function =
                (key, values, state) -> {
                    mistake.make(state);
                    return Collections.emptyIterator();
                };
        return bySensor(rows)
                .flatMapGroupsWithState(
                        function, OutputMode.Append(), Encoders.LONG(), Encoders.STRING(), timeout)
                .toDF();
    }

    static Mistake timeoutWithoutOne() {
        return state -> state.setTimeoutDuration(10);
    }

    static Mistake timestampWithoutEventTime() {
        return state -> state.setTimeoutTimestamp(10);
    }

    static Mistake timeoutInThePast() {
        return state -> state.setTimeoutTimestamp(-1);
    }

    static Mistake noDuration() {
        return state -> state.setTimeoutDuration(0);
    }

    static Mistake badDuration() {
        return state -> state.setTimeoutDuration("a while");
    }

    static Mistake watermarkWithoutOne() {
        return GroupState::getCurrentWatermarkMs;
    }

    static Mistake nullState() {
        return state -> state.update(null);
    }

    static Mistake missingState() {
        return GroupState::get;
    }

    static Mistake removedState() {
        return state -> {
            state.update(1L);
            state.remove();
            state.get();
        };
    }

    static Mistake failure() {
        return state -> {
            throw new IllegalStateException("on purpose");
        };
    }

    /// Groups of each batch by themselves.
    static Dataset<Row> sizes(Dataset<Row> rows) {
        MapGroupsFunction<String, Row, Tuple2<String, Integer>> size =
                (key, values) -> {
                    int n = 0;
                    for (; values.hasNext(); values.next()) {
                        n++;
                    }
                    return new Tuple2<>(key, n);
                };
        return bySensor(rows)
                .mapGroups(size, Encoders.tuple(Encoders.STRING(), Encoders.INT()))
                .toDF("sensor", "n");
    }

    static Dataset<Row> together(Dataset<Row> rows) {
        CoGroupFunction<String, Row, Row, String> keys =
                (key, left, right) -> Collections.singletonList(key).iterator();
        return bySensor(rows).cogroup(bySensor(rows), keys, Encoders.STRING()).toDF();
    }
}
