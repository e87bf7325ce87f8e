// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.oracle;

import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.KeyValueGroupedDataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.streaming.ExpiredTimerInfo;
import org.apache.spark.sql.streaming.ListState;
import org.apache.spark.sql.streaming.MapState;
import org.apache.spark.sql.streaming.OutputMode;
import org.apache.spark.sql.streaming.StatefulProcessor;
import org.apache.spark.sql.streaming.StatefulProcessorWithInitialState;
import org.apache.spark.sql.streaming.TTLConfig;
import org.apache.spark.sql.streaming.TimeMode;
import org.apache.spark.sql.streaming.TimerValues;
import org.apache.spark.sql.streaming.ValueState;

import scala.Tuple2;
import scala.collection.Iterator;
import scala.jdk.javaapi.CollectionConverters;

import java.io.Serializable;
import java.sql.Timestamp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Processors with state variables for questions: sent to Spark as they are, so they use no other
/// class of the tests. All of them give text.
@SuppressWarnings("NullAway.Init") // Variables are set by `init`.
final class Processors {
    private Processors() {}

    /// What all of them take and give.
    abstract static class OfReadings extends StatefulProcessor<String, Row, String> {
        private static final long serialVersionUID = 1L;
    }

    static Iterator<String> all(List<String> rows) {
        return CollectionConverters.asScala(rows.iterator());
    }

    static Iterator<String> one(String row) {
        return all(List.of(row));
    }

    static Dataset<Row> run(Dataset<Row> rows, TimeMode time, OutputMode mode, OfReadings code) {
        return StateFunctions.bySensor(rows)
                .transformWithState(code, time, mode, Encoders.STRING())
                .toDF();
    }

    /// Counts and adds up in two variables; starts again after a seven.
    static final class Totals extends OfReadings {
        private static final long serialVersionUID = 1L;
        private transient ValueState<Long> count;
        private transient ValueState<StateFunctions.Total> total;

        @Override
        public void init(OutputMode outputMode, TimeMode timeMode) {
            count = getHandle().getValueState("count", Encoders.LONG(), TTLConfig.NONE());
            total =
                    getHandle()
                            .getValueState(
                                    "total",
                                    Encoders.bean(StateFunctions.Total.class),
                                    TTLConfig.NONE());
        }

        @Override
        public Iterator<String> handleInputRows(String key, Iterator<Row> rows, TimerValues times) {
            boolean existed = count.exists();
            long n = existed ? count.get() : 0;
            StateFunctions.Total sum = total.exists() ? total.get() : new StateFunctions.Total();
            boolean ends = false;
            while (rows.hasNext()) {
                int value = rows.next().getInt(2);
                n++;
                sum.setSum(sum.getSum() + value);
                ends |= value == 7;
            }
            count.update(n);
            total.update(sum);
            if (ends) {
                count.clear();
                total.clear();
            }
            return one(key + " " + existed + " " + n + " " + sum.getSum() + " " + count.exists());
        }
    }

    /// Keeps the values of a sensor until there are more than three; from then on the last only.
    static final class Lists extends OfReadings {
        private static final long serialVersionUID = 1L;
        private transient ListState<Integer> values;

        @Override
        public void init(OutputMode outputMode, TimeMode timeMode) {
            values = getHandle().getListState("values", Encoders.INT(), TTLConfig.NONE());
        }

        @Override
        public Iterator<String> handleInputRows(String key, Iterator<Row> rows, TimerValues times) {
            List<Integer> added = new ArrayList<>();
            while (rows.hasNext()) {
                added.add(rows.next().getInt(2));
            }
            added.sort(null);
            boolean existed = values.exists();
            values.appendValue(added.getFirst());
            if (added.size() > 1) {
                values.appendList(added.subList(1, added.size()).toArray(new Integer[0]));
            }
            List<Integer> kept = CollectionConverters.asJava(values.get().toList());
            if (kept.size() > 3) {
                values.put(new Integer[] {kept.getLast()});
            }
            if (kept.contains(6)) {
                values.clear();
            }
            return one(
                    key
                            + " "
                            + existed
                            + " "
                            + kept
                            + " "
                            + CollectionConverters.asJava(values.get().toList()));
        }
    }

    /// How often a sensor had each value; forgets the least when there are three.
    static final class Maps extends OfReadings {
        private static final long serialVersionUID = 1L;
        private transient MapState<Integer, Long> counts;

        @Override
        public void init(OutputMode outputMode, TimeMode timeMode) {
            counts =
                    getHandle()
                            .getMapState(
                                    "counts", Encoders.INT(), Encoders.LONG(), TTLConfig.NONE());
        }

        @Override
        public Iterator<String> handleInputRows(String key, Iterator<Row> rows, TimerValues times) {
            boolean existed = counts.exists();
            while (rows.hasNext()) {
                int value = rows.next().getInt(2);
                long n = counts.containsKey(value) ? counts.getValue(value) : 0;
                counts.updateValue(value, n + 1);
            }
            String before = content(counts).toString();
            Map<Integer, Long> found = content(counts);
            if (found.size() > 2) {
                counts.removeKey(found.keySet().iterator().next());
            }
            if (found.containsKey(9)) {
                counts.clear();
            }
            return one(key + " " + existed + " " + before + " " + content(counts));
        }

        static Map<Integer, Long> content(MapState<Integer, Long> map) {
            Map<Integer, Long> content = new TreeMap<>();
            Iterator<Tuple2<Integer, Long>> entries = map.iterator();
            while (entries.hasNext()) {
                Tuple2<Integer, Long> entry = entries.next();
                content.put(entry._1(), entry._2());
            }
            return content;
        }
    }

    /// Gives out the count of a sensor ten and twenty minutes after its last row, by event time;
    /// a new row moves the later of the two.
    static final class EventTimers extends OfReadings {
        private static final long serialVersionUID = 1L;
        private static final long MINUTE = 60_000;
        private transient ValueState<Long> count;

        @Override
        public void init(OutputMode outputMode, TimeMode timeMode) {
            count = getHandle().getValueState("count", Encoders.LONG(), TTLConfig.NONE());
        }

        private String timers() {
            List<Object> timers = CollectionConverters.asJava(getHandle().listTimers().toList());
            return timers.stream()
                    .map(t -> ((Long) t) / MINUTE % 1440)
                    .sorted()
                    .toList()
                    .toString();
        }

        @Override
        public Iterator<String> handleInputRows(String key, Iterator<Row> rows, TimerValues times) {
            long n = count.exists() ? count.get() : 0;
            long latest = 0;
            while (rows.hasNext()) {
                latest = Math.max(latest, rows.next().getTimestamp(1).getTime());
                n++;
            }
            count.update(n);
            CollectionConverters.asJava(getHandle().listTimers().toList()).stream()
                    .map(Long.class::cast)
                    .max(Comparator.naturalOrder())
                    .ifPresent(getHandle()::deleteTimer);
            getHandle().registerTimer(latest + 10 * MINUTE);
            getHandle().registerTimer(latest + 20 * MINUTE);
            getHandle().registerTimer(latest + 20 * MINUTE);
            return one(
                    key
                            + " "
                            + n
                            + " at "
                            + times.getCurrentWatermarkInMs() / MINUTE % 1440
                            + " timers "
                            + timers());
        }

        @Override
        public Iterator<String> handleExpiredTimer(
                String key, TimerValues times, ExpiredTimerInfo timer) {
            String before = timers();
            if (count.exists() && count.get() > 3) {
                count.clear();
                getHandle().registerTimer(timer.getExpiryTimeInMs() + 300 * MINUTE);
            }
            return one(
                    key
                            + " expired "
                            + timer.getExpiryTimeInMs() / MINUTE % 1440
                            + " at "
                            + times.getCurrentWatermarkInMs() / MINUTE % 1440
                            + " timers "
                            + before
                            + " then "
                            + timers()
                            + " "
                            + count.get());
        }
    }

    /// Asks to be called in the batch after this one.
    static final class ClockTimers extends OfReadings {
        private static final long serialVersionUID = 1L;
        private transient ValueState<Long> count;

        @Override
        public void init(OutputMode outputMode, TimeMode timeMode) {
            count = getHandle().getValueState("count", Encoders.LONG(), TTLConfig.NONE());
        }

        @Override
        public Iterator<String> handleInputRows(String key, Iterator<Row> rows, TimerValues times) {
            long n = (count.exists() ? count.get() : 0) + rows.size();
            count.update(n);
            long now = times.getCurrentProcessingTimeInMs();
            getHandle().registerTimer(now + 1);
            getHandle().registerTimer(now + 3_600_000);
            return one(key + " " + n + " timers " + getHandle().listTimers().size());
        }

        @Override
        public Iterator<String> handleExpiredTimer(
                String key, TimerValues times, ExpiredTimerInfo timer) {
            boolean isDue = timer.getExpiryTimeInMs() <= times.getCurrentProcessingTimeInMs();
            return one(key + " expired " + isDue + " of " + count.get());
        }
    }

    /// Counts in a field the groups of `a` that this copy of it has seen.
    static final class Counting extends OfReadings {
        private static final long serialVersionUID = 1L;
        private int groups;

        @Override
        public void init(OutputMode outputMode, TimeMode timeMode) {}

        @Override
        public Iterator<String> handleInputRows(String key, Iterator<Row> rows, TimerValues times) {
            return key.equals("a") ? one("group " + ++groups) : all(List.of());
        }
    }

    /// Variables that live for a millisecond, which is over in the next batch, or for an hour.
    static final class Mortal extends OfReadings {
        private static final long serialVersionUID = 1L;
        private transient ValueState<Long> value;
        private transient ListState<Integer> list;
        private transient MapState<Integer, Long> map;
        private transient ValueState<Long> longValue;
        private transient ListState<Integer> longList;
        private transient MapState<Integer, Long> longMap;

        @Override
        public void init(OutputMode outputMode, TimeMode timeMode) {
            TTLConfig soon = new TTLConfig(Duration.ofMillis(1));
            TTLConfig late = new TTLConfig(Duration.ofHours(1));
            value = getHandle().getValueState("value", Encoders.LONG(), soon);
            list = getHandle().getListState("list", Encoders.INT(), soon);
            map = getHandle().getMapState("map", Encoders.INT(), Encoders.LONG(), soon);
            longValue = getHandle().getValueState("longValue", Encoders.LONG(), late);
            longList = getHandle().getListState("longList", Encoders.INT(), late);
            longMap = getHandle().getMapState("longMap", Encoders.INT(), Encoders.LONG(), late);
        }

        private String content() {
            return value.get()
                    + " "
                    + list.exists()
                    + CollectionConverters.asJava(list.get().toList())
                    + " "
                    + map.exists()
                    + Maps.content(map)
                    + " "
                    + longValue.get()
                    + " "
                    + longList.exists()
                    + CollectionConverters.asJava(longList.get().toList())
                    + " "
                    + longMap.exists()
                    + Maps.content(longMap);
        }

        @Override
        public Iterator<String> handleInputRows(String key, Iterator<Row> rows, TimerValues times) {
            String before = content();
            int sum = 0;
            while (rows.hasNext()) {
                sum += rows.next().getInt(2);
            }
            value.update((long) sum);
            list.appendValue(sum);
            map.updateValue(sum, 1L);
            longValue.update((long) sum);
            longList.appendValue(sum);
            longMap.updateValue(sum, 1L);
            return one(key + " before " + before + " after " + content());
        }
    }

    private static KeyValueGroupedDataset<String, StateFunctions.Total> before(
            Dataset<Row> rows, String... sensors) {
        List<StateFunctions.Total> totals = new ArrayList<>();
        for (String sensor : sensors) {
            totals.add(StateFunctions.before(sensor, 100));
        }
        return rows.sparkSession()
                .createDataset(totals, Encoders.bean(StateFunctions.Total.class))
                .groupByKey(bySensor(), Encoders.STRING());
    }

    static Dataset<Row> fromBefore(Dataset<Row> rows, String... sensors) {
        return from(rows, before(rows, sensors));
    }

    /// From rows of the stream itself, which cannot be.
    static Dataset<Row> fromStream(Dataset<Row> rows) {
        return from(
                rows,
                rows.selectExpr("sensor AS last", "1L AS count", "1L AS sum")
                        .as(Encoders.bean(StateFunctions.Total.class))
                        .groupByKey(bySensor(), Encoders.STRING()));
    }

    private static MapFunction<StateFunctions.Total, String> bySensor() {
        return total -> String.valueOf(total.getLast());
    }

    private static Dataset<Row> from(
            Dataset<Row> rows, KeyValueGroupedDataset<String, StateFunctions.Total> initial) {
        return StateFunctions.bySensor(rows)
                .transformWithState(
                        new FromBefore(),
                        TimeMode.None(),
                        OutputMode.Update(),
                        initial,
                        Encoders.STRING(),
                        Encoders.bean(StateFunctions.Total.class))
                .toDF();
    }

    /// Counts from what there was before the stream.
    static final class FromBefore
            extends StatefulProcessorWithInitialState<String, Row, String, StateFunctions.Total> {
        private static final long serialVersionUID = 1L;
        private transient ValueState<Long> count;

        @Override
        public void init(OutputMode outputMode, TimeMode timeMode) {
            count = getHandle().getValueState("count", Encoders.LONG(), TTLConfig.NONE());
        }

        @Override
        public void handleInitialState(
                String key, StateFunctions.Total initial, TimerValues times) {
            count.update((count.exists() ? count.get() : 0) + initial.getCount());
        }

        @Override
        public Iterator<String> handleInputRows(String key, Iterator<Row> rows, TimerValues times) {
            long before = count.exists() ? count.get() : 0;
            long n = before + rows.size();
            count.update(n);
            return one(key + " " + before + " " + n);
        }
    }

    /// A count and when it was taken.
    public static final class Stamp implements Serializable {
        private static final long serialVersionUID = 1L;
        private Timestamp at = new Timestamp(0);
        private long n;

        static Encoder<Stamp> encoder() {
            return Encoders.bean(Stamp.class);
        }

        public Timestamp getAt() {
            return at;
        }

        public void setAt(Timestamp value) {
            at = value;
        }

        public long getN() {
            return n;
        }

        public void setN(long value) {
            n = value;
        }
    }

    /// Counts rows as of the latest of them, or as of a time that has long passed.
    static final class Stamped extends StatefulProcessor<String, Row, Stamp> {
        private static final long serialVersionUID = 1L;
        private final boolean isLate;

        Stamped(boolean isLate) {
            this.isLate = isLate;
        }

        @Override
        public void init(OutputMode outputMode, TimeMode timeMode) {}

        @Override
        public Iterator<Stamp> handleInputRows(String key, Iterator<Row> rows, TimerValues times) {
            Stamp stamp = new Stamp();
            long latest = 0;
            while (rows.hasNext()) {
                latest = Math.max(latest, rows.next().getTimestamp(1).getTime());
                stamp.setN(stamp.getN() + 1);
            }
            boolean goesBack = isLate && times.getCurrentWatermarkInMs() > 0;
            stamp.setAt(new Timestamp(goesBack ? 0 : latest));
            return CollectionConverters.asScala(List.of(stamp).iterator());
        }
    }
}
