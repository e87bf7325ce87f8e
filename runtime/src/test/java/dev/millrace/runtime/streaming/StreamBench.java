// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.streaming;

import dev.millrace.execution.task.Workers;
import dev.millrace.plan.logical.OutputMode;
import dev.millrace.plan.relation.Relation;
import dev.millrace.runtime.catalog.Formats;
import dev.millrace.runtime.catalog.SessionCatalog;
import dev.millrace.runtime.catalog.Tables;
import dev.millrace.runtime.catalog.Views;
import dev.millrace.runtime.memory.MemoryTables;
import dev.millrace.runtime.simulation.FakeTable;
import dev.millrace.runtime.simulation.SimulatedFiles;
import dev.millrace.spi.connector.ConnectorContext;
import dev.millrace.spi.storage.FileLocation;
import dev.millrace.spi.storage.FileStores;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/// A session's streaming queries in a world that the test drives: one process on one disk.
final class StreamBench implements AutoCloseable {
    static final Relation INPUT = new Relation.OneRow();

    private static final Map<String, String> DEFAULTS =
            Map.of(
                    "spark.sql.streaming.verifyCheckpointDirectoryEmptyOnStart", "true",
                    "spark.sql.streaming.noDataMicroBatches.enabled", "true",
                    "spark.sql.streaming.stopActiveRunOnRestart", "true",
                    "spark.sql.streaming.stateStore.stateSchemaCheck", "true",
                    "spark.sql.streaming.multipleWatermarkPolicy", "min",
                    "spark.sql.sources.default", "fake",
                    "spark.sql.streaming.pollingDelay", "1ms",
                    "spark.sql.shuffle.partitions", "2");

    final SimulatedFiles files;
    final AtomicLong nowMillis = new AtomicLong(1_000_000);
    final Map<String, String> settings = new HashMap<>(DEFAULTS);
    final ByteArrayOutputStream console = new ByteArrayOutputStream();
    final QueryRuns runs = new QueryRuns();
    final SessionStreams streams;
    private final Workers workers = new Workers(2);
    private final AtomicLong ids = new AtomicLong();
    private final Views views = new Views();
    private final SessionCatalog catalog;

    StreamBench(SimulatedFiles files, Function<OutputMode, StreamPlanner.StreamPlan> planner) {
        this.files = files;
        Context context = new Context();
        this.catalog =
                new SessionCatalog(
                        new Formats(List.of(new FakeTable())),
                        context,
                        new Tables(
                                new MemoryTables(() -> 1),
                                context.fileStores(),
                                new FileLocation(files, "/warehouse")),
                        views,
                        request -> request,
                        (view, names) -> {
                            throw new AssertionError("no views here");
                        });
        StreamEnvironment environment =
                new StreamEnvironment(
                        (input, mode) -> planner.apply(mode),
                        catalog,
                        context,
                        workers,
                        () -> nowMillis.get() * 1_000_000L,
                        ids::incrementAndGet,
                        new PrintStream(console, true, StandardCharsets.UTF_8));
        this.streams = new SessionStreams("tester", runs, () -> environment, settings::get);
    }

    private final class Context implements ConnectorContext {
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
            return () -> java.time.Instant.ofEpochMilli(nowMillis.get());
        }

        @Override
        public @Nullable String configuration(String key) {
            return settings.get(key);
        }
    }

    SessionCatalog catalog() {
        return catalog;
    }

    /// A query into the fake table at `/out`, with its checkpoint at `/ckpt`.
    StreamingQuery start(Trigger trigger) {
        return streams.start(definition("fake", trigger, null, null));
    }

    static StreamStart definition(
            String format,
            Trigger trigger,
            @Nullable String name,
            @Nullable BatchFunction function) {
        return new StreamStart(
                INPUT,
                function == null ? format : null,
                function,
                "/out",
                null,
                OutputMode.APPEND,
                trigger,
                name,
                List.of(),
                Map.of("checkpointLocation", "/ckpt"));
    }

    static Trigger backToBack() {
        return new Trigger.ProcessingTime(Duration.ZERO);
    }

    /// Runs a query to its end by itself.
    void runToEnd(Trigger trigger) {
        try {
            start(trigger).awaitTermination(Duration.ofSeconds(60));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        streams.stopAll();
        workers.close();
    }
}
