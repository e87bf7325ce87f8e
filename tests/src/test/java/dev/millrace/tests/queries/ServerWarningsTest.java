// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.queries;

import static dev.millrace.tests.SensorFiles.line;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.tests.MillraceServer;
import dev.millrace.tests.SensorFiles;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryProgress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Path;
import java.text.MessageFormat;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/// What a query does not say by failing, the server's log says.
@Timeout(60)
final class ServerWarningsTest {
    private static final Logger LOG = Logger.getLogger("dev.millrace");

    private final Path in;
    private final Warnings warnings = new Warnings();
    private MillraceServer server;
    private SparkSession spark;

    ServerWarningsTest(@TempDir Path scratch) {
        this.in = scratch.resolve("in");
    }

    @BeforeEach
    void start() throws IOException {
        SensorFiles.write(in, 0, 1);
        server = new MillraceServer();
        spark = server.client();
        LOG.addHandler(warnings);
    }

    @AfterEach
    void stop() throws IOException {
        LOG.removeHandler(warnings);
        spark.close();
        server.close();
    }

    @Test
    void anEventTimeFarAheadIsNamedOnceAndStandsInTheProgress() throws Exception {
        StreamingQuery query =
                stream()
                        .withWatermark("at", "5 minutes")
                        .dropDuplicates("sensor", "at")
                        .writeStream()
                        .format("noop")
                        .start();
        query.processAllAvailable();
        assertThat(warnings.texts).isEmpty();
        for (int file = 1; file < 3; file++) {
            SensorFiles.write(in, file, List.of(line("a", "9999-12-31 00:0" + file + ":00", 1)));
            query.processAllAvailable();
        }
        assertThat(warnings.texts)
                .singleElement()
                .asString()
                .contains(query.id().toString())
                .contains("9999-12-31T00:01:00Z")
                .contains("the watermark is 9999-12-30T23:56:00Z");
        assertThat(List.of(query.recentProgress()))
                .map((StreamingQueryProgress batch) -> batch.eventTime().get("max"))
                .contains("9999-12-31T00:01:00.000Z");
        query.stop();
    }

    @Test
    void settingsWithoutEffectAreNamed() throws Exception {
        spark.conf().set("spark.sql.streaming.metricsEnabled", "true");
        spark.conf().set("spark.sql.streaming.stateStore.maintenanceInterval", "60000ms");
        spark.conf().set("spark.sql.streaming.multipleWatermarkPolcy", "max");
        spark.conf().set("spark.sql.streaming.minBatchesToRetain", "5");
        stream().writeStream().format("noop").start().stop();
        assertThat(warnings.texts)
                .containsExactly(
                        "settings that have no effect here: spark.sql.streaming.metricsEnabled,"
                                + " spark.sql.streaming.multipleWatermarkPolcy");
    }

    @Test
    void settingsThatWouldChangeAnswersAreRefused() {
        spark.conf().set("spark.sql.streaming.offsetLog.formatVersion", "2");
        assertThatThrownBy(() -> stream().writeStream().format("noop").start())
                .hasMessageContaining("spark.sql.streaming.offsetLog.formatVersion = 2");
    }

    @Test
    void optionsWithoutEffectAreNamed() throws Exception {
        stream("json", "maxFilePerTrigger", "1")
                .writeStream()
                .format("console")
                .option("numRow", 5)
                .option("checkpointLocation", in.resolveSibling("c").toString())
                .start()
                .stop();
        assertThat(warnings.texts)
                .contains(
                        "options of the JSON reader that have no effect: maxFilePerTrigger",
                        "options of the console sink that have no effect: numRow")
                .hasSizeLessThanOrEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({
        "json, singleVariantColumn, v",
        "json, enableDateTimeParsingFallback, false",
        "json, fs.defaultFS, file:///",
        "csv, unescapedQuoteHandling, RAISE_ERROR",
        "csv, maxCharsPerColumn, 10",
        "csv, columnPruning, false",
        "parquet, int96RebaseMode, LEGACY",
        "parquet, parquet.filter.dictionary.enabled, false",
        "text, mapreduce.input.fileinputformat.split.maxsize, 1"
    })
    void optionsOfSourcesThatSparkFollowsAreRefused(String format, String option, String value) {
        assertThatThrownBy(() -> stream(format, option, value).schema())
                .hasMessageContaining("the option '" + option + "' = '" + value + "'");
    }

    @ParameterizedTest
    @CsvSource({
        "noop, asyncProgressTrackingEnabled, true",
        "parquet, asyncProgressTrackingEnabled, true",
        "parquet, retention, 1h",
        "parquet, parquet.page.size, 100",
        "json, sortKeys, true",
        "csv, extension, txt"
    })
    void optionsOfSinksThatSparkFollowsAreRefused(String format, String option, String value) {
        assertThatThrownBy(
                        () ->
                                stream()
                                        .writeStream()
                                        .format(format)
                                        .option(option, value)
                                        .option("path", in.resolveSibling("out").toString())
                                        .option("checkpointLocation", in.resolveSibling("c") + "")
                                        .start())
                .hasMessageContaining("the option '" + option + "'");
        assertThat(in.resolveSibling("out")).doesNotExist();
        assertThat(in.resolveSibling("c")).doesNotExist();
    }

    @Test
    void theLogOfASinkCanBeIgnored(@TempDir Path scratch) throws Exception {
        String out = scratch.resolve("out").toString();
        StreamingQuery query =
                stream()
                        .writeStream()
                        .format("json")
                        .option("checkpointLocation", scratch.resolve("c").toString())
                        .start(out);
        query.processAllAvailable();
        query.stop();
        stream().sparkSession().range(1).write().mode("append").json(out + "/more");
        Dataset<Row> rows = spark.read().option("recursiveFileLookup", true).json(out);
        assertThat(rows.count()).isEqualTo(SensorFiles.ROWS_PER_FILE);
        spark.conf().set("spark.sql.streaming.fileStreamSink.ignoreMetadata", "true");
        assertThat(spark.read().option("recursiveFileLookup", true).json(out).count())
                .isEqualTo(SensorFiles.ROWS_PER_FILE + 1);
    }

    private Dataset<Row> stream() {
        return spark.readStream().schema(SensorFiles.SCHEMA).json(in.toString());
    }

    private Dataset<Row> stream(String format, String option, String value) {
        String schema = format.equals("text") ? "value STRING" : SensorFiles.SCHEMA;
        return spark.readStream()
                .schema(schema)
                .format(format)
                .option(option, value)
                .load(in.toString());
    }

    private static final class Warnings extends Handler {
        private final Queue<String> texts = new ConcurrentLinkedQueue<>();

        @Override
        public void publish(LogRecord record) {
            texts.add(MessageFormat.format(record.getMessage(), record.getParameters()));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
