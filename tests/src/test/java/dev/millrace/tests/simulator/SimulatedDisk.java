// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.simulator;

import dev.millrace.spi.storage.FileEntry;
import dev.millrace.spi.storage.FileInput;
import dev.millrace.spi.storage.FileOutput;
import dev.millrace.spi.storage.FileStore;

import org.jspecify.annotations.Nullable;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Pattern;

/// A disk in memory with one process on it that can die at any operation.
///
/// What survives is decided as a journaling file system (ext4, xfs) decides it: changes of names
/// (create, rename, delete) become durable in the order they were made, at the latest by the next
/// sync of any file or directory; the bytes of a file become durable by its own sync. What is not
/// durable yet survives in part: a prefix of the changes of names; of unsynced bytes none, all, or
/// a prefix with zeros behind it.
final class SimulatedDisk implements FileStore {
    private static final Pattern RANDOM_NAME =
            Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

    /// Called before each operation of the process, outside of all locks: lets other threads go on
    /// and the world change. Not called by threads that work in the background of the engine: when
    /// those run is not simulated, so nothing befalls them either.
    interface Pulse {
        void beat();
    }

    /// A change of names that is not durable yet.
    private interface Change {
        void apply(FileTree tree);
    }

    private final SimulatedClock clock;
    private final SplittableRandom random;
    private final List<String> trace = new ArrayList<>();
    private final List<Change> pending = new ArrayList<>();
    private FileTree live = new FileTree();
    private FileTree durable = new FileTree();
    private Fate fate = Fate.KIND;
    private Pulse pulse = () -> {};
    private long operations;
    private boolean isDead;
    private @Nullable String neverSynced;

    SimulatedDisk(SimulatedClock clock, SplittableRandom random) {
        this.clock = clock;
        this.random = random;
    }

    /// Plants a bug: files below this directory are never synced, as if the engine forgot to.
    void plantForgottenSyncs(String directory) {
        neverSynced = directory + "/";
    }

    /// A new process comes to the disk as it is now.
    synchronized void boot(Fate next, Pulse nextPulse) {
        if (isDead) {
            recover();
        }
        isDead = false;
        fate = next;
        pulse = nextPulse;
        operations = 0;
        trace.add("boot " + next);
    }

    private void recover() {
        int survivors = random.nextInt(pending.size() + 1);
        for (Change change : pending.subList(0, survivors)) {
            change.apply(durable);
        }
        pending.clear();
        live = durable.afterPowerLoss(random);
        durable = live.copy();
    }

    /// Ends the process from outside, as `kill -9` and a loss of power do.
    synchronized void kill() {
        isDead = true;
    }

    synchronized boolean isDead() {
        return isDead;
    }

    /// All that was done so far; names that are random by nature are blotted out.
    synchronized List<String> trace() {
        return List.copyOf(trace);
    }

    synchronized long operations() {
        return operations;
    }

    /// A file from the outside world, whole and durable at once.
    synchronized void bring(String path, byte[] content) {
        for (FileTree tree : List.of(live, durable)) {
            tree.put(path, FileTree.Node.file(content, clock.millis()));
        }
        trace.add("world brings " + path);
    }

    /// The outside world takes a file away.
    ///
    /// @return what it held, null if there was none
    synchronized byte @Nullable [] take(String path) {
        FileTree.Node node = live.get(path);
        if (node == null) {
            return null;
        }
        live.remove(path);
        durable.remove(path);
        trace.add("world takes " + path);
        return node.content();
    }

    synchronized List<String> paths() {
        return live.paths();
    }

    private static boolean isSimulated() {
        String name = Thread.currentThread().getName();
        return !name.startsWith("millrace-") || name.startsWith("millrace-stream-");
    }

    private void beat() {
        if (isSimulated()) {
            pulse.beat();
        }
    }

    /// Begins an operation that changes the disk; dies or fails if that is its fate.
    ///
    /// @return true if the process dies in the middle of it
    private boolean begin(String what, boolean needsSpace) throws IOException {
        requireAlive();
        if (!isSimulated()) {
            return false;
        }
        operations++;
        trace.add(RANDOM_NAME.matcher(what).replaceAll("*"));
        clock.advance(random.nextInt(40) == 0 ? 1500 : 1);
        boolean dies = operations >= fate.crashAt();
        if (dies && fate.moment() == Fate.Moment.BEFORE) {
            throw die(what);
        }
        if (operations == fate.failAt()) {
            throw new IOException("simulated I/O error: " + what);
        }
        if (needsSpace && fate.isFull(operations)) {
            throw new IOException("No space left on device (simulated): " + what);
        }
        return dies;
    }

    private SimulatedCrash die(String what) {
        isDead = true;
        trace.add("dies");
        return new SimulatedCrash("simulated crash at: " + what);
    }

    private void requireAlive() {
        if (isDead) {
            throw new SimulatedCrash("this process has died");
        }
    }

    /// Changes names; durable with the next sync.
    private void change(String what, boolean isDurable, Change change) throws IOException {
        beat();
        synchronized (this) {
            boolean dies = begin(what, false);
            change.apply(live);
            pending.add(change);
            if (isDurable && !dies) {
                flush();
            }
            if (dies) {
                throw die(what);
            }
        }
    }

    private void flush() {
        pending.forEach(change -> change.apply(durable));
        pending.clear();
    }

    @Override
    public @Nullable FileEntry entry(String path) {
        beat();
        synchronized (this) {
            requireAlive();
            FileTree.Node node = live.get(path);
            return node == null ? null : node.entry(path);
        }
    }

    @Override
    public List<FileEntry> list(String directory) throws IOException {
        beat();
        synchronized (this) {
            requireAlive();
            return live.children(directory);
        }
    }

    @Override
    public FileInput open(String path) throws IOException {
        beat();
        synchronized (this) {
            requireAlive();
            FileTree.Node node = live.get(path);
            if (node == null || node.isDirectory()) {
                throw new NoSuchFileException(path);
            }
            return new Input(node.content());
        }
    }

    private final class Input implements FileInput {
        private final byte[] content;

        Input(byte[] content) {
            this.content = content;
        }

        @Override
        public long length() {
            return content.length;
        }

        @Override
        public int read(long position, byte[] into, int offset, int length) {
            synchronized (SimulatedDisk.this) {
                requireAlive();
            }
            if (position >= content.length) {
                return -1;
            }
            int count = (int) Math.min(length, content.length - position);
            System.arraycopy(content, (int) position, into, offset, count);
            return count;
        }

        @Override
        public void close() {}
    }

    @Override
    public FileOutput create(String path) throws IOException {
        beat();
        synchronized (this) {
            String what = "create " + path;
            boolean dies = begin(what, true);
            if (live.get(path) != null) {
                throw new FileAlreadyExistsException(path);
            }
            FileTree.Node node = FileTree.Node.file(new byte[0], clock.millis());
            Change change = tree -> tree.put(path, node);
            change.apply(live);
            pending.add(change);
            if (dies) {
                throw die(what);
            }
            return new Output(path, node);
        }
    }

    private final class Output implements FileOutput {
        private final String path;
        private final FileTree.Node node;

        Output(String path, FileTree.Node node) {
            this.path = path;
            this.node = node;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            beat();
            synchronized (SimulatedDisk.this) {
                String what = "write " + path;
                boolean dies = begin(what, true);
                int count = dies && fate.moment() == Fate.Moment.DURING ? length / 2 : length;
                node.append(Arrays.copyOfRange(bytes, offset, offset + count), clock.millis());
                if (dies) {
                    throw die(what);
                }
            }
        }

        @Override
        public long position() {
            return node.length();
        }

        @Override
        public void sync() throws IOException {
            beat();
            synchronized (SimulatedDisk.this) {
                String what = "sync " + path;
                boolean dies = begin(what, false);
                if (!dies || fate.moment() == Fate.Moment.AFTER) {
                    if (neverSynced == null || !path.startsWith(neverSynced)) {
                        node.sync();
                    }
                    flush();
                }
                if (dies) {
                    throw die(what);
                }
            }
        }

        @Override
        public void close() {}
    }

    @Override
    public void createDirectories(String directory) throws IOException {
        if (entry(directory) == null) {
            long now = clock.millis();
            change("mkdir " + directory, true, tree -> tree.makeDirectories(directory, now));
        }
    }

    @Override
    public void rename(String from, String to) throws IOException {
        rename(from, to, true);
    }

    @Override
    public void renameInOrder(String from, String to) throws IOException {
        rename(from, to, false);
    }

    private void rename(String from, String to, boolean isDurable) throws IOException {
        requireSource(from);
        synchronized (this) {
            requireAlive();
            if (live.get(to) != null) {
                throw new FileAlreadyExistsException(to);
            }
        }
        change("rename " + from + " to " + to, isDurable, tree -> tree.move(from, to));
    }

    @Override
    public void replace(String from, String to) throws IOException {
        replace(from, to, true);
    }

    @Override
    public void replaceInOrder(String from, String to) throws IOException {
        replace(from, to, false);
    }

    private void replace(String from, String to, boolean isDurable) throws IOException {
        requireSource(from);
        change(
                "replace " + to + " by " + from,
                isDurable,
                tree -> {
                    tree.remove(to);
                    tree.move(from, to);
                });
    }

    @Override
    public void exchange(String one, String other) throws IOException {
        requireSource(one);
        requireSource(other);
        change("exchange " + one + " and " + other, true, tree -> tree.exchange(one, other));
    }

    private synchronized void requireSource(String path) throws IOException {
        requireAlive();
        if (live.get(path) == null) {
            throw new FileNotFoundException(path);
        }
    }

    @Override
    public void delete(String path) throws IOException {
        if (entry(path) != null) {
            change("delete " + path, false, tree -> tree.remove(path));
        }
    }

    @Override
    public String uri(String path) {
        return "file://" + path;
    }
}
