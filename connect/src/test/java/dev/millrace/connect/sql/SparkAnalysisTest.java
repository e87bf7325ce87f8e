// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.plan.analysis.AnalysisSettings;
import dev.millrace.plan.analysis.Analyzer;
import dev.millrace.plan.analysis.Catalog;
import dev.millrace.plan.function.FunctionRegistry;
import dev.millrace.plan.relation.Relation;
import dev.millrace.spi.connector.ReadRequest;
import dev.millrace.spi.connector.Scan;
import dev.millrace.spi.connector.ScanRequest;
import dev.millrace.spi.connector.StreamDefinition;
import dev.millrace.spi.connector.Table;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.function.UserFunction;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Names, types, nullability and errors of several hundred expressions and queries, compared with
/// what real Spark said of them (`spark-analysis.tsv`).
final class SparkAnalysisTest {
    private static final SqlParser PARSER = new SqlParser(ZoneOffset.UTC);
    private static final DataType.Struct T =
            (DataType.Struct)
                    PARSER.parseType(
                            "STRUCT<i: INT, inn: INT NOT NULL, l: BIGINT, lnn: BIGINT NOT NULL, s:"
                                + " STRING, snn: STRING NOT NULL, d: DOUBLE, dnn: DOUBLE NOT NULL,"
                                + " f: FLOAT, dc: DECIMAL(10,2), dcnn: DECIMAL(10,2) NOT NULL, dc2:"
                                + " DECIMAL(18,6), b: BOOLEAN, bnn: BOOLEAN NOT NULL, dt: DATE,"
                                + " dtnn: DATE NOT NULL, ts: TIMESTAMP, tsnn: TIMESTAMP NOT NULL,"
                                + " ntz: TIMESTAMP_NTZ, bin: BINARY, sh: SMALLINT, by: TINYINT,"
                                + " arr: ARRAY<INT>, sarr: ARRAY<STRING>, m: MAP<STRING,INT>, st:"
                                + " STRUCT<a:INT,b:STRING>, starr: ARRAY<STRUCT<a:INT,b:STRING>>,"
                                + " ym: INTERVAL YEAR TO MONTH, dti: INTERVAL DAY TO SECOND>");
    private static final DataType.Struct U =
            (DataType.Struct) PARSER.parseType("STRUCT<i: INT, x: STRING>");
    private static final FunctionRegistry FUNCTIONS =
            new FunctionRegistry(
                    text ->
                            PARSER.parseType(
                                    "STRUCT<"
                                            + text.replace(" ", ": ").replace(",: ", ", ")
                                            + ">"));

    private record NamedTable(String description, DataType.Struct schema) implements Table {
        @Override
        public Scan scan(ScanRequest request) {
            return Scan.of(List.of());
        }
    }

    /// Knows the tables `t` and `u`.
    private static final class TwoTables implements Catalog {
        @Override
        public Table open(ReadRequest request) {
            throw new UnsupportedOperationException();
        }

        @Override
        public StreamDefinition define(ReadRequest request) {
            throw new UnsupportedOperationException();
        }

        @Override
        public @Nullable Entry entry(List<String> name, Map<String, String> options) {
            return switch (name.getLast().toLowerCase(Locale.ROOT)) {
                case "t" -> new Entry.Stored("t", new NamedTable("t", T));
                case "u" -> new Entry.Stored("u", new NamedTable("u", U));
                default -> null;
            };
        }

        @Override
        public Relation.@Nullable LocalTable keptFrame(String id) {
            return null;
        }

        @Override
        public @Nullable UserFunction function(String name) {
            return null;
        }

        @Override
        public List<String> names() {
            return List.of("t", "u");
        }
    }

    record Sample(String sql, String expected) {
        @Override
        public String toString() {
            return sql;
        }
    }

    static Stream<Sample> samples() throws IOException {
        try (InputStream in =
                Objects.requireNonNull(
                        SparkAnalysisTest.class.getResourceAsStream("spark-analysis.tsv"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                            .lines()
                            .filter(line -> !line.startsWith("#"))
                            .map(line -> line.split("\t", 2))
                            .map(parts -> new Sample(parts[0], parts[1]))
                            .toList()
                            .stream();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("samples")
    void analysisSaysWhatSparkSays(Sample sample) {
        if (!sample.expected().startsWith("! ")) {
            assertThat(columns(sample.sql())).isEqualTo(sample.expected());
            return;
        }
        MillraceException error =
                org.assertj.core.api.Assertions.catchThrowableOfType(
                        MillraceException.class, () -> columns(sample.sql()));
        int open = sample.expected().indexOf(" {");
        assertThat(error.condition()).isEqualTo(sample.expected().substring(2, open));
        String parameters = sample.expected().substring(open + 2, sample.expected().length() - 1);
        for (String parameter : parameters.split(", (?=[a-zA-Z0-9_]+=)")) {
            if (!parameter.isEmpty()) {
                int equals = parameter.indexOf('=');
                assertThat(error.parameters())
                        .containsEntry(
                                parameter.substring(0, equals), parameter.substring(equals + 1));
            }
        }
    }

    private static String columns(String sql) {
        boolean isQuery = sql.startsWith("select ") || sql.startsWith("with ");
        Relation query = PARSER.parseQuery(isQuery ? sql : "SELECT " + sql + " FROM t");
        Analyzer analyzer =
                new Analyzer(
                        new TwoTables(),
                        FUNCTIONS,
                        new AnalysisSettings(true, false, ZoneOffset.UTC));
        return analyzer.analyze(query).schema().fields().stream()
                .map(
                        f ->
                                f.name()
                                        + " | "
                                        + f.type().sqlName()
                                        + " | "
                                        + (f.nullable() ? "null" : "not null"))
                .collect(Collectors.joining(" ; "));
    }
}
