// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.local;

import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.storage.FileEntry;
import dev.millrace.spi.storage.FileInput;
import dev.millrace.spi.storage.FileOutput;
import dev.millrace.spi.storage.FileStore;
import dev.millrace.spi.storage.PathLock;

import org.jspecify.annotations.Nullable;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/// The file system of this machine.
///
/// What is forced to the device, and when:
///
/// - The bytes of a file by `FileOutput.sync` only. The first sync of a new file is taken to make
/// its
///   name, and directories that were made for it, durable too: file systems that write their
/// metadata
///   in order (ext4, XFS, Btrfs, APFS) do that.
/// - A name by `rename`, `replace` and `exchange`, each with one sync of the directory of the
/// second
///   path; the other half of the same change goes along. A directory made by `createDirectories`,
/// or
///   for a rename, by one sync of its parent.
/// - A name by `renameInOrder` and `replaceInOrder` by whatever is synced next, on file
///   systems with one journal for all names (ext3, ext4, XFS): nothing later in it is
///   durable before. Elsewhere as by `rename`: Btrfs and F2FS may take a synced file past
///   older names.
/// - `delete` forces nothing: a deleted file that comes back after a power failure is what every
///   reader of leftovers expects anyway.
public final class LocalFileStore implements FileStore {
    private final @Nullable NativeRename nativeRename = NativeRename.find();
    private final LocalLocks locks = new LocalLocks();
    private final boolean syncs;
    private final ChangeMarks marks;
    private final DeviceKinds inOrder = new DeviceKinds(Set.of("ext3", "ext4", "xfs"));

    public LocalFileStore() {
        this(true, InstantSource.system());
    }

    private LocalFileStore(boolean syncs, InstantSource clock) {
        this.syncs = syncs;
        this.marks = new ChangeMarks(clock);
    }

    /// A store that leaves it to the system when data reaches the device. Survives the end of the
    /// process, not the end of the power: for tests that end processes by the hundred.
    public static LocalFileStore withoutSync() {
        return withoutSync(InstantSource.system());
    }

    /// @param clock by which it is told whether a directory changed a moment ago
    public static LocalFileStore withoutSync(InstantSource clock) {
        return new LocalFileStore(false, clock);
    }

    @Override
    public @Nullable FileEntry entry(String path) throws IOException {
        try {
            return entry(path, Files.readAttributes(Path.of(path), BasicFileAttributes.class));
        } catch (NoSuchFileException e) {
            return null;
        } catch (FileSystemException e) {
            if ("Not a directory".equals(e.getReason())) {
                return null;
            }
            throw e;
        }
    }

    @Override
    public List<FileEntry> list(String directory) throws IOException {
        return list(directory, name -> true);
    }

    @Override
    public List<FileEntry> list(String directory, Predicate<String> wanted) throws IOException {
        List<FileEntry> entries = new ArrayList<>();
        String prefix = directory.endsWith("/") ? directory : directory + "/";
        for (String name : names(directory)) {
            // A file that vanished since its name was read is not there.
            FileEntry entry = wanted.test(name) ? entry(prefix + name) : null;
            if (entry != null) {
                entries.add(entry);
            }
        }
        entries.sort(Comparator.comparing(FileEntry::path));
        return entries;
    }

    /// The names in a directory. The old `File` reads them in one call, several times as fast as a
    /// stream of paths, but does not say why it fails; the stream does.
    private static Iterable<String> names(String directory) throws IOException {
        String[] names = new File(directory).list();
        if (names != null) {
            return Arrays.asList(names);
        }
        List<String> read = new ArrayList<>();
        try (DirectoryStream<Path> children = Files.newDirectoryStream(Path.of(directory))) {
            for (Path child : children) {
                read.add(child.getFileName().toString());
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return read;
    }

    @Override
    public @Nullable Object changeMark(String directory) throws IOException {
        return marks.of(Path.of(directory));
    }

    @Override
    public FileInput open(String path) throws IOException {
        FileChannel channel = FileChannel.open(Path.of(path), StandardOpenOption.READ);
        try {
            return new LocalFileInput(channel);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public FileOutput create(String path) throws IOException {
        Path file = Path.of(path);
        try {
            return newOutput(file);
        } catch (NoSuchFileException e) {
            Files.createDirectories(Path.of(parent(path)));
            return newOutput(file);
        }
    }

    @Override
    public void createDirectories(String directory) throws IOException {
        Path path = Path.of(directory);
        if (Files.isDirectory(path)) {
            return;
        }
        createDirectories(parent(directory));
        try {
            Files.createDirectory(path);
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(path)) {
                throw e;
            }
            return;
        }
        syncDirectory(parent(directory));
    }

    @Override
    public void rename(String from, String to) throws IOException {
        giveName(from, to);
        syncDirectory(parent(to));
    }

    @Override
    public void renameInOrder(String from, String to) throws IOException {
        giveName(from, to);
        syncUnlessInOrder(parent(to));
    }

    private void giveName(String from, String to) throws IOException {
        createDirectories(parent(to));
        if (!renameNatively(from, to)) {
            if (Files.isDirectory(Path.of(from))) {
                // Making the directory decides who wins; an empty directory may be replaced.
                Files.createDirectory(Path.of(to));
                Files.move(Path.of(from), Path.of(to), StandardCopyOption.ATOMIC_MOVE);
            } else {
                Files.createLink(Path.of(to), Path.of(from));
                Files.delete(Path.of(from));
            }
        }
    }

    @Override
    public void replace(String from, String to) throws IOException {
        takeName(from, to);
        syncDirectory(parent(to));
    }

    @Override
    public void replaceInOrder(String from, String to) throws IOException {
        takeName(from, to);
        syncUnlessInOrder(parent(to));
    }

    private void takeName(String from, String to) throws IOException {
        Path target = Path.of(to);
        try {
            Files.move(Path.of(from), target, StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException e) {
            if (Files.isDirectory(Path.of(parent(to)))) {
                throw e;
            }
            createDirectories(parent(to));
            Files.move(Path.of(from), target, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    @Override
    public void exchange(String one, String other) throws IOException {
        int error =
                nativeRename == null
                        ? -1
                        : nativeRename.rename(one, other, NativeRename.Mode.EXCHANGE);
        if (nativeRename == null || nativeRename.isUnsupported(error)) {
            throw MillraceException.unsupported(
                    "the atomic exchange of two directories on the file system of '"
                            + other
                            + "' ("
                            + System.getProperty("os.name")
                            + ")");
        }
        throwIfFailed(error, one, other);
        syncDirectory(parent(other));
    }

    @Override
    public void delete(String path) throws IOException {
        Path start = Path.of(path);
        try {
            Files.deleteIfExists(start);
        } catch (java.nio.file.DirectoryNotEmptyException e) {
            Files.walkFileTree(start, new Deletion());
        }
    }

    @Override
    public Path localPath(String path) {
        return Path.of(path);
    }

    @Override
    public PathLock lock(String path) throws IOException {
        return locks.take(path);
    }

    @Override
    public String uri(String path) {
        try {
            return new URI("file", "", path, null, null).toString();
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("'" + path + "' is not an absolute path", e);
        }
    }

    private boolean renameNatively(String from, String to) throws IOException {
        if (nativeRename == null) {
            return false;
        }
        int error = nativeRename.rename(from, to, NativeRename.Mode.NO_REPLACE);
        if (nativeRename.isUnsupported(error)) {
            return false;
        }
        throwIfFailed(error, from, to);
        return true;
    }

    private static void throwIfFailed(int error, String from, String to) throws IOException {
        switch (error) {
            case 0 -> {}
            case NativeRename.NO_SUCH_FILE -> throw new NoSuchFileException(from, to, null);
            case NativeRename.FILE_EXISTS -> throw new FileAlreadyExistsException(from, to, null);
            default ->
                    throw new FileSystemException(
                            from, to, "the system refused the rename with error " + error);
        }
    }

    private FileOutput newOutput(Path file) throws IOException {
        return new LocalFileOutput(
                FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                syncs);
    }

    private static FileEntry entry(String path, BasicFileAttributes attributes) {
        boolean directory = attributes.isDirectory();
        return new FileEntry(
                path,
                directory,
                directory ? 0 : attributes.size(),
                attributes.lastModifiedTime().toMillis());
    }

    private void syncUnlessInOrder(String directory) throws IOException {
        if (syncs && !inOrder.include(Path.of(directory))) {
            syncDirectory(directory);
        }
    }

    private void syncDirectory(String directory) throws IOException {
        if (!syncs) {
            return;
        }
        try (FileChannel channel = FileChannel.open(Path.of(directory), StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static String parent(String path) {
        int slash = path.lastIndexOf('/');
        return slash <= 0 ? "/" : path.substring(0, slash);
    }

    /// Deletes a tree from its leaves up; follows no links, minds nothing that vanished meanwhile.
    private static final class Deletion extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
            if (failure instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
            }
            throw failure;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
                throws IOException {
            if (failure != null) {
                throw failure;
            }
            Files.deleteIfExists(directory);
            return FileVisitResult.CONTINUE;
        }
    }
}
