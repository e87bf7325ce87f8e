// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.tests.MillraceServer;
import dev.millrace.tests.oracle.queries.KeptAnswers;
import dev.millrace.tests.oracle.queries.KnownQueries;
import dev.millrace.tests.oracle.queries.RandomSql;
import dev.millrace.tests.oracle.queries.RandomTables;
import dev.millrace.tests.oracle.queries.SqlAnswer;

import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;

/// Asks real Spark and Millrace random queries. `-Dmillrace.queries=<n>` says how many,
/// `-Dmillrace.query=<s>` the first seed. A query that is answered otherwise is made smaller as
/// long as the answers differ in the same way, and printed with its seed.
/// `-Dmillrace.answers=<directory>` keeps the answers of Spark: the same seeds asked again ask
/// Millrace alone, and Spark only for what differs.
@Tag("spark")
@Timeout(14_400)
final class RandomQueriesTest {
    private static final int QUERIES = 1_000;

    /// So many seeds between two lines that tell how far it is.
    private static final int PROGRESS = Integer.getInteger("millrace.progress", 1_000);

    /// So many smaller queries are tried for one that differs.
    private static final int TRIES = Integer.getInteger("millrace.tries", 400);

    /// So many queries are asked at the same time.
    private static final int ASKERS = 3;

    /// What makes small queries cheap: no code is generated for eight rows, nothing is planned
    /// twice, and the rows of a table stay together in their order.
    private static final List<String> SMALL =
            List.of(
                    "spark.sql.codegen.wholeStage=false",
                    "spark.sql.codegen.factoryMode=NO_CODEGEN",
                    "spark.sql.adaptive.enabled=false",
                    "spark.sql.shuffle.partitions=1",
                    "spark.sql.leafNodeDefaultParallelism=1",
                    "spark.buffer.pageSize=64k",
                    "spark.sql.constraintPropagation.enabled=false",
                    "spark.sql.artifact.isolation.enabled=false",
                    "spark.log.level=ERROR",
                    "spark.sql.ui.explainMode=simple",
                    "spark.connect.progress.reportInterval=0",
                    "spark.cleaner.referenceTracking=false",
                    "spark.shuffle.compress=false",
                    "spark.broadcast.compress=false",
                    "spark.sql.ui.retainedExecutions=1",
                    "spark.ui.retainedJobs=1",
                    "spark.ui.retainedStages=1",
                    "spark.ui.retainedTasks=1");

    private static final String EXCLUDED = "spark.sql.optimizer.excludedRules";
    private static final String EAGER =
            "org.apache.spark.sql.catalyst.optimizer.ConvertToLocalRelation,"
                    + "org.apache.spark.sql.catalyst.optimizer.ConstantFolding";

    /// The part of Spark: its server, which is started when something is asked of it.
    private static final class Spark implements AutoCloseable {
        private final Path directory;
        private @Nullable SparkServer server;

        Spark(Path directory) {
            this.directory = directory;
        }

        synchronized SparkServer server() throws IOException, InterruptedException {
            if (server == null) {
                server = SparkServer.start(directory, SMALL);
            }
            return server;
        }

        synchronized String cpu() {
            return server == null ? "none" : RandomQueriesTest.cpu(server.process().pid());
        }

        @Override
        public synchronized void close() throws InterruptedException {
            if (server != null) {
                server.close();
            }
        }
    }

    /// The two sessions that are asked about some tables, Spark's only from when it is needed.
    private static final class Sessions implements AutoCloseable {
        private final Spark spark;
        private final RandomTables tables;
        private final SparkSession here;
        private @Nullable SparkSession there;

        Sessions(Spark spark, MillraceServer millrace, RandomTables tables) {
            this.spark = spark;
            this.tables = tables;
            here = session(millrace.remote(), tables);
        }

        SparkSession here() {
            return here;
        }

        SparkSession there() throws IOException, InterruptedException {
            if (there == null) {
                there = session(spark.server().remote(), tables);
            }
            return there;
        }

        @Override
        public void close() throws IOException {
            here.close();
            if (there != null) {
                there.close();
            }
        }
    }

    private final Path scratch;
    private final @Nullable String kept = System.getProperty("millrace.answers");
    private final KnownQueries known = KnownQueries.read();
    private final AtomicLong knownOnes = new AtomicLong();
    private final AtomicLong bugs = new AtomicLong();
    private final AtomicLong asked = new AtomicLong();
    private final Map<String, Long> conditions = new ConcurrentSkipListMap<>();
    private final AtomicLong failed = new AtomicLong();

    RandomQueriesTest(@TempDir Path scratch) {
        this.scratch = scratch;
    }

    @Test
    void randomQueriesAnswerAlike() throws Exception {
        long first = Long.getLong("millrace.query", 1);
        long end = first + Long.getLong("millrace.queries", QUERIES);
        List<String> different = new ArrayList<>();
        long start = System.nanoTime();
        try (Spark spark = new Spark(scratch.resolve("server"));
                MillraceServer millrace = new MillraceServer();
                ExecutorService askers = Executors.newFixedThreadPool(ASKERS)) {
            List<Future<List<String>>> blocks = new ArrayList<>();
            for (long seed = first; seed < end; ) {
                long from = seed;
                seed =
                        Math.min(
                                end,
                                (Math.floorDiv(seed, RandomSql.SEEDS_OF_TABLES) + 1)
                                        * RandomSql.SEEDS_OF_TABLES);
                long to = seed;
                blocks.add(askers.submit(() -> block(spark, millrace, from, to, start)));
            }
            for (Future<List<String>> block : blocks) {
                different.addAll(block.get());
            }
        }
        System.out.printf(
                "%d asked, %d of them errors in Spark, %d differ, %d s%n",
                asked.get(),
                failed.get(),
                different.size(),
                Duration.ofNanos(System.nanoTime() - start).toSeconds());
        System.out.println(conditions);
        assertThat(different).isEmpty();
    }

    private List<String> block(Spark spark, MillraceServer millrace, long from, long to, long start)
            throws IOException, InterruptedException {
        List<String> different = new ArrayList<>();
        RandomTables tables = RandomSql.tables(from);
        List<RandomSql> queries =
                LongStream.range(from, to).mapToObj(seed -> RandomSql.of(seed, tables)).toList();
        try (Sessions sessions = new Sessions(spark, millrace, tables)) {
            List<SqlAnswer> answers = answers(from, queries, sessions);
            for (int i = 0; i < queries.size(); i++) {
                String found = compare(answers.get(i), sessions, queries.get(i));
                if (!found.isEmpty()) {
                    System.out.printf("=== seed %d: %s%n", from + i, found);
                    different.add("seed " + (from + i));
                }
                progress(start, spark);
            }
        }
        return different;
    }

    /// What Spark says.
    private List<SqlAnswer> answers(long from, List<RandomSql> queries, Sessions sessions)
            throws IOException, InterruptedException {
        if (kept == null) {
            return ask(queries, sessions);
        }
        KeptAnswers answers = new KeptAnswers(Path.of(kept));
        List<SqlAnswer> found = answers.find(from, queries);
        if (found != null) {
            return found;
        }
        List<SqlAnswer> asked = ask(queries, sessions);
        answers.keep(from, queries, asked);
        return asked;
    }

    private static List<SqlAnswer> ask(List<RandomSql> queries, Sessions sessions)
            throws IOException, InterruptedException {
        SparkSession there = sessions.there();
        return queries.stream().map(query -> SqlAnswer.of(there, query)).toList();
    }

    private void progress(long start, Spark spark) {
        long done = asked.incrementAndGet();
        if (done % PROGRESS == 0) {
            System.out.printf(
                    "... %d asked, %d errors, %d not comparable, %d known, %d s, cpu %s and %s%n",
                    done,
                    failed.get(),
                    bugs.get(),
                    knownOnes.get(),
                    Duration.ofNanos(System.nanoTime() - start).toSeconds(),
                    spark.cpu(),
                    cpu(ProcessHandle.current().pid()));
        }
    }

    private static String cpu(long process) {
        return ProcessHandle.of(process)
                .flatMap(handle -> handle.info().totalCpuDuration())
                .map(time -> time.toSeconds() + " s")
                .orElse("?");
    }

    /// The smallest form of the query and both answers, empty if they are the same.
    private String compare(SqlAnswer expected, Sessions sessions, RandomSql query)
            throws IOException, InterruptedException {
        if (expected.isError()) {
            failed.incrementAndGet();
            conditions.merge(expected.schema(), 1L, Long::sum);
        }
        if (expected.isBug()) {
            bugs.incrementAndGet();
            return "";
        }
        SparkSession here = sessions.here();
        SqlAnswer answer = SqlAnswer.of(here, query);
        String difference = expected.differenceFrom(answer);
        if (difference.isEmpty() || isEager(sessions.there(), query, expected, answer)) {
            return "";
        }
        SparkSession there = sessions.there();
        RandomSql smallest = smallest(there, here, query, difference);
        SqlAnswer wanted = SqlAnswer.of(there, smallest);
        SqlAnswer got = SqlAnswer.of(here, smallest);
        if (isEager(there, smallest, wanted, got)) {
            return "";
        }
        boolean isUnordered =
                smallest.sql().contains(" JOIN ") || smallest.sql().contains(" OVER (");
        if (wanted.isAboutData() && got.isAboutData() && isUnordered) {
            // the rows of a join and of a window may be computed in any order, and the first
            // that fails is told of
            return "";
        }
        if (known.has(difference, smallest)) {
            knownOnes.incrementAndGet();
            return "";
        }
        return "%s (%s)%n%s;%n--- Spark%n%s%n--- Millrace%n%s%n"
                .formatted(difference, query.tables().zone(), smallest.sql(), wanted, got);
    }

    /// True if Spark itself answers as Millrace does when it does not compute constants and the
    /// columns of constant rows while it plans, which it does before it knows that nobody needs
    /// them.
    private static boolean isEager(
            SparkSession there, RandomSql query, SqlAnswer wanted, SqlAnswer got) {
        if (!wanted.isAboutData() && !got.isAboutData()) {
            return false;
        }
        there.conf().set(EXCLUDED, EAGER);
        try {
            return SqlAnswer.of(there, query).agreesWith(got);
        } finally {
            there.conf().unset(EXCLUDED);
        }
    }

    private static SparkSession session(String remote, RandomTables tables) {
        SparkSession spark = SparkSession.builder().remote(remote).create();
        RandomSqlQuestions.tables(spark, tables);
        return spark;
    }

    /// Takes away whatever can go with the answers still different in the same way.
    private static RandomSql smallest(
            SparkSession there, SparkSession here, RandomSql query, String difference) {
        RandomSql best = query.whole();
        if (!differs(there, here, best, difference)) {
            return query;
        }
        int tries = 0;
        boolean better = true;
        while (better) {
            better = false;
            for (RandomSql smaller : best.smaller()) {
                if (tries++ >= TRIES) {
                    return best;
                }
                if (differs(there, here, smaller, difference)) {
                    best = smaller;
                    better = true;
                    break;
                }
            }
        }
        return best;
    }

    private static boolean differs(
            SparkSession there, SparkSession here, RandomSql query, String difference) {
        return SqlAnswer.of(there, query)
                .differenceFrom(SqlAnswer.of(here, query))
                .equals(difference);
    }
}
