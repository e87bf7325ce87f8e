// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files;

import static dev.millrace.connector.files.Workbench.options;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.connector.files.local.LocalFileStore;
import dev.millrace.spi.connector.MicroBatchSource;
import dev.millrace.spi.connector.MicroBatchSource.Limit;
import dev.millrace.spi.connector.Options;
import dev.millrace.spi.connector.ReadRequest;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;

/// What a source asks of the file system, and that it finds everything nevertheless.
class SourceListingTest {
    private final Path root;
    private final CountingFileStore store;
    private final Workbench bench;

    SourceListingTest(@TempDir Path root) {
        this.root = root;
        // To the store, all changes lie a day back: what it says of them can be relied on.
        this.store =
                new CountingFileStore(
                        LocalFileStore.withoutSync(() -> Instant.now().plusSeconds(86_400)));
        this.bench = Workbench.over(root, store);
    }

    @Test
    void aDirectoryThatDidNotChangeIsNotListed() throws IOException {
        file("in/a", 1);
        file("in/b", 2);
        MicroBatchSource source = start(options(), "in");
        String first = source.latestOffset(null, Limit.CONFIGURED);
        store.reset();

        assertThat(source.latestOffset(first, Limit.CONFIGURED)).isEqualTo(first);

        assertThat(store.listings).isZero();
        assertThat(store.looks).isLessThan(4);
        file("in/c", 3);
        assertThat(source.latestOffset(first, Limit.CONFIGURED)).isEqualTo("{\"logOffset\":1}");
        assertThat(store.listings).isOne();
    }

    @Test
    void filesThatDidNotFitAreFoundAgainWithoutAListing() throws IOException {
        file("in/a", 1);
        file("in/b", 2);
        file("in/c", 3);
        MicroBatchSource source =
                start(options("maxFilesPerTrigger", "1", "maxCachedFiles", "0"), "in");
        String end = source.latestOffset(null, Limit.CONFIGURED);
        store.reset();

        Files.delete(root.resolve("in/b"));
        Files.createFile(root.resolve("in/.hidden"));
        end = source.latestOffset(end, Limit.CONFIGURED);
        end = source.latestOffset(end, Limit.CONFIGURED);

        assertThat(end).isEqualTo("{\"logOffset\":1}");
        assertThat(Files.readString(root.resolve("ckpt/sources/0/1"))).contains("/in/c");
        assertThat(store.listings).isOne();
    }

    @Test
    void directoriesBelowAreWatchedEach() throws IOException {
        file("in/k=x/a", 1);
        MicroBatchSource source = start(options(), "in");
        String end = source.latestOffset(null, Limit.CONFIGURED);
        store.reset();
        file("in/k=x/b", 2);
        end = source.latestOffset(end, Limit.CONFIGURED);
        assertThat(end).isEqualTo("{\"logOffset\":1}");
        assertThat(store.listings).isOne();

        file("in/k=y/a", 3);
        end = source.latestOffset(end, Limit.CONFIGURED);
        assertThat(end).isEqualTo("{\"logOffset\":2}");
        assertThat(store.listings).isEqualTo(3);
    }

    @Test
    void aGlobOfFilesLooksAtNewOnesOnly() throws IOException {
        for (int i = 0; i < 50; i++) {
            file("in/f" + i + ".lines", i);
        }
        file("in/other", 1);
        MicroBatchSource source = start(options(), "in/*.lines");
        String end = source.latestOffset(null, Limit.CONFIGURED);
        store.reset();

        file("in/g.lines", 99);
        end = source.latestOffset(end, Limit.CONFIGURED);

        assertThat(end).isEqualTo("{\"logOffset\":1}");
        assertThat(store.looks).isLessThan(5);
    }

    @Test
    void filesThatAreTooOldAreLookedAtNowAndThen() throws IOException {
        for (int i = 0; i < 1000; i++) {
            file("in/old" + i, 1);
        }
        file("in/new", 1000);
        MicroBatchSource source = start(options("maxFileAge", "1s"), "in");
        String end = source.latestOffset(null, Limit.CONFIGURED);
        store.reset();
        for (int i = 0; i < 10; i++) {
            file("in/x" + i, 1000);
            end = source.latestOffset(end, Limit.CONFIGURED);
        }
        assertThat(end).isEqualTo("{\"logOffset\":10}");
        assertThat(store.looks).isLessThan(5000);

        // Touched after it was forgotten: Spark takes such a file again.
        Files.setLastModifiedTime(root.resolve("in/old7"), FileTime.fromMillis(1_000_000));
        for (int i = 0; i < 6; i++) {
            Files.createFile(root.resolve("in/.hidden" + i));
            end = source.latestOffset(end, Limit.CONFIGURED);
        }
        assertThat(end).isEqualTo("{\"logOffset\":11}");
        assertThat(Files.readString(root.resolve("ckpt/sources/0/11.compact"))).endsWith("11}");
    }

    @Test
    void aDirectoryThatIsReplacedIsListed() throws IOException {
        file("in/k=x/a", 1);
        MicroBatchSource source = start(options(), "in");
        String end = source.latestOffset(null, Limit.CONFIGURED);
        file("other/b", 2);
        Files.move(root.resolve("in/k=x"), root.resolve("away"));
        Files.move(root.resolve("other"), root.resolve("in/k=x"));

        assertThat(source.latestOffset(end, Limit.CONFIGURED)).isEqualTo("{\"logOffset\":1}");
    }

    @Test
    void aDirectoryThatChangedAMomentAgoIsListedAgain() throws IOException {
        CountingFileStore now = new CountingFileStore(LocalFileStore.withoutSync());
        file("in/a", 1);
        MicroBatchSource source = start(Workbench.over(root, now), options(), "in");
        String end = source.latestOffset(null, Limit.CONFIGURED);
        now.reset();

        assertThat(source.latestOffset(end, Limit.CONFIGURED)).isEqualTo(end);

        assertThat(now.listings).isOne();
    }

    private void file(String path, int seconds) throws IOException {
        bench.file(path, "id=1;k=x\n", 1000L * seconds);
    }

    private MicroBatchSource start(Options options, String path) {
        return start(bench, options, path);
    }

    private static MicroBatchSource start(Workbench bench, Options options, String path) {
        return bench.connector
                .defineStream(
                        new ReadRequest(
                                "lines", Workbench.ID_AND_K, options, java.util.List.of(path)),
                        bench)
                .start(bench.fileStores().resolve("ckpt/sources/0"), bench);
    }
}
