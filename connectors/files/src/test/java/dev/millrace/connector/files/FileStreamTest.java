// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files;

import static dev.millrace.connector.files.Workbench.options;
import static dev.millrace.connector.files.Workbench.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.spi.connector.MicroBatchSource;
import dev.millrace.spi.connector.MicroBatchSource.Limit;
import dev.millrace.spi.connector.Options;
import dev.millrace.spi.connector.ReadRequest;
import dev.millrace.spi.connector.Scan;
import dev.millrace.spi.connector.ScanRequest;
import dev.millrace.spi.connector.StreamDefinition;
import dev.millrace.spi.connector.StreamSink;
import dev.millrace.spi.connector.WriteRequest.SaveMode;
import dev.millrace.spi.error.MillraceException;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

class FileStreamTest {
    private final Path root;
    private final Workbench bench;

    FileStreamTest(@TempDir Path root) {
        this.root = root;
        this.bench = Workbench.over(root);
    }

    @Test
    void filesComeOldestFirstAndOnce() throws IOException {
        bench.file("in/b", "id=1;k=x\n", 1000);
        bench.file("in/a", "id=2;k=x\n", 2000);
        bench.file("in/c", "id=3;k=x\n", 1000);
        MicroBatchSource source = start(options("maxFilesPerTrigger", "2"));

        String first = source.latestOffset(null, Limit.CONFIGURED);
        assertThat(first).isEqualTo("{\"logOffset\":0}");
        assertThat(ids(source, null, "{\"logOffset\":0}")).containsExactly(1, 3);
        bench.file("in/d", "id=4;k=x\n", 3000);
        String second = source.latestOffset(first, Limit.CONFIGURED);
        assertThat(ids(source, first, "{\"logOffset\":1}")).startsWith(2);
        String third = source.latestOffset(second, Limit.CONFIGURED);
        assertThat(ids(source, "{\"logOffset\":0}", third == null ? "" : third))
                .containsExactly(2, 4);
        assertThat(source.latestOffset(third, Limit.CONFIGURED)).isEqualTo(third);

        bench.file("in/a", "id=5;k=x\n", 9000);
        assertThat(source.latestOffset(third, Limit.CONFIGURED)).isEqualTo(third);
    }

    @Test
    void logHasSparksBytes() throws IOException {
        bench.file("in/f 0.lines", "id=1;k=x\n", 1_700_000_000_000L);
        MicroBatchSource source = start(options());

        source.latestOffset(null, Limit.CONFIGURED);

        assertThat(Files.readString(root.resolve("ckpt/sources/0/0")))
                .isEqualTo(
                        "v1\n{\"path\":\"file://"
                                + root
                                + "/in/f%200.lines\",\"timestamp\":1700000000000,\"batchId\":0}");
        assertThat(source.description()).isEqualTo("FileStreamSource[file:" + root + "/in]");
    }

    @Test
    void entryWithoutBatchIsTakenAlongAfterARestart() throws IOException {
        bench.file("in/a", "id=1;k=x\n", 1000);
        bench.file("in/b", "id=2;k=x\n", 2000);
        start(options("maxFilesPerTrigger", "1")).latestOffset(null, Limit.CONFIGURED);

        MicroBatchSource later = start(options("maxFilesPerTrigger", "1"));
        assertThat(later.latestOffset(null, Limit.CONFIGURED)).isEqualTo("{\"logOffset\":1}");
        assertThat(ids(later, null, "{\"logOffset\":1}")).containsExactly(1, 2);

        MicroBatchSource idle = start(options());
        assertThat(idle.latestOffset("{\"logOffset\":0}", Limit.CONFIGURED))
                .isEqualTo("{\"logOffset\":1}");
        assertThat(ids(idle, "{\"logOffset\":0}", "{\"logOffset\":1}")).containsExactly(2);
        assertThat(ids(idle, "0", "1")).containsExactly(2);
    }

    @Test
    void batchIsTheSameAfterItsEntryWasCompacted() throws IOException {
        for (int file = 0; file < 8; file++) {
            bench.file("in/f" + file, "id=" + file + ";k=x\n", 1000 * file);
            start(options("maxFilesPerTrigger", "1")).latestOffset(null, Limit.CONFIGURED);
        }

        assertThat(root.resolve("ckpt/sources/0/5.compact")).exists();
        MicroBatchSource later = start(options());
        assertThat(ids(later, "{\"logOffset\":3}", "{\"logOffset\":5}")).containsExactly(4, 5);
        Files.delete(root.resolve("ckpt/sources/0/4"));
        assertThat(ids(start(options()), "{\"logOffset\":3}", "{\"logOffset\":4}"))
                .containsExactly(4);
    }

    @Test
    void availableNowStopsAtWhatWasThere() throws IOException {
        bench.file("in/a", "id=1;k=x\n", 1000);
        bench.file("in/b", "id=2;k=x\n", 2000);
        MicroBatchSource source = start(options("maxFilesPerTrigger", "1"));
        source.prepareForAvailableNow();
        bench.file("in/c", "id=3;k=x\n", 3000);

        String first = source.latestOffset(null, Limit.CONFIGURED);
        String second = source.latestOffset(first, Limit.CONFIGURED);
        String third = source.latestOffset(second, Limit.CONFIGURED);

        assertThat(second).isEqualTo("{\"logOffset\":1}").isEqualTo(third);
        assertThat(start(options()).latestOffset(second, Limit.ALL)).isEqualTo("{\"logOffset\":2}");
    }

    @Test
    void limitsAndOrderFollowTheOptions() throws IOException {
        bench.file("in/a", "id=1;k=x\n", 1000);
        bench.file("in/b", "id=2;k=x\n", 2000);
        bench.file("in/c", "id=3;k=x\n", 3000);

        MicroBatchSource newestFirst =
                start(options("maxFilesPerTrigger", "1", "latestFirst", "true"), "one");
        newestFirst.latestOffset(null, Limit.CONFIGURED);
        assertThat(ids(newestFirst, null, "{\"logOffset\":0}")).containsExactly(3);

        MicroBatchSource bytes = start(options("maxBytesPerTrigger", "18"), "two");
        bytes.latestOffset(null, Limit.CONFIGURED);
        assertThat(ids(bytes, null, "{\"logOffset\":0}")).containsExactly(1, 2);

        MicroBatchSource young = start(options("maxFileAge", "1s"), "three");
        young.latestOffset(null, Limit.ALL);
        bench.file("in/old", "id=9;k=x\n", 1500);
        assertThat(young.latestOffset("{\"logOffset\":0}", Limit.ALL))
                .isEqualTo("{\"logOffset\":0}");
    }

    @Test
    void partitionsOfAStreamAreColumns() throws IOException {
        bench.file("in/k=x/a", "id=1\n", 1000);
        bench.file("in/k=y/a", "id=2\n", 2000);
        MicroBatchSource source = start(options());

        String end = source.latestOffset(null, Limit.CONFIGURED);

        assertThat(rows(source, null, end)).containsExactly(row(1, "x"), row(2, "y"));
    }

    @Test
    void partitionsThatAppearLaterAreColumnsToo() throws IOException {
        Files.createDirectories(root.resolve("in"));
        MicroBatchSource source = start(options());
        assertThat(source.latestOffset(null, Limit.CONFIGURED)).isNull();
        bench.file("in/k=x/a", "id=1\n", 1000);

        String end = source.latestOffset(null, Limit.CONFIGURED);

        assertThat(rows(source, null, end)).containsExactly(row(1, "x"));
    }

    @Test
    void wrongOptionsFailWhenTheQueryStarts() throws IOException {
        bench.file("in/a", "id=1;k=x\n");

        assertThatThrownBy(() -> start(options("maxFilesPerTrigger", "0")))
                .hasMessage(
                        "Invalid value '0' for option 'maxFilesPerTrigger', must be a positive"
                                + " integer");
        assertThatThrownBy(() -> start(options("modifiedBefore", "2020-01-01T00:00:00")))
                .hasMessage("option 'modifiedbefore' is not allowed in file stream sources");
        assertThatThrownBy(
                        () -> start(options("maxFilesPerTrigger", "1", "maxBytesPerTrigger", "1")))
                .hasMessageContaining("can't be both set");
        assertThatThrownBy(() -> start(options("cleanSource", "archive")))
                .hasMessage("Archive mode must be used with 'sourceArchiveDir' option.");
        assertThatThrownBy(() -> start(options("maxFileAge", "zz")))
                .hasMessageEndingWith("Failed to parse time string: zz");
        assertThatThrownBy(
                        () ->
                                bench.connector.defineStream(
                                        ReadRequest.inferred("lines", options(), List.of("in")),
                                        bench))
                .hasMessageStartingWith("Schema must be specified when creating");
        assertThatThrownBy(
                        () ->
                                bench.connector.defineStream(
                                        new ReadRequest(
                                                "lines",
                                                Workbench.ID_AND_K,
                                                options(),
                                                List.of("none")),
                                        bench))
                .isInstanceOfSatisfying(
                        MillraceException.class,
                        e -> assertThat(e.parameters()).containsEntry("path", "none"));
    }

    @Test
    void sinkKeepsSparksLogAndSkipsWhatItHas() throws IOException {
        StreamSink sink = sink();
        assertThat(bench.writeBatch(sink, 0, List.of(row(1, "a")))).isTrue();
        assertThat(bench.writeBatch(sink, 1, List.of(row(2, "b")))).isTrue();

        assertThat(bench.writeBatch(sink, 1, List.of(row(2, "b")))).isFalse();
        assertThat(bench.writeBatch(sink(), 0, List.of(row(1, "a")))).isFalse();
        assertThat(bench.read("out")).containsExactlyInAnyOrder(row(1, "a"), row(2, "b"));
        assertThat(Files.readString(root.resolve("out/_spark_metadata/0")))
                .matches(
                        "v1\n\\{\"path\":\"file://"
                                + root
                                + "/out/k=a/part-00000-[0-9a-f-]{36}.c000.lines\",\"size\":5,"
                                + "\"isDir\":false,\"modificationTime\":[0-9]+,"
                                + "\"blockReplication\":1,\"blockSize\":33554432,"
                                + "\"action\":\"add\"}");
        assertThat(sink.description()).isEqualTo("FileSink[file:" + root + "/out]");
    }

    @Test
    void filesThatTheLogDoesNotNameDoNotExist() throws IOException {
        bench.writeBatch(sink(), 0, List.of(row(1, "a")));
        bench.file("out/k=a/stray", "id=2\n");

        assertThat(bench.read("out")).containsExactly(row(1, "a"));

        StreamDefinition definition =
                bench.connector.defineStream(
                        new ReadRequest("lines", Workbench.ID_AND_K, options(), List.of("out")),
                        bench);
        MicroBatchSource source =
                definition.start(bench.fileStores().resolve("ckpt2/sources/0"), bench);
        String end = source.latestOffset(null, Limit.CONFIGURED);
        assertThat(rows(source, null, end)).containsExactly(row(1, "a"));
        bench.writeBatch(sink(), 1, List.of(row(3, "b")));
        String next = source.latestOffset(end, Limit.CONFIGURED);
        assertThat(rows(source, end, next)).containsExactly(row(3, "b"));
    }

    private StreamSink sink() {
        return bench.connector.openStreamSink(
                bench.writeRequest("out", SaveMode.APPEND, List.of("k"), options()), bench);
    }

    private MicroBatchSource start(Options options) {
        return start(options, "ckpt");
    }

    private MicroBatchSource start(Options options, String checkpoint) {
        StreamDefinition definition =
                bench.connector.defineStream(
                        new ReadRequest("lines", Workbench.ID_AND_K, options, List.of("in")),
                        bench);
        assertThat(definition.schema().names()).containsExactly("id", "k");
        return definition.start(bench.fileStores().resolve(checkpoint + "/sources/0"), bench);
    }

    private static List<Integer> ids(MicroBatchSource source, @Nullable String start, String end) {
        return rows(source, start, end).stream().map(row -> (Integer) row.getFirst()).toList();
    }

    private static List<List<@Nullable Object>> rows(
            MicroBatchSource source, @Nullable String start, @Nullable String end) {
        assertThat(end).isNotNull();
        try (Scan scan =
                source.scan(
                        start,
                        String.valueOf(end),
                        new ScanRequest(List.of("id", "k"), List.of()))) {
            return Workbench.rows(scan, Workbench.ID_AND_K);
        }
    }
}
