// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.storage.FileEntry;
import dev.millrace.spi.storage.FileInput;
import dev.millrace.spi.storage.FileOutput;
import dev.millrace.spi.storage.PathLock;
import dev.millrace.spi.storage.PathLockedException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

class LocalFileStoreTest {
    private final LocalFileStore store = new LocalFileStore();
    private final Path directory;
    private final String root;

    LocalFileStoreTest(@TempDir Path directory) {
        this.directory = directory;
        this.root = directory.toString();
    }

    @Test
    void aLockHasOneHolderInAllStoresUntilItIsGivenBack() throws IOException {
        String path = root + "/deep/lock";
        LocalFileStore store = new LocalFileStore();
        try (PathLock held = store.lock(path)) {
            assertThat(held).isNotNull();
            for (LocalFileStore other : List.of(store, new LocalFileStore())) {
                assertThatThrownBy(() -> other.lock(path))
                        .isInstanceOf(PathLockedException.class)
                        .hasMessageContaining(path)
                        .hasMessageContaining("locked by this process");
            }
        }
        assertThat(Path.of(path)).hasContent(Long.toString(ProcessHandle.current().pid()));
        new LocalFileStore().lock(path).close();
    }

    @Test
    void createdFileHoldsWhatWasWritten() throws IOException {
        String path = root + "/a/b/file";
        try (FileOutput output = store.create(path)) {
            output.write(bytes("xhellox"), 1, 5);
            assertThat(output.position()).isEqualTo(5);
            output.sync();
        }

        assertThat(store.readAll(path)).isEqualTo(bytes("hello"));
        assertThat(store.entry(path)).extracting(FileEntry::sizeBytes).isEqualTo(5L);
        assertThatThrownBy(() -> store.create(path)).isInstanceOf(FileAlreadyExistsException.class);
    }

    @Test
    void namesThatAreDurableInOrderAreThereAtOnceAndKeepTheRules() throws IOException {
        store.writeNewInOrder(root + "/log/0", bytes("one"));

        assertThat(store.readAll(root + "/log/0")).isEqualTo(bytes("one"));
        assertThatThrownBy(() -> store.writeNewInOrder(root + "/log/0", bytes("other")))
                .isInstanceOf(FileAlreadyExistsException.class);
        assertThat(store.list(root + "/log")).hasSize(1);

        write("new", "two");
        store.replaceInOrder(root + "/new", root + "/log/0");
        assertThat(store.readAll(root + "/log/0")).isEqualTo(bytes("two"));
    }

    @Test
    void missingFilesAreReportedAsMissing() throws IOException {
        write("f", "x");

        assertThat(store.entry(root + "/none")).isNull();
        assertThat(store.entry(root + "/f/below")).isNull();
        assertThatThrownBy(() -> store.open(root + "/none"))
                .isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> store.list(root + "/none"))
                .isInstanceOf(NoSuchFileException.class);
        store.delete(root + "/none");
    }

    @Test
    void listIsInOrderOfNames() throws IOException {
        write("c", "1");
        write("a", "22");
        Files.createDirectory(directory.resolve("b"));
        Files.createSymbolicLink(directory.resolve("dangling"), directory.resolve("nowhere"));

        List<FileEntry> entries = store.list(root);

        assertThat(entries).extracting(FileEntry::name).containsExactly("a", "b", "c");
        assertThat(entries).extracting(FileEntry::isDirectory).containsExactly(false, true, false);
        assertThat(entries).extracting(FileEntry::sizeBytes).containsExactly(2L, 0L, 1L);
    }

    @Test
    void renameNeverOverwrites() throws IOException {
        write("from", "new");
        write("to", "old");
        Files.createDirectories(directory.resolve("dirA"));
        Files.createDirectories(directory.resolve("dirB"));

        assertThatThrownBy(() -> store.rename(root + "/from", root + "/to"))
                .isInstanceOf(FileAlreadyExistsException.class);
        assertThatThrownBy(() -> store.rename(root + "/dirA", root + "/dirB"))
                .isInstanceOf(FileAlreadyExistsException.class);
        assertThatThrownBy(() -> store.rename(root + "/missing", root + "/x"))
                .isInstanceOf(NoSuchFileException.class);
        store.rename(root + "/from", root + "/new/parent/file");

        assertThat(read("to")).isEqualTo("old");
        assertThat(read("new/parent/file")).isEqualTo("new");
        assertThat(store.entry(root + "/from")).isNull();
    }

    @Test
    void oneOfSeveralConcurrentRenamesWins() throws Exception {
        try (ExecutorService executor = Executors.newFixedThreadPool(4)) {
            for (int round = 0; round < 50; round++) {
                String target = root + "/target" + round;
                List<Future<Boolean>> attempts = new ArrayList<>();
                for (int i = 0; i < 4; i++) {
                    String source = root + "/source" + round + "-" + i;
                    write("source" + round + "-" + i, "x");
                    attempts.add(executor.submit(() -> renames(source, target)));
                }
                int wins = 0;
                for (Future<Boolean> attempt : attempts) {
                    wins += attempt.get() ? 1 : 0;
                }
                assertThat(wins).isEqualTo(1);
            }
        }
    }

    @Test
    void replaceOverwrites() throws IOException {
        write("from", "new");
        write("to", "old");

        store.replace(root + "/from", root + "/to");
        assertThat(read("to")).isEqualTo("new");
        assertThatThrownBy(() -> store.replace(root + "/from", root + "/to"))
                .isInstanceOf(NoSuchFileException.class);
        store.replace(root + "/to", root + "/p/q/to");
        assertThat(read("p/q/to")).isEqualTo("new");
    }

    @Test
    void exchangeSwapsTwoDirectories() throws IOException {
        write("one/f", "1");
        write("two/sub/g", "2");

        store.exchange(root + "/one", root + "/two/sub");

        assertThat(read("one/g")).isEqualTo("2");
        assertThat(read("two/sub/f")).isEqualTo("1");
        assertThatThrownBy(() -> store.exchange(root + "/one", root + "/none"))
                .isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void openFileStaysReadableWhenItsDirectoryIsDeleted() throws IOException {
        write("d/f", "content");

        try (FileInput input = store.open(root + "/d/f")) {
            store.delete(root + "/d");
            byte[] read = new byte[7];
            input.readFully(0, read, 0, 7);
            assertThat(read).isEqualTo(bytes("content"));
        }
        assertThat(store.entry(root + "/d")).isNull();
    }

    @Test
    void deleteDoesNotFollowLinks() throws IOException {
        write("kept/f", "x");
        Files.createDirectories(directory.resolve("gone"));
        Files.createSymbolicLink(directory.resolve("gone/link"), directory.resolve("kept"));

        store.delete(root + "/gone");

        assertThat(read("kept/f")).isEqualTo("x");
    }

    @Test
    void writeNewRefusesAnExistingNameAndLeavesNoTemporary() throws IOException {
        store.writeNew(root + "/log/0", bytes("a"));

        assertThatThrownBy(() -> store.writeNew(root + "/log/0", bytes("b")))
                .isInstanceOf(FileAlreadyExistsException.class);
        store.writeOver(root + "/log/1", bytes("c"));
        store.writeOver(root + "/log/1", bytes("d"));

        assertThat(store.list(root + "/log")).extracting(FileEntry::name).containsExactly("0", "1");
        assertThat(read("log/0")).isEqualTo("a");
        assertThat(read("log/1")).isEqualTo("d");
    }

    @Test
    void uriEncodesWhatMayNotStandInOne() {
        assertThat(store.uri("/data/in/f 0%é.json")).isEqualTo("file:///data/in/f%200%25é.json");
    }

    @Test
    void pathsAreResolvedAsHadoopDoes() {
        LocalFileStores stores = new LocalFileStores(store, "/work");

        assertThat(stores.resolve("a/../b/./c//").path()).isEqualTo("/work/b/c");
        assertThat(stores.resolve("/../a").path()).isEqualTo("/a");
        assertThat(stores.resolve("file:/a/b%20c").path()).isEqualTo("/a/b%20c");
        assertThat(stores.resolve("file:///a/{b,c}*").path()).isEqualTo("/a/{b,c}*");
        assertThat(stores.resolve("/a:b").path()).isEqualTo("/a:b");
        assertThat(stores.resolve("/").path()).isEqualTo("/");
    }

    @Test
    void pathsOfOtherSystemsAreRefusedByName() {
        LocalFileStores stores = new LocalFileStores(store, "/work");

        assertThatThrownBy(() -> stores.resolve("s3a://bucket/x"))
                .isInstanceOf(MillraceException.class)
                .hasMessageContaining("'s3a'");
        assertThatThrownBy(() -> stores.resolve("file://host/x")).hasMessageContaining("host");
        assertThatThrownBy(() -> stores.resolve("file:x")).hasMessageContaining("Relative path");
        assertThatThrownBy(() -> stores.resolve("")).hasMessageContaining("empty string");
    }

    private boolean renames(String source, String target) throws IOException {
        try {
            store.rename(source, target);
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        }
    }

    private void write(String path, String content) throws IOException {
        Path file = directory.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    private String read(String path) throws IOException {
        return Files.readString(directory.resolve(path));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
