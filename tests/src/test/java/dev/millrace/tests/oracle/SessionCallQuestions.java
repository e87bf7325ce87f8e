// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.oracle;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.udaf;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalog.Catalog;
import org.apache.spark.sql.expressions.Aggregator;
import org.apache.spark.storage.StorageLevel;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/// Questions about what is kept in memory, about `spark.catalog`, and about the numbers of rows.
final class SessionCallQuestions {
    private SessionCallQuestions() {}

    static List<Question> all() {
        return Stream.of(frames(), catalog(), functions()).flatMap(List::stream).toList();
    }

    private static List<Question> frames() {
        return List.of(
                value("level of a frame", spark -> levels(spark.range(3).toDF())),
                frame("rows with their numbers", spark -> spark.range(5, 9, 1, 1).zipWithIndex()),
                frame(
                        "rows with numbers of a name",
                        spark -> spark.sql("SELECT 'a' AS v").zipWithIndex("n")),
                frame(
                        "rows by the id of their place",
                        spark -> spark.range(5).repartitionById(2, col("id").cast("int")).toDF()),
                new Question(
                        "session call: a registered aggregate",
                        (spark, directory) -> {
                            UserCode.send(spark, Largest.class);
                            spark.udf()
                                    .register("largest_of", udaf(new Largest(), Encoders.LONG()));
                            return Transcript.bag(
                                    spark.sql(
                                            "SELECT id % 2 AS k, largest_of(id) AS m FROM range(5)"
                                                    + " GROUP BY 1 HAVING largest_of(id) > 3"));
                        }));
    }

    private static List<Question> catalog() {
        return List.of(
                value(
                        "a table that is cached",
                        spark -> {
                            spark.range(3).createOrReplaceTempView("kept_rows");
                            boolean before = spark.catalog().isCached("kept_rows");
                            spark.catalog().cacheTable("kept_rows");
                            boolean cached = spark.catalog().isCached("kept_rows");
                            long rows = spark.table("kept_rows").count();
                            spark.catalog().uncacheTable("kept_rows");
                            boolean uncached = spark.catalog().isCached("kept_rows");
                            spark.catalog().cacheTable("kept_rows", StorageLevel.MEMORY_ONLY());
                            spark.catalog().clearCache();
                            return List.of(
                                    before,
                                    cached,
                                    rows,
                                    uncached,
                                    spark.catalog().isCached("kept_rows"));
                        }),
                value(
                        "a table that is not there cached",
                        spark -> {
                            spark.catalog().cacheTable("no_such_table");
                            return "cached";
                        }),
                value("is there a cached table", spark -> spark.catalog().isCached("no_such")),
                value(
                        "a database made",
                        spark -> {
                            spark.catalog()
                                    .createDatabase(
                                            "made_here", true, Map.of("comment", "it's", "k", "v"));
                            String comment = spark.catalog().getDatabase("made_here").description();
                            spark.catalog().dropDatabase("made_here", true, true);
                            return comment + " " + spark.catalog().databaseExists("made_here");
                        }),
                value(
                        "properties of a table",
                        spark -> {
                            spark.sql("DROP TABLE IF EXISTS with_properties");
                            spark.sql(
                                    "CREATE TABLE with_properties (a INT) USING parquet"
                                            + " TBLPROPERTIES ('b' = 'c', 'a' = '1')");
                            String shown =
                                    spark.catalog().getCreateTableString("with_properties", false);
                            Map<String, String> properties =
                                    spark.catalog().getTableProperties("with_properties");
                            spark.sql("DROP TABLE with_properties");
                            return List.of(properties.get("a"), properties.get("b"), shown);
                        }));
    }

    private static List<Question> functions() {
        return List.of(
                value(
                        "functions that there are",
                        spark -> {
                            UserCode.send(spark, Largest.class);
                            spark.udf()
                                    .register(
                                            "twice_as_large", udaf(new Largest(), Encoders.LONG()));
                            Catalog catalog = spark.catalog();
                            return List.of(
                                    catalog.functionExists("ABS"),
                                    catalog.functionExists("no_such_function"),
                                    catalog.functionExists("default", "abs"),
                                    catalog.functionExists("twice_as_large"),
                                    catalog.getFunction("abs").isTemporary(),
                                    names(catalog.listFunctions("default", "sha*|twice*")),
                                    names(catalog.listFunctions().filter("name LIKE 'w%'")),
                                    spark.sql("SHOW USER FUNCTIONS").collectAsList());
                        }),
                value(
                        "a function that there is not",
                        spark -> spark.catalog().getFunction("no_such_function")),
                value(
                        "functions of a database that there is not",
                        spark -> names(spark.catalog().listFunctions("no_such_database"))));
    }

    private static List<String> names(Dataset<org.apache.spark.sql.catalog.Function> functions) {
        return functions.collectAsList().stream()
                .map(org.apache.spark.sql.catalog.Function::name)
                .sorted()
                .toList();
    }

    /// What is asked of a session.
    private interface Asked {
        Object ask(SparkSession spark) throws Exception;
    }

    private static Question value(String name, Asked asked) {
        return new Question("session call: " + name, (spark, directory) -> asked.ask(spark) + "\n");
    }

    private static Question frame(String name, Function<SparkSession, Dataset<Row>> asked) {
        return new Question(
                "session call: " + name, (spark, directory) -> Transcript.bag(asked.apply(spark)));
    }

    private static List<String> levels(Dataset<Row> rows) {
        String before = rows.storageLevel().toString();
        rows.cache();
        String cached = rows.storageLevel().toString();
        rows.unpersist(true);
        String after = rows.storageLevel().toString();
        rows.persist(StorageLevel.DISK_ONLY());
        String onDisk = rows.storageLevel().toString();
        rows.unpersist(true);
        return List.of(before, cached, after, onDisk);
    }

    /// The largest of some numbers.
    public static final class Largest extends Aggregator<Long, Long, Long> {
        private static final long serialVersionUID = 1L;

        @Override
        public Long zero() {
            return Long.MIN_VALUE;
        }

        @Override
        public Long reduce(Long largest, Long number) {
            return Math.max(largest, number);
        }

        @Override
        public Long merge(Long one, Long other) {
            return Math.max(one, other);
        }

        @Override
        public Long finish(Long largest) {
            return largest;
        }

        @Override
        public Encoder<Long> bufferEncoder() {
            return Encoders.LONG();
        }

        @Override
        public Encoder<Long> outputEncoder() {
            return Encoders.LONG();
        }
    }
}
