// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.queries;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.tests.MillraceServer;

import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Pages of Parquet files are skipped by the indexes in the file, and the rows are the right ones.
///
/// The files were written by Spark 4.2: 4,000 rows, pages of 100 or 200 rows, with data pages of
/// the first and of the second version. `id` and `name` grow, `mixed` does not.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PageSkipTest {
    private final Map<String, String> files = new HashMap<>();
    private MillraceServer server;
    private SparkSession spark;

    @BeforeAll
    void start(@TempDir Path scratch) throws IOException {
        server = new MillraceServer();
        spark = server.client();
        for (String version : List.of("v1", "v2")) {
            Path file = scratch.resolve(version).resolve("rows.parquet");
            Files.createDirectories(file.getParent());
            String name = "pages-" + version + ".parquet";
            try (InputStream stream = PageSkipTest.class.getResourceAsStream(name)) {
                Files.copy(Objects.requireNonNull(stream), file);
            }
            spark.read().parquet(file.toString()).createOrReplaceTempView(version);
            files.put(version, file.toString());
        }
    }

    @AfterAll
    void stop() throws IOException {
        spark.close();
        server.close();
    }

    private List<Row> rows(String version, String condition) {
        return spark.sql("SELECT * FROM " + version + " WHERE " + condition).collectAsList();
    }

    private long figure(String query, String name) {
        spark.conf().set("millrace.explain.run", "true");
        String plan = spark.sql("EXPLAIN " + query).collectAsList().getFirst().getString(0);
        spark.conf().unset("millrace.explain.run");
        Matcher matcher = Pattern.compile(name + ": (\\d+)").matcher(plan);
        assertThat(matcher.find()).as(plan).isTrue();
        return Long.parseLong(matcher.group(1));
    }

    /// The same rows as by a condition that no scan understands.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "id = 1234 | id + 0 = 1234",
                "id >= 3950 | id + 0 >= 3950",
                "id < 5 OR id > 3990 | id + 0 < 5 OR id + 0 > 3990",
                "id BETWEEN 190 AND 210 | id + 0 BETWEEN 190 AND 210",
                "id IN (7, 1999, 2000) | id + 0 IN (7, 1999, 2000)",
                "name = 'name-02345' | concat(name, '') = 'name-02345'",
                "hundredth = 50 AND id > 2010 | hundredth + 0 = 50 AND id + 0 > 2010",
                "hundredth = 50 AND id < 100 | hundredth + 0 = 50 AND id + 0 < 100",
                "mixed = 77 | mixed + 0 = 77",
                "price IS NULL AND id < 300 | isnull(price + 0) AND id + 0 < 300",
                "price > 5000 | price + 0 > 5000",
                "amount = 3210 | amount + 0 = 3210",
                "at = timestamp_seconds(3600 * 3100) | id + 0 = 3100"
            })
    void conditionsGiveTheRowsThatTheyGiveWithoutIndexes(String condition, String opaque) {
        for (String version : List.of("v1", "v2")) {
            List<Row> expected = rows(version, opaque);
            assertThat(rows(version, condition)).as(version).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SELECT id FROM %s WHERE id = 1234",
                "SELECT name, price, list, point FROM %s WHERE id = 1234",
                "SELECT id FROM %s WHERE name = 'name-02345'",
                "SELECT mixed FROM %s WHERE hundredth = 50"
            })
    void pagesThatHoldNoSuchRowsAreSkipped(String query) {
        for (String version : List.of("v1", "v2")) {
            assertThat(figure(query.formatted(version), "pages skipped")).isGreaterThan(5);
            long all = figure(query.formatted(version).replaceFirst("WHERE .*", ""), "pages read");
            assertThat(figure(query.formatted(version), "pages read")).isLessThan(all);
        }
    }

    @ParameterizedTest
    @CsvSource({"v1", "v2"})
    void columnsThatNobodyAsksForAreNotRead(String version) {
        assertThat(figure("SELECT sum(id) FROM " + version, "column chunks skipped"))
                .isGreaterThan(figure("SELECT sum(id) FROM " + version, "column chunks read"));
    }

    @ParameterizedTest
    @CsvSource({"v1", "v2"})
    void rowNumbersAreThoseOfTheFile(String version) {
        assertThat(
                        spark.read()
                                .parquet(files.get(version))
                                .where("id BETWEEN 1990 AND 2220")
                                .selectExpr("id", "_metadata.row_index")
                                .collectAsList())
                .hasSize(231)
                .allMatch(row -> row.getLong(0) == row.getLong(1));
    }
}
