// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.layout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.connector.files.FormatFixture;
import dev.millrace.connector.files.local.LocalFileStore;
import dev.millrace.spi.storage.FileEntry;
import dev.millrace.spi.storage.FileLocation;
import dev.millrace.spi.storage.FileStore;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;

class FileListingTest {
    /// Deletes a directory just before it is listed.
    private static ListingScope.Lister deleting(Path directory) {
        return (store, listed, pattern, names) -> {
            if (listed.equals(directory.toString())) {
                Files.delete(directory);
            }
            return store.list(listed, names);
        };
    }

    @Test
    void aDirectoryThatIsRemovedWhileItIsListedIsNotThere(@TempDir Path root) throws IOException {
        Path going = Files.createDirectory(root.resolve("going"));
        Path staying = Files.createDirectory(root.resolve("staying"));
        Files.writeString(staying.resolve("a"), "1");
        FileStore store = new LocalFileStore();
        List<InputPaths.Root> roots = List.of(root(store, going), root(store, staying));
        ListingFilter filter = ListingFilter.of(FormatFixture.NO_OPTIONS, ZoneOffset.UTC);
        assertThat(
                        FileListing.leaves(
                                roots, filter, ListingScope.ofPaths(path -> true, deleting(going))))
                .extracting(leaf -> leaf.entry().name())
                .containsExactly("a");
    }

    private static InputPaths.Root root(FileStore store, Path directory) throws IOException {
        FileEntry entry = Objects.requireNonNull(store.entry(directory.toString()));
        return new InputPaths.Root(new FileLocation(store, directory.toString()), entry);
    }
}
