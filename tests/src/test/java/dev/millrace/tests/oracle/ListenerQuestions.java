// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.oracle;

import static dev.millrace.tests.SensorFiles.line;

import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryListener;
import org.apache.spark.sql.streaming.Trigger;

import java.nio.file.Path;
import java.util.List;

/// Questions about listeners: several, throwing, removed, added late.
final class ListenerQuestions {
    private static final List<List<String>> FILES =
            List.of(
                    List.of(line("a", "2024-01-01 10:01:00", 1)),
                    List.of(line("b", "2024-01-01 10:02:00", 2)));

    private ListenerQuestions() {}

    static List<Question> all() {
        return List.of(
                question("several", ListenerQuestions::several),
                question("one that throws", ListenerQuestions::throwing),
                question("one that is removed", ListenerQuestions::removed),
                question("one that is added twice", ListenerQuestions::twice),
                question("one that is added while a query runs", ListenerQuestions::late),
                question("the last is removed and another added", ListenerQuestions::again));
    }

    private static Question question(String name, Question.Asker asker) {
        return new Question("listener: " + name, asker);
    }

    /// Runs a query over both files to its end and until a listener, added last, has heard of it.
    private static void run(SparkSession spark, Path directory, String name) throws Exception {
        EventLog watch = new EventLog();
        spark.streams().addListener(watch);
        SteppedStream.write(directory, FILES);
        SteppedStream.stream(spark, directory)
                .writeStream()
                .format("noop")
                .queryName(name)
                .trigger(Trigger.AvailableNow())
                .start()
                .awaitTermination();
        watch.untilTheEnd();
        spark.streams().removeListener(watch);
    }

    private static String several(SparkSession spark, Path directory) throws Exception {
        EventLog first = new EventLog();
        EventLog second = new EventLog();
        spark.streams().addListener(first);
        spark.streams().addListener(second);
        int count = spark.streams().listListeners().length;
        run(spark, directory, "several");
        return count + " listeners\n" + first.untilTheEnd() + "\n" + second.untilTheEnd();
    }

    private static String throwing(SparkSession spark, Path directory) throws Exception {
        EventLog after = new EventLog();
        spark.streams().addListener(new Throwing());
        spark.streams().addListener(after);
        run(spark, directory, "thrown at");
        return after.untilTheEnd();
    }

    private static String removed(SparkSession spark, Path directory) throws Exception {
        EventLog kept = new EventLog();
        EventLog removed = new EventLog();
        spark.streams().addListener(removed);
        spark.streams().addListener(kept);
        run(spark, directory, "first");
        spark.streams().removeListener(removed);
        run(spark, directory, "second");
        spark.streams().removeListener(removed);
        return "kept\n" + kept.untilTheEnd() + "\nremoved\n" + removed.untilTheEnd();
    }

    private static String twice(SparkSession spark, Path directory) throws Exception {
        EventLog twice = new EventLog();
        spark.streams().addListener(twice);
        spark.streams().addListener(twice);
        int count = spark.streams().listListeners().length;
        run(spark, directory, "twice");
        spark.streams().removeListener(twice);
        int left = spark.streams().listListeners().length;
        return count + " listeners, then " + left + "\n" + twice.untilTheEnd();
    }

    private static String late(SparkSession spark, Path directory) throws Exception {
        SteppedStream.write(directory, FILES);
        StreamingQuery query =
                SteppedStream.stream(spark, directory)
                        .writeStream()
                        .format("noop")
                        .queryName("late")
                        .start();
        query.processAllAvailable();
        EventLog log = new EventLog();
        spark.streams().addListener(log);
        query.stop();
        // What it hears of a batch that has just ended is a matter of moments.
        return log.untilTheEnd().lines().filter(line -> !line.startsWith("batch")).toList() + "";
    }

    private static String again(SparkSession spark, Path directory) throws Exception {
        EventLog first = new EventLog();
        spark.streams().addListener(first);
        spark.streams().removeListener(first);
        int none = spark.streams().listListeners().length;
        EventLog second = new EventLog();
        spark.streams().addListener(second);
        run(spark, directory, "again");
        return none + " listeners\n" + second.untilTheEnd();
    }

    /// Fails at whatever it hears.
    private static final class Throwing extends StreamingQueryListener {
        @Override
        public void onQueryStarted(QueryStartedEvent event) {
            throw new IllegalStateException("started");
        }

        @Override
        public void onQueryProgress(QueryProgressEvent event) {
            throw new IllegalStateException("progress");
        }

        @Override
        public void onQueryTerminated(QueryTerminatedEvent event) {
            throw new IllegalStateException("terminated");
        }
    }
}
