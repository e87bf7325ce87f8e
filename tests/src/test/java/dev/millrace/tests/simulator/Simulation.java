// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.connect.convert.SparkTypes;
import dev.millrace.connect.sql.SqlParser;
import dev.millrace.connector.files.FilesConnector;
import dev.millrace.connector.files.local.LocalFileStores;
import dev.millrace.connector.files.write.ProcessIdentity;
import dev.millrace.execution.task.Cancellation;
import dev.millrace.execution.task.Spilling;
import dev.millrace.plan.logical.OutputMode;
import dev.millrace.plan.relation.Relation;
import dev.millrace.plan.relation.TypedRelation;
import dev.millrace.runtime.session.Engine;
import dev.millrace.runtime.session.EngineParts;
import dev.millrace.runtime.session.QueryResult;
import dev.millrace.runtime.session.Session;
import dev.millrace.runtime.statestore.StateProviders;
import dev.millrace.runtime.streaming.StreamStart;
import dev.millrace.runtime.streaming.StreamingQuery;
import dev.millrace.runtime.streaming.Trigger;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.connector.Options;
import dev.millrace.spi.connector.ReadRequest;
import dev.millrace.spi.function.StateTimeout;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/// One streaming query from its first file to its last row, through crashes, errors of the disk and
/// of the sink, vanishing files and restarts, all decided by one seed.
///
/// Each life of the process runs the query with trigger AvailableNow (or Once) until it ends, fails
/// or dies; the last life is spared. Then the rows are compared with the reference computation over
/// the batches that the checkpoint says were run.
final class Simulation {
    private static final String OUTPUT = "/out";
    private static final String CHECKPOINT = "/checkpoint";
    private static final int MOST_LIVES = 12;
    private static final int OPERATIONS = 90;
    private static final Duration STUCK = Duration.ofSeconds(90);
    private static final long START_MILLIS = 1_800_000_000_000L;

    private final SplittableRandom random;
    private final SimulatedClock clock = new SimulatedClock(START_MILLIS);
    private final SimulatedDisk disk;
    private final World world;
    private final StreamQuery query;
    private final ExternalTable table;
    private final boolean intoFiles;
    private final String format;
    private final Map<String, String> readOptions = new HashMap<>();
    private final Map<String, String> settings = new HashMap<>();
    private final boolean isInDatabase;
    private final int leaps;
    private int lives;

    Simulation(long seed) {
        this.random = new SplittableRandom(seed);
        this.disk = new SimulatedDisk(clock, random.split());
        List<List<Event>> files = Event.files(random.split());
        this.world = new World(disk, random.split(), files, random.nextInt(3));
        this.query = StreamQuery.draw(random.split());
        this.table = new ExternalTable(random.split(), random.nextInt(4));
        this.intoFiles = query.mode() == OutputMode.APPEND && random.nextInt(4) > 0;
        this.format = random.nextBoolean() ? "json" : "parquet";
        if (random.nextInt(4) > 0) {
            readOptions.put("maxFilesPerTrigger", Integer.toString(1 + random.nextInt(3)));
        }
        settings.put("spark.sql.session.timeZone", "UTC");
        settings.put(
                "spark.sql.streaming.fileSource.log.compactInterval",
                Integer.toString(2 + random.nextInt(9)));
        settings.put(
                "spark.sql.streaming.fileSink.log.compactInterval",
                Integer.toString(2 + random.nextInt(9)));
        settings.put(
                "spark.sql.streaming.stateStore.minDeltasForSnapshot",
                Integer.toString(1 + random.nextInt(4)));
        this.leaps = random.nextInt(3) == 0 ? 1 + random.nextInt(60) : 0;
        this.isInDatabase = query.stateful() && random.nextInt(4) == 0;
        if (isInDatabase) {
            settings.put(
                    "spark.sql.streaming.stateStore.providerClass",
                    new MortalDatabases().providerClass());
        }
        if (random.nextInt(4) == 0) {
            cleanSource();
        }
    }

    /// Each of the two sources of a join would clean away what the other has not read.
    private void cleanSource() {
        if (!query.sql().contains("JOIN")) {
            settings.put("spark.sql.streaming.fileSource.cleaner.numThreads", "0");
            readOptions.put("cleanSource", random.nextBoolean() ? "delete" : "archive");
            readOptions.put("sourceArchiveDir", "/old");
        }
    }

    /// Plants a bug: files below this directory are never synced.
    void plantForgottenSyncs(String directory) {
        disk.plantForgottenSyncs(directory);
    }

    /// True if the state is in a native database, whose files have names of its own making.
    boolean isInDatabase() {
        return isInDatabase;
    }

    /// What happened on the disk, operation by operation.
    List<String> trace() {
        return disk.trace();
    }

    /// What was run, for messages.
    String description() {
        return query.sql()
                + ", "
                + query.mode()
                + ", delay "
                + query.delayMillis()
                + " ms, into "
                + (intoFiles ? format + " files" : "a table")
                + ", "
                + world.fileCount()
                + " files "
                + readOptions
                + (isInDatabase ? ", state in RocksDB" : "")
                + (leaps > 0 ? ", the clock leaps" : "")
                + ", "
                + lives
                + " lives";
    }

    /// Runs all lives and compares.
    void run() throws Exception {
        boolean isDone = false;
        while (!isDone) {
            lives++;
            boolean isLast = lives >= MOST_LIVES || random.nextInt(5) == 0;
            SeededWorkers workers = new SeededWorkers(1 + random.nextInt(3), random.split());
            disk.boot(
                    isLast ? Fate.KIND : Fate.draw(random, OPERATIONS),
                    () -> {
                        workers.yieldTurn();
                        world.beat();
                        leapSometimes();
                    });
            world.restore();
            if (isLast) {
                world.bringAll();
            }
            boolean endedWell = live(workers, isLast);
            isDone = isLast && endedWell && world.restoredEverything();
        }
        disk.boot(Fate.KIND, () -> {});
        compare();
    }

    /// The clock is set, by up to two days; somebody notices later.
    private void leapSometimes() {
        if (leaps > 0 && world.happens(400 / leaps)) {
            clock.leapTo(world.leapMillis());
        }
    }

    /// @return true if the query ended well
    private boolean live(SeededWorkers workers, boolean isLast) throws Exception {
        try (MortalDatabases databases = new MortalDatabases();
                Engine engine = engine(workers, databases)) {
            StreamingQuery running = start(engine.newSession(), isLast);
            assertThat(awaitEnd(running)).as("the query ends").isTrue();
            RuntimeException failure = running.failure();
            requireExpected(failure);
            return failure == null;
        } catch (SimulatedCrash death) {
            return false;
        } catch (RuntimeException failure) {
            requireExpected(failure);
            return false;
        }
    }

    private static boolean awaitEnd(StreamingQuery running) throws InterruptedException {
        try {
            return running.awaitTermination(STUCK);
        } catch (RuntimeException failed) {
            return true;
        }
    }

    /// Only what was simulated may go wrong.
    private static void requireExpected(@Nullable Throwable failure) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String message = String.valueOf(cause.getMessage());
            if (cause instanceof SimulatedCrash
                    || message.contains("simulated")
                    || message.contains("FAILED_READ_FILE.FILE_NOT_EXIST")
                    || message.contains("PATH_NOT_FOUND")
                    || message.contains(World.INPUT)) {
                return;
            }
        }
        if (failure != null) {
            throw new AssertionError("the query failed without a reason", failure);
        }
    }

    private Engine engine(SeededWorkers workers, MortalDatabases databases) {
        SplittableRandom seeds = random.split();
        return new Engine(
                new EngineParts(
                        new LocalFileStores(disk, "/"),
                        List.of(new FilesConnector(ProcessIdentity.simulated(lives))),
                        workers,
                        clock,
                        clock::nanos,
                        seeds::nextLong,
                        new PrintStream(new ByteArrayOutputStream(), false, StandardCharsets.UTF_8),
                        settings,
                        new StateProviders(List.of(databases), Runnable::run),
                        Spilling.NONE),
                SparkTypes::parse,
                SqlParser::parse);
    }

    /// @param isLast then everything must be read: trigger Once may leave something
    private StreamingQuery start(Session session, boolean isLast) {
        Relation events =
                new Relation.Read(
                        new ReadRequest(
                                "json",
                                SparkTypes.parse(Event.SCHEMA) instanceof DataType.Struct s
                                        ? s
                                        : null,
                                new Options(readOptions),
                                List.of(World.INPUT)),
                        true);
        session.createView("events", prepared(session, events), true, false);
        Map<String, String> options = new HashMap<>(Map.of("checkpointLocation", CHECKPOINT));
        return session.streams()
                .start(
                        new StreamStart(
                                new SqlParser(ZoneOffset.UTC).parseQuery(query.sql()),
                                intoFiles ? format : null,
                                intoFiles ? null : table,
                                intoFiles ? OUTPUT : null,
                                null,
                                query.mode(),
                                !isLast && random.nextInt(5) == 0
                                        ? new Trigger.Once()
                                        : new Trigger.AvailableNow(),
                                null,
                                List.of(),
                                options));
    }

    private Relation prepared(Session session, Relation raw) {
        return switch (query.preparation()) {
            case Preparation.None() -> watermarked(raw);
            case Preparation.Distinct(var columns) ->
                    new Relation.Deduplicate(watermarked(raw), columns, false);
            case Preparation.DistinctWithinWatermark(var columns) -> {
                session.createView("raw", raw, true, false);
                Relation rounded =
                        new SqlParser(ZoneOffset.UTC)
                                .parseQuery(Preparation.DistinctWithinWatermark.ROUNDED);
                yield new Relation.Deduplicate(watermarked(rounded), columns, true);
            }
            case Preparation.Groups() ->
                    new TypedRelation.GroupsWithState(
                            new TypedRelation.Grouped(
                                    watermarked(raw),
                                    null,
                                    List.of(new SqlParser(ZoneOffset.UTC).parseExpression("k")),
                                    false,
                                    List.of()),
                            null,
                            CountingGroups.unbound(),
                            false,
                            true,
                            StateTimeout.EVENT_TIME);
        };
    }

    private Relation watermarked(Relation events) {
        return query.hasWatermark()
                ? new Relation.Watermark(events, "ts", query.delayMillis() + " milliseconds")
                : events;
    }

    private void compare() throws Exception {
        StreamQuery.Reference reference = query.reference().begin();
        DecidedBatches decided = DecidedBatches.read(disk, CHECKPOINT);
        List<String> expected = new ArrayList<>();
        List<List<String>> files = List.of(new ArrayList<>(), new ArrayList<>());
        long watermark = 0;
        long late = 0;
        for (DecidedBatches.Batch batch : decided.batches()) {
            int sources = batch.files().size();
            for (int i = 0; i < sources; i++) {
                files.get(i).addAll(batch.files().get(i));
            }
            List<Event> left = events(batch.files().getFirst());
            List<Event> right = events(batch.files().getLast());
            if (sources > 1) {
                // The least of two watermarks, of which each begins anew with every life.
                watermark = batch.watermarkMillis();
            }
            assertThat(batch.watermarkMillis())
                    .as("watermark of batch %s", batch.id())
                    .isEqualTo(watermark);
            List<String> rows = new ArrayList<>(reference.batch(left, right, late, watermark));
            Collections.sort(rows);
            if (!intoFiles) {
                assertThat(table.batches().get(batch.id()))
                        .as("batch %s", batch.id())
                        .isEqualTo(rows);
            }
            expected.addAll(rows);
            late = watermark;
            watermark = Math.max(watermark, watermarkAfter(left));
        }
        requireComplete(files);
        long last = decided.lastWatermarkMillis();
        assertThat(reference.batch(List.of(), last, last))
                .as("nothing is final that was not given out")
                .isEqualTo(query.mode() == OutputMode.COMPLETE ? lastTable() : List.of());
        if (intoFiles) {
            Collections.sort(expected);
            assertThat(output(expected.isEmpty())).as("the output").isEqualTo(expected);
        }
    }

    private List<Event> events(List<String> paths) {
        List<Event> events = new ArrayList<>();
        paths.forEach(path -> events.addAll(world.events(path)));
        return events;
    }

    private void requireComplete(List<List<String>> files) {
        for (List<String> source : files) {
            if (source == files.getFirst() || !source.isEmpty()) {
                assertThat(source).as("every file is read once").doesNotHaveDuplicates();
                assertThat(source).as("every file is read").hasSize(world.fileCount());
            }
        }
    }

    private List<String> lastTable() {
        return table.batches().isEmpty() ? List.of() : table.batches().lastEntry().getValue();
    }

    private long watermarkAfter(List<Event> events) {
        if (!query.hasWatermark()) {
            return 0;
        }
        return events.stream()
                .mapToLong(query::millis)
                .map(millis -> millis - query.delayMillis())
                .max()
                .orElse(0);
    }

    /// What a reader finds, by the log of the sink.
    private List<String> output(boolean mayBeMissing) throws Exception {
        if (mayBeMissing && disk.paths().stream().noneMatch(path -> path.startsWith(OUTPUT))) {
            return List.of();
        }
        try (MortalDatabases none = new MortalDatabases();
                Engine engine = engine(new SeededWorkers(1, random.split()), none);
                QueryResult result =
                        engine.newSession()
                                .execute(
                                        new SqlParser(ZoneOffset.UTC)
                                                .parseQuery(
                                                        "SELECT * FROM "
                                                                + format
                                                                + ".`"
                                                                + OUTPUT
                                                                + "`"),
                                        new Cancellation())) {
            List<ColumnBatch> batches = new ArrayList<>();
            for (ColumnBatch batch = result.next(); batch != null; batch = result.next()) {
                batches.add(batch);
            }
            return ExternalTable.text(result.schema(), batches);
        }
    }
}
