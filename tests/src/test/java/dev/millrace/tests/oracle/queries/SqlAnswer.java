// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.oracle.queries;

import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.connect.Dataset;
import org.apache.spark.sql.connect.SparkSession;
import org.apache.spark.sql.connect.client.SparkResult;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

import scala.runtime.BoxedUnit;

import java.util.HexFormat;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What an engine says to a query: columns and rows, or the condition of an error.
///
/// @param schema names, types and nullability; the condition and SQLSTATE of an error
/// @param rows as text, sorted unless their order counts
public record SqlAnswer(String schema, List<String> rows, boolean isError) {
    private static final int BRIEF = 160;
    private static final double NEAR = 1e-9;

    /// What remains of sums that are zero but for rounding.
    private static final double ZERO = 1e-14;
    private static final Pattern FRACTION = Pattern.compile("-?\\d+\\.\\d+(E-?\\d+)?(?![\\d:.])");
    private static final Pattern DATA_ERROR =
            Pattern.compile("\\S+ (22\\w{3}|23505)|_LEGACY_ERROR_TEMP_3105 .*");

    public SqlAnswer {
        rows = List.copyOf(rows);
    }

    /// Asks one engine: what `sql` and `collect` do, in one request instead of three.
    public static SqlAnswer of(org.apache.spark.sql.SparkSession spark, RandomSql query) {
        try {
            Dataset<Row> frame =
                    ((SparkSession) spark)
                            .newDataFrame(
                                    relation -> {
                                        relation.getSqlBuilder().setQuery(query.sql());
                                        return BoxedUnit.UNIT;
                                    });
            try (SparkResult<Row> result = frame.collectResult()) {
                List<String> texts =
                        Stream.of((Object[]) result.toArray()).map(SqlAnswer::text).toList();
                return new SqlAnswer(
                        schema(result.schema()),
                        query.isOrdered() ? texts : texts.stream().sorted().toList(),
                        false);
            }
        } catch (Exception | LinkageError | StackOverflowError failure) {
            String name =
                    failure instanceof SparkThrowable known && known.getCondition() != null
                            ? known.getCondition() + " " + known.getSqlState()
                            : failure.getClass().getSimpleName();
            return new SqlAnswer(name, List.of(String.valueOf(failure.getMessage())), true);
        }
    }

    private static String schema(StructType schema) {
        StringBuilder text = new StringBuilder();
        for (StructField field : schema.fields()) {
            text.append(field.name())
                    .append(' ')
                    .append(field.dataType().sql())
                    .append(field.nullable() ? "" : " NOT NULL")
                    .append('\n');
        }
        return text.toString();
    }

    /// Both engines say the same.
    public boolean agreesWith(SqlAnswer other) {
        return isError == other.isError
                && schema.equals(other.schema)
                && (isError || rows.equals(other.rows) || isNear(other));
    }

    /// Sums of fractions differ in their last digits where the rows were added in another order:
    /// numbers with a fraction may be apart by a billionth of themselves, all else is the same.
    private boolean isNear(SqlAnswer other) {
        if (rows.size() != other.rows.size()) {
            return false;
        }
        for (int i = 0; i < rows.size(); i++) {
            if (!isNear(rows.get(i), other.rows.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isNear(String left, String right) {
        if (left.equals(right)) {
            return true;
        }
        List<String> a = FRACTION.matcher(left).results().map(MatchResult::group).toList();
        List<String> b = FRACTION.matcher(right).results().map(MatchResult::group).toList();
        if (a.size() != b.size()
                || !FRACTION.matcher(left)
                        .replaceAll("#")
                        .equals(FRACTION.matcher(right).replaceAll("#"))) {
            return false;
        }
        for (int i = 0; i < a.size(); i++) {
            double x = Double.parseDouble(a.get(i));
            double y = Double.parseDouble(b.get(i));
            double scale = Math.max(Math.abs(x), Math.abs(y));
            if (scale > ZERO && Math.abs(x - y) > NEAR * scale) {
                return false;
            }
        }
        return true;
    }

    /// True if Spark says that it met a bug of its own, SQLSTATE XX000 or none at all: there is
    /// nothing to agree with.
    public boolean isBug() {
        return isError
                && (schema.endsWith(" XX000")
                        || schema.startsWith("CONNECT_CLIENT_UNEXPECTED_MISSING_SQL_STATE"));
    }

    /// True if a value in some row was the cause, which need not be looked at: SQLSTATE 22, that of
    /// a key that a map has already, and bounds of `sequence` that its step leads away from.
    public boolean isAboutData() {
        return isError && DATA_ERROR.matcher(schema).matches();
    }

    /// A word for how these answers differ, so that a query that is made smaller keeps its fault.
    public String differenceFrom(SqlAnswer other) {
        if (agreesWith(other)) {
            return "";
        }
        if (isError && other.isError) {
            return "error";
        }
        if (isError || other.isError) {
            return isError ? schema : "only there " + other.schema;
        }
        return schema.equals(other.schema) ? "rows" : "schema";
    }

    /// One short line that no other answer has: fractions to six digits, and a hash for what is
    /// too long.
    public String brief() {
        String text =
                isError
                        ? schema
                        : schema.strip().replace("\n", ", ") + " = " + String.join(" ", rows);
        String rounded =
                FRACTION.matcher(text)
                        .replaceAll(found -> String.format("%.6g", Double.valueOf(found.group())));
        String line = rounded.replaceAll("\\p{Cntrl}", "?");
        return line.length() <= BRIEF
                ? line
                : line.substring(0, BRIEF) + "... #" + Integer.toHexString(rounded.hashCode());
    }

    @Override
    public String toString() {
        return schema.stripTrailing()
                + rows.stream().map(row -> "\n  " + row).collect(Collectors.joining());
    }

    private static String text(@Nullable Object value) {
        return switch (value) {
            case null -> "NULL";
            case byte[] bytes -> "X" + HexFormat.of().formatHex(bytes);
            case String text -> "'" + text + "'";
            case Row row ->
                    java.util.stream.IntStream.range(0, row.size())
                            .mapToObj(i -> text(row.get(i)))
                            .collect(Collectors.joining(", ", "{", "}"));
            case scala.collection.Map<?, ?> map ->
                    map(scala.jdk.javaapi.CollectionConverters.asJava(map));
            case scala.collection.Iterable<?> list ->
                    text(scala.jdk.javaapi.CollectionConverters.asJavaCollection(list));
            case java.util.Collection<?> list ->
                    list.stream().map(SqlAnswer::text).collect(Collectors.joining(", ", "[", "]"));
            default -> value.toString();
        };
    }

    private static String map(java.util.Map<?, ?> map) {
        return map.entrySet().stream()
                .map(entry -> text(entry.getKey()) + ": " + text(entry.getValue()))
                .sorted()
                .collect(Collectors.joining(", ", "(", ")"));
    }
}
