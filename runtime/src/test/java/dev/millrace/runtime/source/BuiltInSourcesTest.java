// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.runtime.simulation.SimulatedFiles;
import dev.millrace.spi.column.BatchReader;
import dev.millrace.spi.column.BoxedValues;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.connector.ConnectorContext;
import dev.millrace.spi.connector.MicroBatchSource;
import dev.millrace.spi.connector.MicroBatchSource.Limit;
import dev.millrace.spi.connector.Options;
import dev.millrace.spi.connector.ReadRequest;
import dev.millrace.spi.connector.ScanRequest;
import dev.millrace.spi.connector.Split;
import dev.millrace.spi.connector.StreamDefinition;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.storage.FileStores;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Rates and their options; what is expected is what Spark 4.2 does.
class BuiltInSourcesTest implements ConnectorContext {
    private static final long START = 1_700_000_000_123L;

    private final SimulatedFiles files = new SimulatedFiles();
    private final BuiltInSources sources = new BuiltInSources(2);
    private long now = START;

    @Test
    void aRateGivesWholeSecondsSinceTheCreation() throws Exception {
        MicroBatchSource source = start("rate", "rowsPerSecond", "3", "numPartitions", "2");

        assertThat(source.latestOffset(null, Limit.CONFIGURED)).isEqualTo("0");
        assertThat(rows(source, null, "0")).isEmpty();
        now += 2_999;
        assertThat(source.latestOffset("0", Limit.CONFIGURED)).isEqualTo("2");
        assertThat(source.newestOffset()).isEqualTo("2");
        assertThat(rows(source, "0", "2"))
                .containsExactly(
                        row(0, 0),
                        row(667, 2),
                        row(1333, 4),
                        row(333, 1),
                        row(1000, 3),
                        row(1667, 5));
        assertThat(new String(files.readAll("/c/sources/0/0"), StandardCharsets.UTF_8))
                .isEqualTo("v1\n" + START);
        assertThat(source.description())
                .isEqualTo("RateStreamV2[rowsPerSecond=3, rampUpTimeSeconds=0, numPartitions=2");
        assertThat(source.supportsAvailableNow()).isFalse();
    }

    @Test
    void aRateGoesOnFromItsCreationAfterARestart() {
        start("rate").latestOffset(null, Limit.CONFIGURED);
        now += 5_000;
        MicroBatchSource later = start("rate");

        assertThat(later.latestOffset("3", Limit.CONFIGURED)).isEqualTo("5");
        assertThat(rows(later, "3", "5")).containsExactly(row(3000, 3), row(4000, 4));
        now -= 4_000;
        assertThat(later.latestOffset("5", Limit.CONFIGURED)).isEqualTo("5");
        assertThat(start("rate").latestOffset("5", Limit.CONFIGURED)).isEqualTo("5");
    }

    @Test
    void aRateGrowsUntilItIsFull() {
        RateDefinition rate = new RateDefinition(10, 4, 1, "1");
        assertThat(List.of(rate.rowsAfter(0), rate.rowsAfter(1), rate.rowsAfter(2)))
                .containsExactly(0L, 2L, 6L);
        assertThat(List.of(rate.rowsAfter(3), rate.rowsAfter(4), rate.rowsAfter(6)))
                .containsExactly(12L, 20L, 40L);
        MicroBatchSource slow = start("rate", "rowsPerSecond", "1", "rampUpTime", "1h");
        assertThat(rows(slow, "0", "100")).isEmpty();
    }

    @Test
    void columnsAreDeliveredAsAskedFor() {
        MicroBatchSource source = start("rate", "rowsPerSecond", "5000");
        long count = 0;
        for (Split split : source.scan("0", "3", new ScanRequest(List.of(), List.of())).splits()) {
            try (BatchReader reader = split.open()) {
                for (ColumnBatch batch = reader.next(); batch != null; batch = reader.next()) {
                    assertThat(batch.columnCount()).isZero();
                    count += batch.rowCount();
                }
            }
        }
        assertThat(count).isEqualTo(15_000);
    }

    @Test
    void aMicroBatchRateMakesOneStepABatch() {
        MicroBatchSource source =
                start("rate-micro-batch", "rowsPerBatch", "3", "startTimestamp", "1000");

        String first = String.valueOf(source.latestOffset(null, Limit.CONFIGURED));
        String second = String.valueOf(source.latestOffset(first, Limit.CONFIGURED));

        assertThat(first).isEqualTo("{\"offset\":3,\"timestamp\":2000}");
        assertThat(second).isEqualTo("{\"offset\":6,\"timestamp\":3000}");
        assertThat(rows(source, null, first))
                .containsExactly(at(1000, 0), at(1000, 2), at(1000, 1));
        assertThat(rows(source, first, second))
                .containsExactly(at(2000, 3), at(2000, 5), at(2000, 4));
        assertThat(source.newestOffset()).isNull();
        assertThat(source.description())
                .isEqualTo(
                        "RatePerMicroBatchStream[rowsPerBatch=3, numPartitions=2,"
                                + " startTimestamp=1000, advanceMsPerBatch=1000]");
    }

    @Test
    void aMicroBatchRateHasOneBatchOfWhatIsAvailableNow() {
        MicroBatchSource source = start("rate-micro-batch", "rowsPerBatch", "3");
        source.prepareForAvailableNow();

        String first = source.latestOffset("{\"offset\":9,\"timestamp\":50}", Limit.CONFIGURED);

        assertThat(first).isEqualTo("{\"offset\":12,\"timestamp\":1050}");
        assertThat(source.latestOffset(first, Limit.CONFIGURED)).isEqualTo(first);
        assertThat(source.supportsAvailableNow()).isTrue();
    }

    @Test
    void wrongOptionsAreRefused() {
        assertRefused(
                "Invalid value '0'. The option 'rowsPerSecond' must be positive",
                "rate",
                "rowsPerSecond",
                "0");
        assertRefused("For input string: \"many\"", "rate", "rowsPerSecond", "many");
        assertRefused(
                "Invalid value '-1'. The option 'rampUpTime' must not be negative",
                "rate",
                "rampUpTime",
                "-1s");
        assertRefused(
                "Time must be specified as seconds (s), milliseconds (ms), microseconds (us),"
                        + " minutes (m or min), hour (h), or day (d). E.g. 50s, 100ms, or 250us.\n"
                        + "Failed to parse time string: soon",
                "rate",
                "rampUpTime",
                "soon");
        assertRefused(
                "Invalid value '0'. The option 'numPartitions' must be positive",
                "rate",
                "numPartitions",
                "0");
        assertRefused(
                "Invalid value '0'. The option 'rowsPerBatch' must be positive",
                "rate-micro-batch");
        assertRefused(
                "Invalid value '-1'. The option 'startTimestamp' must be non-negative",
                "rate-micro-batch",
                "rowsPerBatch",
                "1",
                "startTimestamp",
                "-1");
        assertRefused(
                "Invalid value '-2'. The option 'advanceMillisPerBatch' must be non-negative",
                "rate-micro-batch",
                "rowsPerBatch",
                "1",
                "advanceMillisPerBatch",
                "-2");
    }

    @Test
    void wrongOptionsOfASocketAndOptionsOfTestsAreRefused() {
        assertRefused("Set a host to read from with option(\"host\", ...).", "socket");
        assertRefused("Set a port to read from with option(\"port\", ...).", "socket", "host", "h");
        assertRefused(
                "IncludeTimestamp must be set to either \"true\" or \"false\".",
                "socket",
                "host",
                "h",
                "port",
                "1",
                "includeTimestamp",
                "maybe");
        assertThatThrownBy(() -> define("rate", "useManualClock", "true"))
                .hasMessageContaining("'useManualClock' = 'true' of the rate source");
        assertThatThrownBy(
                        () ->
                                start(
                                        "rate",
                                        "rowsPerSecond",
                                        "9223372036854775807",
                                        "rampUpTime",
                                        "2s"))
                .isInstanceOfSatisfying(
                        MillraceException.class,
                        e -> assertThat(e.condition()).isEqualTo("INCORRECT_RAMP_UP_RATE"));
        assertThatThrownBy(
                        () -> rows(start("rate", "rowsPerSecond", "9223372036854775807"), "0", "2"))
                .hasMessage(
                        "Max offset with 9223372036854775807 rowsPerSecond is 1, but it's 2 now.");
    }

    @Test
    void whatSourcesAreNotIsRefused() {
        ReadRequest request = ReadRequest.inferred("rate", new Options(Map.of()), List.of());
        assertThatThrownBy(() -> sources.openTable(request, this))
                .hasMessage("rate is not a valid Spark SQL Data Source.");
        assertThatThrownBy(
                        () ->
                                sources.defineStream(
                                        new ReadRequest(
                                                "rate",
                                                GeneratedRows.SCHEMA,
                                                new Options(Map.of()),
                                                List.of()),
                                        this))
                .hasMessage("RateStreamProvider source does not support user-specified schema.");
    }

    @Test
    void aMalformedCreationTimeIsNamed() throws Exception {
        for (String content : List.of("", "v1", "1700", "v1\nsoon")) {
            files.delete("/c/sources/0/0");
            files.writeNew("/c/sources/0/0", content.getBytes(StandardCharsets.UTF_8));
            assertThatThrownBy(() -> start("rate"))
                    .isInstanceOfSatisfying(
                            MillraceException.class,
                            e -> assertThat(e.condition()).isEqualTo("MALFORMED_LOG_FILE"));
        }
        files.delete("/c/sources/0/0");
        files.writeNew("/c/sources/0/0", "v2\n1".getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> start("rate")).hasMessageContaining("encountered v2");
    }

    private void assertRefused(String message, String format, String... options) {
        assertThatThrownBy(() -> define(format, options))
                .isInstanceOfSatisfying(
                        MillraceException.class,
                        e -> assertThat(e.kind()).isNotEqualTo(ErrorKind.UNSUPPORTED))
                .hasMessage(message);
    }

    private StreamDefinition define(String format, String... options) {
        Map<String, String> all = new HashMap<>();
        for (int i = 0; i < options.length; i += 2) {
            all.put(options[i], options[i + 1]);
        }
        return sources.defineStream(
                ReadRequest.inferred(format, new Options(all), List.of()), this);
    }

    private MicroBatchSource start(String format, String... options) {
        return define(format, options).start(files.resolve("/c/sources/0"), this);
    }

    private static List<Object> row(long millis, long value) {
        return at(START + millis, value);
    }

    private static List<Object> at(long millis, long value) {
        return List.of(millis * 1000, value);
    }

    private static List<List<@Nullable Object>> rows(
            MicroBatchSource source, @Nullable String start, String end) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        ScanRequest all = new ScanRequest(List.of("timestamp", "value"), List.of());
        for (Split split : source.scan(start, end, all).splits()) {
            try (BatchReader reader = split.open()) {
                for (ColumnBatch batch = reader.next(); batch != null; batch = reader.next()) {
                    rows.addAll(BoxedValues.rows(batch, GeneratedRows.SCHEMA));
                }
            }
        }
        return rows;
    }

    @Override
    public FileStores fileStores() {
        return files;
    }

    @Override
    public ZoneId timeZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public InstantSource clock() {
        return () -> Instant.ofEpochMilli(now);
    }

    @Override
    public @Nullable String configuration(String key) {
        return null;
    }
}
