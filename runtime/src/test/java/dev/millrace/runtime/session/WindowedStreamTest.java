// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.execution.task.Cancellation;
import dev.millrace.execution.task.Workers;
import dev.millrace.plan.logical.OutputMode;
import dev.millrace.plan.relation.ParsedExpression;
import dev.millrace.plan.relation.ParsedExpression.Call;
import dev.millrace.plan.relation.ParsedExpression.Name;
import dev.millrace.plan.relation.Relation;
import dev.millrace.runtime.simulation.FakeTopic;
import dev.millrace.runtime.simulation.SimulatedFiles;
import dev.millrace.runtime.streaming.BatchFunction;
import dev.millrace.runtime.streaming.StreamStart;
import dev.millrace.runtime.streaming.StreamingQuery;
import dev.millrace.runtime.streaming.Trigger;
import dev.millrace.spi.column.BoxedValues;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.connector.Connector;
import dev.millrace.spi.connector.ConnectorContext;
import dev.millrace.spi.connector.Options;
import dev.millrace.spi.connector.ReadRequest;
import dev.millrace.spi.connector.StreamDefinition;
import dev.millrace.spi.connector.StreamSink;
import dev.millrace.spi.connector.Table;
import dev.millrace.spi.connector.WriteRequest;
import dev.millrace.spi.connector.WriteTarget;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/// The whole way of a streaming query through analyser, optimizer and operators.
@Timeout(60)
class WindowedStreamTest {
    private final FakeTopic topic = new FakeTopic(2);
    private final SimulatedFiles files = new SimulatedFiles();
    private final AtomicLong seeds = new AtomicLong();
    private final Engine engine =
            new Engine(
                    new EngineParts(
                            files,
                            List.of(new TopicFormat(topic)),
                            new Workers(2),
                            Clock.fixed(Instant.EPOCH, ZoneOffset.UTC),
                            System::nanoTime,
                            seeds::incrementAndGet,
                            new PrintStream(PrintStream.nullOutputStream()),
                            Map.of("spark.sql.session.timeZone", "UTC")),
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
    void appendModeGivesAWindowOutOnceOverRestarts() throws InterruptedException {
        topic.add(1, "a");
        topic.add(2, "a");
        topic.add(13, "b");
        List<List<?>> given = new ArrayList<>();
        run(OutputMode.APPEND, given);
        assertThat(given).containsExactly(List.of(0L, 10_000_000L, "a", 2L));
        topic.add(25, "b");
        run(OutputMode.APPEND, given);
        assertThat(given)
                .containsExactly(
                        List.of(0L, 10_000_000L, "a", 2L),
                        List.of(10_000_000L, 20_000_000L, "b", 1L));
    }

    @Test
    void updateModeGivesChangedGroups() throws InterruptedException {
        topic.add(1, "a");
        topic.add(2, "a");
        topic.add(3, "a");
        List<List<?>> given = new ArrayList<>();
        run(OutputMode.UPDATE, given);
        assertThat(given)
                .containsExactly(
                        List.of(0L, 10_000_000L, "a", 2L), List.of(0L, 10_000_000L, "a", 3L));
    }

    @Test
    void completeModeKeepsTheWholeResultInMemory() throws InterruptedException {
        topic.add(1, "a");
        topic.add(2, "b");
        topic.add(3, "a");
        StreamingQuery query = session.streams().start(start(OutputMode.COMPLETE, "memory", null));
        query.awaitTermination(null);
        Relation table = new Relation.NamedTable(List.of("windows"), Map.of(), false, null);
        List<List<?>> rows = new ArrayList<>();
        try (QueryResult result = session.execute(table, new Cancellation())) {
            for (ColumnBatch batch = result.next(); batch != null; batch = result.next()) {
                addRows(batch, result.schema(), rows);
            }
        }
        assertThat(rows)
                .containsExactlyInAnyOrder(
                        List.of(0L, 10_000_000L, "a", 2L), List.of(0L, 10_000_000L, "b", 1L));
        assertThat(query.lastProgress())
                .contains("\"operatorName\":\"stateStoreSave\",\"numRowsTotal\":2");
    }

    @Test
    void shapesThatCannotStreamAreRefusedAtTheStart() {
        assertThatThrownBy(
                        () ->
                                session.streams()
                                        .start(
                                                new StreamStart(
                                                        new Relation.Range(0, 5, 1),
                                                        "noop",
                                                        null,
                                                        null,
                                                        null,
                                                        OutputMode.APPEND,
                                                        new Trigger.Once(),
                                                        null,
                                                        List.of(),
                                                        Map.of())))
                .isInstanceOfSatisfying(
                        MillraceException.class,
                        e -> assertThat(e.condition()).isEqualTo("WRITE_STREAM_NOT_ALLOWED"));
        assertThatThrownBy(() -> session.execute(windows(), new Cancellation()))
                .hasMessageContaining("Queries with streaming sources must be executed with");
    }

    private void run(OutputMode mode, List<List<?>> given) throws InterruptedException {
        session.streams().start(start(mode, null, given)).awaitTermination(Duration.ofSeconds(50));
    }

    private static StreamStart start(
            OutputMode mode, @Nullable String format, @Nullable List<List<?>> given) {
        BatchFunction function =
                (schema, batches, id) ->
                        batches.forEach(b -> addRows(b, schema, Objects.requireNonNull(given)));
        return new StreamStart(
                windows(),
                format,
                given == null ? null : function,
                null,
                null,
                mode,
                new Trigger.AvailableNow(),
                "windows",
                List.of(),
                Map.of("checkpointLocation", "/ckpt"));
    }

    private static void addRows(ColumnBatch batch, DataType.Struct schema, List<List<?>> rows) {
        rows.addAll(BoxedValues.rows(batch, schema));
    }

    private static Relation windows() {
        Relation read =
                new Relation.Read(
                        new ReadRequest("topic", null, new Options(Map.of()), List.of()), true);
        ParsedExpression window =
                Call.of(
                        "window",
                        Name.of("time"),
                        new ParsedExpression.Literal("10 seconds", DataType.STRING));
        Relation counted =
                new Relation.Aggregate(
                        new Relation.Watermark(read, "time", "0 seconds"),
                        Relation.Grouping.GROUP_BY,
                        List.of(window, Name.of("key")),
                        List.of(),
                        List.of(
                                Call.of(
                                        "count",
                                        new ParsedExpression.Literal(1, DataType.INTEGER))),
                        true,
                        null);
        return new Relation.Project(
                counted,
                List.of(
                        Name.of("window", "start"),
                        Name.of("window", "end"),
                        Name.of("key"),
                        Name.of("count(1)")));
    }

    private record TopicFormat(FakeTopic topic) implements Connector {
        @Override
        public Set<String> formats() {
            return Set.of("topic");
        }

        @Override
        public StreamDefinition defineStream(ReadRequest request, ConnectorContext context) {
            return topic;
        }

        @Override
        public Table openTable(ReadRequest request, ConnectorContext context) {
            throw new UnsupportedOperationException();
        }

        @Override
        public WriteTarget openWrite(WriteRequest request, ConnectorContext context) {
            throw new UnsupportedOperationException();
        }

        @Override
        public StreamSink openStreamSink(WriteRequest request, ConnectorContext context) {
            throw new UnsupportedOperationException();
        }
    }
}
