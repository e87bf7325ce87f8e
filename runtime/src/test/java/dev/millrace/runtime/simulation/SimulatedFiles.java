// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.simulation;

import dev.millrace.spi.storage.FileEntry;
import dev.millrace.spi.storage.FileInput;
import dev.millrace.spi.storage.FileLocation;
import dev.millrace.spi.storage.FileOutput;
import dev.millrace.spi.storage.FileStore;
import dev.millrace.spi.storage.FileStores;
import dev.millrace.spi.storage.PathLock;
import dev.millrace.spi.storage.PathLockedException;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/// A file system in memory that loses what was not synced when it crashes, and crashes at any step
/// it is told to.
///
/// Every create, write, sync, rename, replace and delete is a step. The crash comes instead of the
/// step with the given number; from then on
/// everything fails, until `afterCrash` gives the disk as a new process would find it.
public final class SimulatedFiles implements FileStore, FileStores {
    /// The end of the process.
    public static final class Crash extends Error {
        private static final long serialVersionUID = 1L;

        Crash(String what) {
            super("simulated crash instead of: " + what, null, false, false);
        }
    }

    private static final class Content {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private int syncedLength;
    }

    private final TreeMap<String, Content> files = new TreeMap<>();
    private final Set<String> locked = new HashSet<>();
    private long steps;
    private long crashAtStep = Long.MAX_VALUE;
    private long syncs;
    private boolean isDown;
    private Predicate<String> refused = path -> false;

    @Override
    public FileLocation resolve(String path) {
        return new FileLocation(this, path.startsWith("file://") ? path.substring(7) : path);
    }

    public synchronized void crashAtStep(long step) {
        crashAtStep = step;
    }

    /// From now on these files cannot be created, as on a disk that is full.
    public synchronized void refuseCreation(Predicate<String> paths) {
        refused = paths;
    }

    public synchronized long steps() {
        return steps;
    }

    public synchronized long syncs() {
        return syncs;
    }

    /// The disk after a crash: contents as far as they were synced.
    public synchronized SimulatedFiles afterCrash() {
        SimulatedFiles disk = new SimulatedFiles();
        files.forEach(
                (path, content) -> {
                    Content kept = new Content();
                    kept.bytes.write(content.bytes.toByteArray(), 0, content.syncedLength);
                    kept.syncedLength = content.syncedLength;
                    disk.files.put(path, kept);
                });
        return disk;
    }

    public synchronized List<String> paths() {
        return List.copyOf(files.keySet());
    }

    /// Overwrites a file without any care, as a broken disk or a user would.
    public synchronized void damage(String path, byte[] content) {
        Content damaged = new Content();
        damaged.bytes.writeBytes(content);
        damaged.syncedLength = content.length;
        files.put(path, damaged);
    }

    private void step(String what) {
        check();
        if (++steps >= crashAtStep) {
            isDown = true;
            throw new Crash(what);
        }
    }

    private void check() {
        if (isDown) {
            throw new Crash("anything after the crash");
        }
    }

    @Override
    public synchronized @Nullable FileEntry entry(String path) {
        check();
        Content content = files.get(path);
        if (content != null) {
            return new FileEntry(path, false, content.bytes.size(), 0);
        }
        return files.ceilingKey(path + "/") instanceof String child && child.startsWith(path + "/")
                ? new FileEntry(path, true, 0, 0)
                : null;
    }

    @Override
    public synchronized List<FileEntry> list(String directory) throws IOException {
        check();
        Map<String, FileEntry> children = new TreeMap<>();
        String prefix = directory + "/";
        for (Map.Entry<String, Content> file : files.tailMap(prefix).entrySet()) {
            if (!file.getKey().startsWith(prefix)) {
                break;
            }
            String rest = file.getKey().substring(prefix.length());
            int slash = rest.indexOf('/');
            String name = slash < 0 ? rest : rest.substring(0, slash);
            children.put(
                    name,
                    new FileEntry(prefix + name, slash >= 0, file.getValue().bytes.size(), 0));
        }
        if (children.isEmpty()) {
            throw new NoSuchFileException(directory);
        }
        return new ArrayList<>(children.values());
    }

    @Override
    public synchronized FileInput open(String path) throws IOException {
        check();
        Content content = files.get(path);
        if (content == null) {
            throw new NoSuchFileException(path);
        }
        byte[] bytes = content.bytes.toByteArray();
        return new FileInput() {
            @Override
            public long length() {
                return bytes.length;
            }

            @Override
            public int read(long position, byte[] into, int offset, int length) {
                if (position >= bytes.length) {
                    return -1;
                }
                int count = (int) Math.min(length, bytes.length - position);
                System.arraycopy(bytes, (int) position, into, offset, count);
                return count;
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public synchronized FileOutput create(String path) throws IOException {
        step("create " + path);
        if (refused.test(path)) {
            throw new IOException("no space left for " + path);
        }
        if (files.containsKey(path)) {
            throw new FileAlreadyExistsException(path);
        }
        Content content = new Content();
        files.put(path, content);
        return new Output(path, content);
    }

    private final class Output implements FileOutput {
        private final String path;
        private final Content content;

        Output(String path, Content content) {
            this.path = path;
            this.content = content;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            synchronized (SimulatedFiles.this) {
                step("write " + path);
                content.bytes.write(bytes, offset, length);
            }
        }

        @Override
        public long position() {
            return content.bytes.size();
        }

        @Override
        public void sync() {
            synchronized (SimulatedFiles.this) {
                step("sync " + path);
                syncs++;
                content.syncedLength = content.bytes.size();
            }
        }

        @Override
        public void close() {}
    }

    @Override
    public void createDirectories(String directory) {}

    @Override
    public synchronized void rename(String from, String to) throws IOException {
        step("rename " + to);
        if (files.containsKey(to)) {
            throw new FileAlreadyExistsException(to);
        }
        move(from, to);
    }

    @Override
    public synchronized void replace(String from, String to) throws IOException {
        step("replace " + to);
        move(from, to);
    }

    private void move(String from, String to) throws IOException {
        Content content = files.remove(from);
        if (content == null) {
            throw new NoSuchFileException(from);
        }
        syncs++;
        files.put(to, content);
    }

    @Override
    public void exchange(String one, String other) {
        throw new UnsupportedOperationException();
    }

    @Override
    public synchronized void delete(String path) {
        step("delete " + path);
        files.remove(path);
        files.keySet().removeIf(file -> file.startsWith(path + "/"));
    }

    /// Locks end with `afterCrash`, as with a process.
    @Override
    public synchronized PathLock lock(String path) throws IOException {
        check();
        if (!locked.add(path)) {
            throw new PathLockedException(path, "process 1");
        }
        return () -> {
            synchronized (SimulatedFiles.this) {
                locked.remove(path);
            }
        };
    }

    public synchronized boolean isLocked(String path) {
        return locked.contains(path);
    }

    @Override
    public String uri(String path) {
        return "file://" + path;
    }
}
