// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.simulator;

import dev.millrace.spi.storage.FileEntry;

import org.jspecify.annotations.Nullable;

import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/// Names and what they stand for. Not thread-safe.
final class FileTree {
    private final TreeMap<String, Node> nodes = new TreeMap<>();

    FileTree() {
        nodes.put("/", Node.directory(0));
    }

    /// A file or directory. A file is the same object in the live and in the durable tree: what of
    /// its bytes is durable it knows itself.
    static final class Node {
        private final boolean isDirectory;
        private byte[] content;
        private int syncedLength;
        private long modifiedMillis;

        private Node(boolean isDirectory, byte[] content, long modifiedMillis) {
            this.isDirectory = isDirectory;
            this.content = content;
            this.syncedLength = content.length;
            this.modifiedMillis = modifiedMillis;
        }

        static Node file(byte[] content, long modifiedMillis) {
            return new Node(false, content, modifiedMillis);
        }

        static Node directory(long modifiedMillis) {
            return new Node(true, new byte[0], modifiedMillis);
        }

        boolean isDirectory() {
            return isDirectory;
        }

        byte[] content() {
            return content;
        }

        int length() {
            return content.length;
        }

        void append(byte[] more, long nowMillis) {
            int before = content.length;
            content = Arrays.copyOf(content, before + more.length);
            System.arraycopy(more, 0, content, before, more.length);
            modifiedMillis = nowMillis;
        }

        void sync() {
            syncedLength = content.length;
        }

        FileEntry entry(String path) {
            return new FileEntry(path, isDirectory, content.length, modifiedMillis);
        }

        /// Of the bytes that were not synced, none, all, or some with zeros behind them.
        Node afterPowerLoss(SplittableRandom random) {
            int unsynced = content.length - syncedLength;
            if (isDirectory || unsynced == 0) {
                return isDirectory ? this : file(content, modifiedMillis);
            }
            int kept =
                    switch (random.nextInt(3)) {
                        case 0 -> 0;
                        case 1 -> unsynced;
                        default -> random.nextInt(unsynced);
                    };
            boolean hasZeros = random.nextBoolean();
            byte[] left = Arrays.copyOf(content, syncedLength + kept);
            return file(hasZeros ? Arrays.copyOf(left, content.length) : left, modifiedMillis);
        }
    }

    @Nullable Node get(String path) {
        return nodes.get(path);
    }

    void put(String path, Node node) {
        makeDirectories(parent(path), node.modifiedMillis);
        nodes.put(path, node);
    }

    void makeDirectories(String directory, long nowMillis) {
        for (String path = directory; !nodes.containsKey(path); path = parent(path)) {
            nodes.put(path, Node.directory(nowMillis));
        }
    }

    private static String parent(String path) {
        int slash = path.lastIndexOf('/');
        return slash <= 0 ? "/" : path.substring(0, slash);
    }

    /// Removes a file or a directory with all in it.
    void remove(String path) {
        nodes.remove(path);
        below(path).clear();
    }

    private Map<String, Node> below(String directory) {
        return nodes.subMap(directory + "/", directory + "0");
    }

    void move(String from, String to) {
        Map<String, Node> moved = taken(from, to);
        makeDirectories(parent(to), 0);
        nodes.putAll(moved);
    }

    void exchange(String one, String other) {
        Map<String, Node> moved = taken(one, other);
        moved.putAll(taken(other, one));
        nodes.putAll(moved);
    }

    private Map<String, Node> taken(String from, String to) {
        Map<String, Node> taken = new TreeMap<>();
        Node self = nodes.remove(from);
        if (self != null) {
            taken.put(to, self);
        }
        below(from).forEach((path, node) -> taken.put(to + path.substring(from.length()), node));
        below(from).clear();
        return taken;
    }

    List<FileEntry> children(String directory) throws NoSuchFileException {
        Node self = nodes.get(directory);
        if (self == null || !self.isDirectory) {
            throw new NoSuchFileException(directory);
        }
        List<FileEntry> children = new ArrayList<>();
        int start = directory.equals("/") ? 1 : directory.length() + 1;
        below(directory.equals("/") ? "" : directory)
                .forEach(
                        (path, node) -> {
                            if (path.length() > start && path.indexOf('/', start) < 0) {
                                children.add(node.entry(path));
                            }
                        });
        return children;
    }

    List<String> paths() {
        return nodes.entrySet().stream()
                .filter(node -> !node.getValue().isDirectory)
                .map(Map.Entry::getKey)
                .toList();
    }

    FileTree copy() {
        FileTree copy = new FileTree();
        copy.nodes.putAll(nodes);
        return copy;
    }

    /// The tree that a new process finds.
    FileTree afterPowerLoss(SplittableRandom random) {
        FileTree after = new FileTree();
        nodes.forEach((path, node) -> after.nodes.put(path, node.afterPowerLoss(random)));
        return after;
    }
}
