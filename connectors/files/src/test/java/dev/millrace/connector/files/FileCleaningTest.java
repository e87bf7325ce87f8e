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
import dev.millrace.spi.connector.WriteRequest.SaveMode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;

/// The option `cleanSource`.
class FileCleaningTest {
    private final Path root;
    private final Workbench bench;

    FileCleaningTest(@TempDir Path root) {
        this.root = root;
        this.bench = Workbench.over(root);
    }

    @Test
    void filesAreDeletedWhenTheirBatchIsHistory() throws IOException {
        bench.file("in/a", "id=1;k=x\n", 1000);
        bench.file("in/b", "id=2;k=x\n", 2000);
        MicroBatchSource source =
                start(options("cleanSource", "delete", "maxFilesPerTrigger", "1"), "in");
        String first = text(source.latestOffset(null, Limit.CONFIGURED));
        assertThat(bench.files("in")).containsExactly("a", "b");

        source.latestOffset(first, Limit.CONFIGURED);
        source.commit(first);
        source.close();

        assertThat(bench.files("in")).containsExactly("b");
    }

    @Test
    void archivedFilesKeepTheirPath() throws IOException {
        bench.file("in/k=x/a 1", "id=1\n", 1000);
        MicroBatchSource source =
                start(options("cleanSource", "ARCHIVE", "sourceArchiveDir", "old/here"), "in");

        source.commit(text(source.latestOffset(null, Limit.CONFIGURED)));
        source.close();

        assertThat(bench.files("in")).isEmpty();
        assertThat(root.resolve("old/here/" + root + "/in/k=x/a 1")).hasContent("id=1\n");
    }

    @Test
    void whatACrashLeftIsCleanedAfterTheRestart() throws IOException {
        bench.file("in/a", "id=1;k=x\n", 1000);
        bench.file("in/b", "id=2;k=x\n", 2000);
        Options options = options("cleanSource", "delete", "maxFilesPerTrigger", "1");
        MicroBatchSource source = start(options, "in");
        String first = text(source.latestOffset(null, Limit.CONFIGURED));
        source.latestOffset(first, Limit.CONFIGURED);

        MicroBatchSource later = start(options, "in");
        later.commit("{\"logOffset\":1}");
        later.close();

        assertThat(bench.files("in")).isEmpty();
    }

    @Test
    void aFileThatWasChangedAfterItWasTakenStays() throws IOException {
        bench.file("in/a", "id=1;k=x\n", 1000);
        MicroBatchSource source = start(options("cleanSource", "delete"), "in");
        String first = text(source.latestOffset(null, Limit.CONFIGURED));
        bench.file("in/a", "id=2;k=x\n", 5000);

        source.commit(first);
        source.close();

        assertThat(root.resolve("in/a")).hasContent("id=2;k=x\n");
    }

    @Test
    void aFileThatCannotBeCleanedDisturbsNobody() throws IOException {
        bench.configuration.put("spark.sql.streaming.fileSource.cleaner.numThreads", "0");
        bench.file("in/a", "id=1;k=x\n", 1000);
        bench.file("in/b", "id=1;k=x\n", 1000);
        MicroBatchSource source =
                start(options("cleanSource", "archive", "sourceArchiveDir", "old"), "in");
        String first = text(source.latestOffset(null, Limit.CONFIGURED));
        Files.delete(root.resolve("in/a"));
        bench.file("old" + root + "/in/b", "mine\n");

        source.commit(first);
        source.close();

        assertThat(root.resolve("in/b")).exists();
        assertThat(root.resolve("old" + root + "/in/b")).hasContent("mine\n");
    }

    @Test
    void anArchiveThatTheSourceWouldReadIsRefused() throws IOException {
        bench.file("in/k=x/a", "id=1\n", 1000);
        for (String archive : List.of("in", "in/k=x", "in/old", "", "/")) {
            assertRefused("in", archive);
        }
        assertRefused("in/*/a", "in/y");
        assertRefused("i?", "iz/old");
        start(options("cleanSource", "archive", "sourceArchiveDir", "old"), "in").close();
        start(options("cleanSource", "archive", "sourceArchiveDir", "in2/old"), "in").close();
        start(options("cleanSource", "archive", "sourceArchiveDir", "old/y"), "in/*").close();
    }

    @Test
    void theDirectoryOfASinkIsNotCleaned() {
        bench.writeBatch(
                bench.connector.openStreamSink(
                        bench.writeRequest("out", SaveMode.APPEND, List.of(), options()), bench),
                0,
                List.of(row(1, "a")));
        MicroBatchSource source = start(options("cleanSource", "delete"), "out");

        assertThatThrownBy(() -> source.latestOffset(null, Limit.CONFIGURED))
                .hasMessage(
                        "Clean up source files is not supported when reading from the output"
                                + " directory of FileStreamSink.");
    }

    @Test
    void theTimeOfAFileIsNotTouchedByReadingIt() throws IOException {
        Path file = bench.file("in/a", "id=1;k=x\n", 1000);
        MicroBatchSource source = start(options("cleanSource", "off"), "in");
        source.commit(text(source.latestOffset(null, Limit.CONFIGURED)));
        source.close();

        assertThat(Files.getLastModifiedTime(file)).isEqualTo(FileTime.fromMillis(1000));
    }

    private void assertRefused(String path, String archive) {
        String directory = archive.isEmpty() ? root.toString() : archive;
        assertThatThrownBy(
                        () ->
                                start(
                                        options(
                                                "cleanSource",
                                                "archive",
                                                "sourceArchiveDir",
                                                directory),
                                        path))
                .as("%s into %s", path, archive)
                .hasMessageStartingWith("requirement failed: Base archive path cannot be set");
    }

    private static String text(@org.jspecify.annotations.Nullable String offset) {
        assertThat(offset).isNotNull();
        return String.valueOf(offset);
    }

    private MicroBatchSource start(Options options, String path) {
        return bench.connector
                .defineStream(
                        new ReadRequest("lines", Workbench.ID_AND_K, options, List.of(path)), bench)
                .start(bench.fileStores().resolve("ckpt/sources/0"), bench);
    }
}
