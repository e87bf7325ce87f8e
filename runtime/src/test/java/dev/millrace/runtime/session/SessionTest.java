// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.execution.task.Cancellation;
import dev.millrace.execution.task.Workers;
import dev.millrace.plan.relation.ParsedExpression;
import dev.millrace.plan.relation.Relation;
import dev.millrace.plan.relation.Statement;
import dev.millrace.runtime.simulation.SimulatedFiles;
import dev.millrace.spi.column.BoxedValues;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.connector.WriteRequest.SaveMode;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.storage.FileLocation;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.io.PrintStream;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

class SessionTest {
    private final SimulatedFiles files = new SimulatedFiles();
    private final Engine engine =
            new Engine(
                    new EngineParts(
                            path -> new FileLocation(files, "/" + path),
                            List.of(),
                            new Workers(2),
                            Clock.fixed(Instant.EPOCH, ZoneOffset.UTC),
                            () -> 0,
                            () -> 7,
                            new PrintStream(PrintStream.nullOutputStream()),
                            Map.of("spark.sql.shuffle.partitions", "3")),
                    text -> {
                        throw new IllegalArgumentException(text);
                    },
                    (text, settings) -> {
                        throw new IllegalArgumentException(text);
                    });
    private final Session session = engine.newSession();

    @AfterEach
    void close() {
        engine.close();
    }

    @Test
    void aRangeIsReadInOrder() {
        assertThat(ids(new Relation.Range(0, 100_000, 1))).hasSize(100_000).isSorted();
    }

    @Test
    void showIsOneRowOfText() {
        Relation show =
                new Relation.Tagged(
                        3, new Relation.ShowText(new Relation.Range(0, 9, 1), 2, 20, false));
        try (QueryResult result = session.execute(show, new Cancellation())) {
            ColumnBatch batch = Objects.requireNonNull(result.next());
            assertThat(BoxedValues.rows(batch, result.schema()))
                    .containsExactly(
                            List.of(
                                    "+---+\n"
                                            + "| id|\n"
                                            + "+---+\n"
                                            + "|  0|\n"
                                            + "|  1|\n"
                                            + "+---+\n"
                                            + "only showing top 2 rows"));
        }
        assertThat(session.schema(show).names()).containsExactly("show_string");
    }

    @Test
    void configurationFallsBackToTheServerThenToSpark() {
        Configuration configuration = session.configuration();
        assertThat(configuration.value("spark.sql.shuffle.partitions")).isEqualTo("3");
        assertThat(configuration.value("spark.sql.ansi.enabled")).isEqualTo("true");
        assertThat(configuration.value("no.such.key")).isNull();
        configuration.set("no.such.key", "x");
        configuration.set("spark.sql.shuffle.partitions", "8");
        assertThat(configuration.value("no.such.key")).isEqualTo("x");
        assertThat(configuration.value("spark.sql.shuffle.partitions")).isEqualTo("8");
        configuration.unset("spark.sql.shuffle.partitions");
        assertThat(configuration.value("spark.sql.shuffle.partitions")).isEqualTo("3");
    }

    @Test
    void badConfigurationIsRefused() {
        assertCondition(
                "CANNOT_MODIFY_STATIC_CONFIG",
                () -> session.configuration().set("spark.sql.warehouse.dir", "/x"));
        assertCondition(
                "INVALID_CONF_VALUE.TYPE_MISMATCH",
                () -> session.configuration().set("spark.sql.ansi.enabled", "maybe"));
        assertCondition(
                "INVALID_CONF_VALUE.TIME_ZONE",
                () -> session.configuration().set("spark.sql.session.timeZone", "Mars/Base"));
        assertCondition(
                "INVALID_CONF_VALUE.OUT_OF_RANGE_OF_OPTIONS",
                () ->
                        session.configuration()
                                .set("spark.sql.sources.partitionOverwriteMode", "other"));
    }

    @Test
    void viewsAreCreatedReplacedAndDropped() {
        session.createView("v", new Relation.Range(0, 3, 1), false, false);
        assertCondition(
                "TEMP_TABLE_OR_VIEW_ALREADY_EXISTS",
                () -> session.createView("V", new Relation.Range(0, 4, 1), false, false));
        assertThat(session.tables("default"))
                .extracting(Session.TableName::name)
                .containsExactly("v");
        assertThat(session.dropView("V")).isTrue();
        assertThat(session.dropView("v")).isFalse();
        assertCondition(
                "TABLE_OR_VIEW_NOT_FOUND",
                () -> session.run(new Statement.DropView(List.of("v"), false), new Cancellation()));
    }

    @Test
    void setAnswersKeyAndValue() {
        Relation.LocalTable rows =
                session.run(new Statement.SetVariable("a.b", "1"), new Cancellation());
        assertThat(BoxedValues.rows(rows.batches().getFirst(), rows.schema()))
                .containsExactly(List.of("a.b", "1"));
        assertThat(session.configuration().value("a.b")).isEqualTo("1");
    }

    @Test
    void unknownFormatsAreNamed() {
        Session.BatchWrite write =
                new Session.BatchWrite(
                        "wood", "/x", null, false, SaveMode.APPEND, List.of(), Map.of());
        assertCondition(
                "DATA_SOURCE_NOT_FOUND",
                () -> session.write(new Relation.Range(0, 3, 1), write, new Cancellation()));
    }

    @Test
    void aCancelledResultEnds() {
        Cancellation cancellation = new Cancellation();
        try (QueryResult result =
                session.execute(new Relation.Range(0, 1_000_000, 1), cancellation)) {
            assertThat(result.next()).isNotNull();
            cancellation.cancel();
            assertCondition("OPERATION_CANCELED", result::next);
        }
    }

    @Test
    void expressionsAreComputed() {
        Relation one =
                new Relation.Project(
                        new Relation.OneRow(),
                        List.of(
                                new ParsedExpression.Alias(
                                        ParsedExpression.Call.of(
                                                "+",
                                                new ParsedExpression.Literal(1, DataType.INTEGER),
                                                new ParsedExpression.Literal(2, DataType.INTEGER)),
                                        List.of("three"),
                                        null)));
        session.createView("numbers", one, true, false);
        try (QueryResult result =
                session.execute(
                        new Relation.NamedTable(List.of("NUMBERS"), Map.of(), false, null),
                        new Cancellation())) {
            assertThat(result.schema().names()).containsExactly("three");
            ColumnBatch batch = Objects.requireNonNull(result.next());
            assertThat(BoxedValues.rows(batch, result.schema())).containsExactly(List.of(3));
        }
    }

    @Test
    void keptFramesAreForgotten() {
        DataType.Struct schema = session.schema(new Relation.Range(0, 1, 1));
        String id = session.keepFrame(schema, List.of());
        session.forgetFrame(id);
        session.forgetFrame(id);
    }

    private List<Long> ids(Relation relation) {
        List<Long> ids = new ArrayList<>();
        try (QueryResult result = session.execute(relation, new Cancellation())) {
            for (ColumnBatch batch = result.next(); batch != null; batch = result.next()) {
                for (List<@Nullable Object> row : BoxedValues.rows(batch, result.schema())) {
                    if (row.getFirst() instanceof Long id) {
                        ids.add(id);
                    }
                }
            }
        }
        return ids;
    }

    private static void assertCondition(String condition, Runnable action) {
        assertThatThrownBy(action::run)
                .isInstanceOfSatisfying(
                        MillraceException.class,
                        e -> assertThat(e.condition()).isEqualTo(condition));
    }
}
