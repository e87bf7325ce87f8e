// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.golden;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

import java.io.IOException;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A session that answers the statements of one golden file, set up as Spark's own suite does.
///
/// @param limitSeconds how long a statement may take before it is interrupted
record GoldenSession(SparkSession spark, ExecutorService thread, int limitSeconds)
        implements AutoCloseable {
    private static final String ANSI = "spark.sql.ansi.enabled";

    static GoldenSession open(SparkSession spark, GoldenFile file, int limitSeconds) {
        GoldenSession session =
                new GoldenSession(spark, Executors.newSingleThreadExecutor(), limitSeconds);
        session.set("spark.sql.session.timeZone", "America/Los_Angeles");
        session.set("spark.sql.timeType.enabled", "true");
        session.set(ANSI, String.valueOf(!file.name().startsWith("nonansi/")));
        if (file.name().startsWith("timestampNTZ/")) {
            session.set("spark.sql.timestampType", "TIMESTAMP_NTZ");
        }
        if (file.name().startsWith("postgreSQL/")) {
            session.registerFunctions();
        }
        file.settings().forEach(session::set);
        return session;
    }

    /// A setting that the engine refuses shows in the statements that depend on it.
    private void set(String key, String value) {
        try {
            spark.conf().set(key, value);
        } catch (RuntimeException refused) {
            return;
        }
    }

    /// The functions that Spark's suite defines for the files that come from PostgreSQL.
    private void registerFunctions() {
        UDF2<Boolean, Boolean, Boolean> equal = Objects::equals;
        UDF2<Boolean, Boolean, Boolean> different = (a, b) -> !Objects.equals(a, b);
        UDF1<String, String> same = text -> text;
        spark.udf().register("booleq", equal, DataTypes.BooleanType);
        spark.udf().register("boolne", different, DataTypes.BooleanType);
        spark.udf().register("vol", same, DataTypes.StringType);
    }

    /// Executes a statement; a failure is an answer too.
    Answer answer(GoldenStatement statement) throws InterruptedException {
        Future<Answer> answer = thread.submit(() -> executed(statement.sql()));
        try {
            return answer.get(limitSeconds, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            spark.interruptAll();
            answer.cancel(true);
            return Answer.failure(e);
        } catch (ExecutionException e) {
            return Answer.failure(Objects.requireNonNull(e.getCause()));
        }
    }

    private Answer executed(String sql) {
        Dataset<Row> frame = spark.sql(sql);
        List<Row> rows = frame.collectAsList();
        StructType schema = frame.schema();
        return Answer.rows(
                schema.catalogString(),
                printed(sql, rows, schema).stream().map(Normal::text).toList());
    }

    private List<String> printed(String sql, List<Row> rows, StructType schema) {
        List<String> names = List.of(schema.fieldNames());
        String command = sql.strip().toUpperCase(Locale.ROOT);
        if (command.startsWith("SHOW ")
                && names.size() == 3
                && (names.contains("tableName") || names.contains("viewName"))) {
            return rows.stream().map(row -> row.getString(1)).toList();
        }
        if (command.startsWith("DESC")
                && names.equals(List.of("col_name", "data_type", "comment"))) {
            return rows.stream().map(GoldenSession::described).toList();
        }
        HiveText text = text(schema);
        return rows.stream().map(row -> text.row(row, schema)).toList();
    }

    private static String described(Row row) {
        String comment = row.isNullAt(2) ? "" : row.getString(2);
        return String.format("%-20s\t%-20s\t%-20s", row.getString(0), row.getString(1), comment);
    }

    /// The zone and the form of bytes are asked for where they show: statements may change them.
    private HiveText text(StructType schema) {
        String types = schema.catalogString();
        String zone =
                types.contains("timestamp")
                        ? spark.conf().get("spark.sql.session.timeZone")
                        : "UTC";
        String style =
                types.contains("binary")
                        ? spark.conf().get("spark.sql.binaryOutputStyle", "UTF-8")
                        : "UTF-8";
        return new HiveText(ZoneId.of(zone, ZoneId.SHORT_IDS), style);
    }

    @Override
    public void close() throws IOException {
        thread.shutdownNow();
        try {
            GoldenTables.clean(spark);
        } finally {
            spark.close();
        }
    }
}
