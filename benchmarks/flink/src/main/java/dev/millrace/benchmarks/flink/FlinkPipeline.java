// SPDX-License-Identifier: Apache-2.0
package dev.millrace.benchmarks.flink;

import org.apache.flink.configuration.Configuration;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.TableEnvironment;

import java.util.Locale;

/// One pipeline on Flink's local mini cluster, from JSON lines to Parquet, started as
/// `FlinkPipeline <case> <input> <output> <runs>`; prints the milliseconds of each run.
///
/// The file source gives out files in no order, so that the watermark trails by more than the whole
/// input: nothing is late, as in the runs on the other engines, and windows end with the input.
/// Checkpoints are taken every second, the default back end (heap) holds the state.
public final class FlinkPipeline {
    private static final int PARALLELISM = 2;

    private static final String EVENTS =
            """
            CREATE TABLE %s (id BIGINT, k STRING, ts TIMESTAMP_LTZ(3), amount BIGINT, country STRING,
              proc AS PROCTIME(), WATERMARK FOR ts AS ts - INTERVAL '7' DAY)
            WITH ('connector' = 'filesystem', 'path' = '%s', 'format' = 'json',
              'json.timestamp-format.standard' = 'ISO-8601')\
            """;

    private FlinkPipeline() {}

    /// Exits at the end: the mini cluster leaves threads behind that would keep the process.
    ///
    /// @param arguments case, input directory, output directory, number of runs
    public static void main(String[] arguments) {
        try {
            runAll(arguments);
        } catch (Exception e) {
            e.printStackTrace();
            Runtime.getRuntime().exit(1);
        }
        Runtime.getRuntime().exit(0);
    }

    private static void runAll(String[] arguments) throws Exception {
        int runs = Integer.parseInt(arguments[3]);
        for (int run = 0; run < runs; run++) {
            long begin = System.nanoTime();
            run(arguments[0], arguments[1], arguments[2] + "/" + run);
            System.out.printf(Locale.ROOT, "millis %d%n", (System.nanoTime() - begin) / 1_000_000);
        }
    }

    private static void run(String name, String input, String output) throws Exception {
        Configuration configuration = new Configuration();
        configuration.setString("parallelism.default", Integer.toString(PARALLELISM));
        configuration.setString("taskmanager.numberOfTaskSlots", Integer.toString(PARALLELISM));
        configuration.setString("taskmanager.memory.network.max", "256mb");
        configuration.setString("execution.checkpointing.interval", "1s");
        configuration.setString("execution.checkpointing.dir", "file://" + output + "-checkpoint");
        configuration.setString("table.local-time-zone", "UTC");
        TableEnvironment tables =
                TableEnvironment.create(
                        EnvironmentSettings.newInstance()
                                .inStreamingMode()
                                .withConfiguration(configuration)
                                .build());
        if (name.equals("join")) {
            tables.executeSql(EVENTS.formatted("lefts", "file://" + input + "/left"));
            tables.executeSql(EVENTS.formatted("rights", "file://" + input + "/right"));
        } else {
            tables.executeSql(EVENTS.formatted("events", "file://" + input));
        }
        tables.executeSql(
                "CREATE TABLE results ("
                        + columns(name)
                        + ") WITH ('connector' = 'filesystem', 'path' = 'file://"
                        + output
                        + "', 'format' = 'parquet', 'parquet.utc-timezone' = 'true')");
        tables.executeSql("INSERT INTO results " + query(name)).await();
    }

    private static String columns(String name) {
        return switch (name) {
            case "stateless" -> "id BIGINT, country STRING, gross BIGINT, ts TIMESTAMP(3)";
            case "window-few", "window-many", "session" ->
                    "w_start TIMESTAMP(3), w_end TIMESTAMP(3), k STRING, n BIGINT, largest BIGINT";
            case "dedup" -> "id BIGINT";
            case "join" -> "left_id BIGINT, right_id BIGINT, k STRING";
            default -> throw new IllegalArgumentException("no pipeline '" + name + "'");
        };
    }

    private static String query(String name) {
        return switch (name) {
            case "stateless" ->
                    "SELECT id, UPPER(country), amount * 119 / 100, CAST(ts AS TIMESTAMP(3))"
                            + " FROM events WHERE amount > 1000";
            case "window-few" -> window("TUMBLE(TABLE events, ", "country", "10");
            case "window-many" -> window("TUMBLE(TABLE events, ", "k", "10");
            case "session" -> window("SESSION(TABLE events PARTITION BY k, ", "k", "5");
            case "dedup" ->
                    "SELECT id FROM (SELECT id, ROW_NUMBER() OVER (PARTITION BY id ORDER BY proc)"
                            + " AS rank_in_key FROM events) WHERE rank_in_key = 1";
            case "join" ->
                    "SELECT l.id, r.id, l.k FROM lefts l JOIN rights r ON l.k = r.k"
                            + " AND r.ts BETWEEN l.ts AND l.ts + INTERVAL '10' MINUTE";
            default -> throw new IllegalArgumentException("no pipeline '" + name + "'");
        };
    }

    private static String window(String function, String key, String minutes) {
        return "SELECT window_start, window_end, "
                + key
                + ", COUNT(*), MAX(amount) FROM TABLE("
                + function
                + "DESCRIPTOR(ts), INTERVAL '"
                + minutes
                + "' MINUTE)) GROUP BY window_start, window_end, "
                + key;
    }
}
