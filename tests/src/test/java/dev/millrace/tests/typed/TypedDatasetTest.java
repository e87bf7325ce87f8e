// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.typed;

import static dev.millrace.tests.Failures.assertFails;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.udaf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.tests.MillraceServer;

import org.apache.spark.api.java.function.CoGroupFunction;
import org.apache.spark.api.java.function.FilterFunction;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.api.java.function.FlatMapGroupsFunction;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.api.java.function.MapGroupsFunction;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.api.java.function.ReduceFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.KeyValueGroupedDataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.expressions.Aggregator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import scala.Tuple2;

import java.io.IOException;
import java.io.Serializable;
import java.math.BigDecimal;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Datasets of objects: what a Java program does with functions and encoders, in batch.
@Timeout(120)
final class TypedDatasetTest {
    private static MillraceServer server;
    private static SparkSession spark;

    @BeforeAll
    static void start() throws IOException {
        server = new MillraceServer();
        spark = server.client();
    }

    @AfterAll
    static void stop() throws IOException {
        spark.close();
        server.close();
    }

    /// A bean of many types; as in every bean, the setters fill the fields.
    @SuppressWarnings("NullAway.Init")
    public static final class Order implements Serializable {
        private String customer;
        private long amount;
        private Integer discount;
        private BigDecimal price;
        private Timestamp at;
        private List<String> tags;
        private Map<String, Integer> counts;
        private Kind kind;
        private Address address;

        public String getCustomer() {
            return customer;
        }

        public void setCustomer(String value) {
            customer = value;
        }

        public long getAmount() {
            return amount;
        }

        public void setAmount(long value) {
            amount = value;
        }

        public Integer getDiscount() {
            return discount;
        }

        public void setDiscount(Integer value) {
            discount = value;
        }

        public BigDecimal getPrice() {
            return price;
        }

        public void setPrice(BigDecimal value) {
            price = value;
        }

        public Timestamp getAt() {
            return at;
        }

        public void setAt(Timestamp value) {
            at = value;
        }

        public List<String> getTags() {
            return tags;
        }

        public void setTags(List<String> value) {
            tags = value;
        }

        public Map<String, Integer> getCounts() {
            return counts;
        }

        public void setCounts(Map<String, Integer> value) {
            counts = value;
        }

        public Kind getKind() {
            return kind;
        }

        public void setKind(Kind value) {
            kind = value;
        }

        public Address getAddress() {
            return address;
        }

        public void setAddress(Address value) {
            address = value;
        }
    }

    @SuppressWarnings("NullAway.Init")
    public static final class Address implements Serializable {
        private String city;
        private int number;

        public String getCity() {
            return city;
        }

        public void setCity(String value) {
            city = value;
        }

        public int getNumber() {
            return number;
        }

        public void setNumber(int value) {
            number = value;
        }
    }

    public enum Kind {
        RETAIL,
        WHOLESALE
    }

    /// Sum and count, to the mean.
    public static final class Mean extends Aggregator<Long, Tuple2<Long, Long>, Double> {
        @Override
        public Tuple2<Long, Long> zero() {
            return new Tuple2<>(0L, 0L);
        }

        @Override
        public Tuple2<Long, Long> reduce(Tuple2<Long, Long> buffer, Long value) {
            return new Tuple2<>(buffer._1() + value, buffer._2() + 1);
        }

        @Override
        public Tuple2<Long, Long> merge(Tuple2<Long, Long> left, Tuple2<Long, Long> right) {
            return new Tuple2<>(left._1() + right._1(), left._2() + right._2());
        }

        @Override
        public Double finish(Tuple2<Long, Long> buffer) {
            return (double) buffer._1() / buffer._2();
        }

        @Override
        public Encoder<Tuple2<Long, Long>> bufferEncoder() {
            return Encoders.tuple(Encoders.LONG(), Encoders.LONG());
        }

        @Override
        public Encoder<Double> outputEncoder() {
            return Encoders.DOUBLE();
        }
    }

    private static final class RunningSum implements Iterator<Long> {
        private final Iterator<Long> values;
        private long sum;

        RunningSum(Iterator<Long> values) {
            this.values = values;
        }

        @Override
        public boolean hasNext() {
            return values.hasNext();
        }

        @Override
        public Long next() {
            sum += values.next();
            return sum;
        }
    }

    private static Dataset<Long> numbers(long count) {
        return spark.range(count).as(Encoders.LONG());
    }

    private static Dataset<String> words() {
        return spark.createDataset(
                List.of("apple", "avocado", "banana", "blueberry", "cherry", "apricot"),
                Encoders.STRING());
    }

    private static KeyValueGroupedDataset<String, String> byInitial() {
        return words().groupByKey(
                        (MapFunction<String, String>) w -> w.substring(0, 1), Encoders.STRING());
    }

    private static <T> List<T> sorted(Dataset<T> dataset) {
        List<T> values = new ArrayList<>(dataset.collectAsList());
        values.sort(Comparator.comparing(String::valueOf));
        return values;
    }

    @Test
    void mapsFiltersAndFlattens() {
        assertThat(
                        numbers(5)
                                .map((MapFunction<Long, String>) n -> "n" + n, Encoders.STRING())
                                .collectAsList())
                .containsExactly("n0", "n1", "n2", "n3", "n4");
        assertThat(numbers(6).filter((FilterFunction<Long>) n -> n % 2 == 1).collectAsList())
                .containsExactly(1L, 3L, 5L);
        FlatMapFunction<Long, Long> repeated =
                n -> java.util.Collections.nCopies(n.intValue(), n).iterator();
        assertThat(numbers(4).flatMap(repeated, Encoders.LONG()).collectAsList())
                .containsExactly(1L, 2L, 2L, 3L, 3L, 3L);
    }

    @Test
    void partitionsArePulledAsTheirResultsAre() {
        MapPartitionsFunction<Long, Long> running = RunningSum::new;
        assertThat(
                        numbers(10_000)
                                .repartition(1)
                                .mapPartitions(running, Encoders.LONG())
                                .agg(org.apache.spark.sql.functions.count("value"))
                                .first()
                                .getLong(0))
                .isEqualTo(10_000);
    }

    @Test
    void beansKeepAllTheirTypes() {
        Order order = new Order();
        order.setCustomer("ann");
        order.setAmount(7);
        order.setPrice(new BigDecimal("1.25"));
        order.setAt(Timestamp.valueOf("2024-01-02 03:04:05.678901"));
        order.setTags(Arrays.asList("x", null));
        order.setCounts(Map.of("a", 1));
        order.setKind(Kind.WHOLESALE);
        Address address = new Address();
        address.setCity("Bern");
        address.setNumber(3);
        order.setAddress(address);
        MapFunction<Order, Order> doubled =
                o -> {
                    o.setAmount(o.getAmount() * 2);
                    o.getAddress().setCity(o.getAddress().getCity() + "!");
                    return o;
                };
        Order back =
                spark.createDataset(List.of(order), Encoders.bean(Order.class))
                        .map(doubled, Encoders.bean(Order.class))
                        .first();
        assertThat(back.getAmount()).isEqualTo(14);
        assertThat(back.getDiscount()).isNull();
        assertThat(back.getPrice()).isEqualByComparingTo("1.25");
        assertThat(back.getAt()).isEqualTo(order.getAt());
        assertThat(back.getTags()).containsExactly("x", null);
        assertThat(back.getCounts()).containsEntry("a", 1);
        assertThat(back.getKind()).isEqualTo(Kind.WHOLESALE);
        assertThat(back.getAddress().getCity()).isEqualTo("Bern!");
        assertThat(back.getAddress().getNumber()).isEqualTo(3);
    }

    @Test
    void columnsFindTheirFieldsByNameAndAreWidened() {
        Dataset<Address> addresses =
                spark.sql("SELECT CAST(5 AS SMALLINT) AS Number, 'x' AS other, 'Bern' AS city")
                        .as(Encoders.bean(Address.class));
        assertThat(
                        addresses
                                .map(
                                        (MapFunction<Address, String>)
                                                a -> a.getCity() + a.getNumber(),
                                        Encoders.STRING())
                                .first())
                .isEqualTo("Bern5");
    }

    @Test
    void rowsAndTuplesAreObjectsToo() {
        Dataset<Row> rows = spark.sql("SELECT 1 AS a, 'x' AS b UNION ALL SELECT 2, 'y'");
        MapFunction<Row, String> text = row -> row.getInt(0) + row.<String>getAs("b");
        assertThat(sorted(rows.map(text, Encoders.STRING()))).containsExactly("1x", "2y");
        MapFunction<Row, Row> next = row -> RowFactory.create(row.getInt(0) + 1, row.getString(1));
        assertThat(sorted(rows.map(next, Encoders.row(rows.schema()))))
                .containsExactly(RowFactory.create(2, "x"), RowFactory.create(3, "y"));
        MapFunction<Long, Tuple2<Long, String>> pair = n -> new Tuple2<>(n, "v" + n);
        assertThat(
                        numbers(2)
                                .map(pair, Encoders.tuple(Encoders.LONG(), Encoders.STRING()))
                                .collectAsList())
                .containsExactly(new Tuple2<>(0L, "v0"), new Tuple2<>(1L, "v1"));
    }

    @Test
    void whatDoesNotFitIsRefused() {
        Dataset<Row> rows = spark.sql("SELECT 'Bern' AS city, 5L AS number");
        MapFunction<Address, String> city = Address::getCity;
        assertFails(
                "CANNOT_UP_CAST_DATATYPE",
                () ->
                        rows.as(Encoders.bean(Address.class))
                                .map(city, Encoders.STRING())
                                .collectAsList());
        assertFails(
                "UNRESOLVED_COLUMN.WITH_SUGGESTION",
                () ->
                        rows.drop("city")
                                .as(Encoders.bean(Address.class))
                                .map(city, Encoders.STRING())
                                .collectAsList());
        assertFails(
                "NOT_NULL_ASSERT_VIOLATION",
                () ->
                        spark.sql("SELECT 'Bern' AS city, CAST(NULL AS INT) AS number")
                                .as(Encoders.bean(Address.class))
                                .map(city, Encoders.STRING())
                                .collectAsList());
        assertThatThrownBy(
                        () ->
                                numbers(1)
                                        .map(
                                                (MapFunction<Long, Address>) n -> new Address(),
                                                Encoders.kryo(Address.class))
                                        .count())
                .hasMessageContaining("Encoders.kryo");
    }

    @Test
    void serializedObjectsGoThrough() {
        MapFunction<Long, Address> made =
                n -> {
                    Address address = new Address();
                    address.setNumber(n.intValue());
                    return address;
                };
        assertThat(
                        numbers(3)
                                .map(made, Encoders.javaSerialization(Address.class))
                                .map(
                                        (MapFunction<Address, Integer>) Address::getNumber,
                                        Encoders.INT())
                                .collectAsList())
                .containsExactly(0, 1, 2);
    }

    @Test
    void groupsAreMapped() {
        MapGroupsFunction<String, String, String> joined =
                (key, values) -> {
                    List<String> all = new ArrayList<>();
                    values.forEachRemaining(all::add);
                    all.sort(null);
                    return key + "=" + String.join(",", all);
                };
        assertThat(sorted(byInitial().mapGroups(joined, Encoders.STRING())))
                .containsExactly("a=apple,apricot,avocado", "b=banana,blueberry", "c=cherry");
        FlatMapGroupsFunction<String, String, String> first =
                (key, values) -> List.of(values.next(), key).iterator();
        assertThat(
                        byInitial()
                                .flatMapSortedGroups(
                                        new Column[] {col("value").desc()},
                                        first,
                                        Encoders.STRING())
                                .collectAsList())
                .containsExactlyInAnyOrder("avocado", "a", "blueberry", "b", "cherry", "c");
    }

    @Test
    void groupsAreReducedCountedAndAggregated() {
        assertThat(sorted(byInitial().reduceGroups((ReduceFunction<String>) (x, y) -> max(x, y))))
                .containsExactly(
                        new Tuple2<>("a", "avocado"),
                        new Tuple2<>("b", "blueberry"),
                        new Tuple2<>("c", "cherry"));
        assertThat(sorted(byInitial().count()))
                .containsExactly(
                        new Tuple2<>("a", 3L), new Tuple2<>("b", 2L), new Tuple2<>("c", 1L));
        assertThat(sorted(byInitial().keys())).containsExactly("a", "b", "c");
        KeyValueGroupedDataset<Boolean, Long> byParity =
                numbers(5)
                        .groupByKey(
                                (MapFunction<Long, Boolean>) n -> n % 2 == 0, Encoders.BOOLEAN());
        assertThat(sorted(byParity.agg(new Mean().toColumn())))
                .containsExactly(new Tuple2<>(false, 2.0), new Tuple2<>(true, 2.0));
    }

    @Test
    void valuesAreMappedBeforeTheyMeet() {
        MapFunction<Tuple2<Long, String>, Long> key = Tuple2::_1;
        MapFunction<Tuple2<Long, String>, Tuple2<Integer, String>> value =
                t -> new Tuple2<>(t._2().length(), t._2());
        ReduceFunction<Tuple2<Integer, String>> longest = (x, y) -> x._1() >= y._1() ? x : y;
        KeyValueGroupedDataset<Long, Tuple2<Integer, String>> lengths =
                spark.createDataset(
                                List.of(
                                        new Tuple2<>(1L, "a"),
                                        new Tuple2<>(1L, "bbb"),
                                        new Tuple2<>(2L, "cc")),
                                Encoders.tuple(Encoders.LONG(), Encoders.STRING()))
                        .groupByKey(key, Encoders.LONG())
                        .mapValues(value, Encoders.tuple(Encoders.INT(), Encoders.STRING()));
        assertThat(sorted(lengths.reduceGroups(longest)))
                .containsExactly(
                        new Tuple2<>(1L, new Tuple2<>(3, "bbb")),
                        new Tuple2<>(2L, new Tuple2<>(2, "cc")));
        MapGroupsFunction<Long, Tuple2<Integer, String>, Integer> first =
                (k, values) -> values.next()._1();
        assertThat(sorted(lengths.mapGroups(first, Encoders.INT()))).containsExactly(1, 2);
    }

    private static String max(String left, String right) {
        return left.compareTo(right) > 0 ? left : right;
    }

    @Test
    void keysMayBeObjects() {
        MapFunction<Long, Address> key =
                n -> {
                    Address address = new Address();
                    address.setCity(n < 3 ? "near" : "far");
                    address.setNumber((int) (n % 2));
                    return address;
                };
        MapGroupsFunction<Address, Long, String> sum =
                (address, values) -> {
                    long total = 0;
                    while (values.hasNext()) {
                        total += values.next();
                    }
                    return address.getCity() + address.getNumber() + ":" + total;
                };
        assertThat(
                        sorted(
                                numbers(5)
                                        .groupByKey(key, Encoders.bean(Address.class))
                                        .mapGroups(sum, Encoders.STRING())))
                .containsExactly("far0:4", "far1:3", "near0:2", "near1:1");
    }

    @Test
    void relationalGroupsBecomeTyped() {
        KeyValueGroupedDataset<Long, Row> grouped =
                spark.range(6)
                        .groupBy(col("id").mod(2))
                        .as(Encoders.LONG(), Encoders.row(spark.range(1).toDF().schema()));
        MapGroupsFunction<Long, Row, String> ids =
                (key, rows) -> {
                    List<Long> all = new ArrayList<>();
                    rows.forEachRemaining(r -> all.add(r.getLong(0)));
                    return key
                            + "="
                            + all.stream()
                                    .sorted()
                                    .map(String::valueOf)
                                    .collect(Collectors.joining(","));
                };
        assertThat(sorted(grouped.mapGroups(ids, Encoders.STRING())))
                .containsExactly("0=0,2,4", "1=1,3,5");
    }

    @Test
    void groupsOfTwoSidesMeet() {
        KeyValueGroupedDataset<Long, Long> right =
                spark.range(2, 7)
                        .as(Encoders.LONG())
                        .groupByKey((MapFunction<Long, Long>) n -> n % 4, Encoders.LONG());
        CoGroupFunction<Long, Long, Long, String> both =
                (key, ours, theirs) -> {
                    int n = 0;
                    int m = 0;
                    for (; ours.hasNext(); ours.next()) {
                        n++;
                    }
                    for (; theirs.hasNext(); theirs.next()) {
                        m++;
                    }
                    return List.of(key + ":" + n + "/" + m).iterator();
                };
        assertThat(
                        sorted(
                                numbers(2)
                                        .groupByKey(
                                                (MapFunction<Long, Long>) n -> n, Encoders.LONG())
                                        .cogroup(right, both, Encoders.STRING())))
                .containsExactly("0:1/1", "1:1/1", "2:0/2", "3:0/1");
    }

    @Test
    void aDatasetIsReducedAndAggregated() {
        assertThat(numbers(5).reduce((ReduceFunction<Long>) Long::sum)).isEqualTo(10L);
        assertThat(numbers(5).select(new Mean().toColumn()).first()).isEqualTo(2.0);
        assertThat(
                        spark.range(4)
                                .groupBy(col("id").geq(2).as("high"))
                                .agg(udaf(new Mean(), Encoders.LONG()).apply(col("id")).as("m"))
                                .orderBy("high")
                                .collectAsList())
                .containsExactly(RowFactory.create(false, 0.5), RowFactory.create(true, 2.5));
    }

    @Test
    void aFailureOfUserCodeIsTheErrorOfTheQuery() {
        MapFunction<Long, Long> failing =
                n -> {
                    throw new IllegalStateException("no " + n);
                };
        assertThatThrownBy(() -> numbers(1).map(failing, Encoders.LONG()).collectAsList())
                .hasMessageContaining("no 0");
    }
}
