// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.state;

import dev.millrace.spi.state.StateStore;
import dev.millrace.spi.state.StateStores;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// State in maps, every version kept, so that a batch can be run again from the version before it.
public final class MapStates {
    private final int shardCount;

    private record Entry(byte[] value, long expiryMicros) {}

    private final Map<StateStore.Id, List<Map<ByteBuffer, Entry>>> versions = new HashMap<>();
    private int scans;

    public MapStates(int shardCount) {
        this.shardCount = shardCount;
    }

    /// How often a store was scanned so far.
    int scans() {
        return scans;
    }

    /// The stores at a version; a commit replaces what was committed as the next version before.
    public StateStores at(int version) {
        Set<StateStore.Id> opened = new HashSet<>();
        return new StateStores() {
            @Override
            public int shardCount() {
                return shardCount;
            }

            @Override
            public StateStore open(StateStore.Id id) {
                if (!opened.add(id)) {
                    throw new IllegalStateException(id + " is open already");
                }
                List<Map<ByteBuffer, Entry>> known =
                        versions.computeIfAbsent(id, i -> new ArrayList<>(List.of(Map.of())));
                if (known.size() <= version) {
                    throw new IllegalStateException("no version " + version + " of " + id);
                }
                return new Store(known, version);
            }
        };
    }

    private final class Store implements StateStore {
        private final List<Map<ByteBuffer, Entry>> known;
        private final int version;
        private final Map<ByteBuffer, Entry> entries;
        private boolean isClosed;

        Store(List<Map<ByteBuffer, Entry>> known, int version) {
            this.known = known;
            this.version = version;
            this.entries = new HashMap<>(known.get(version));
        }

        @Override
        public long version() {
            return version;
        }

        @Override
        public long size() {
            return entries.size();
        }

        @Override
        public boolean get(byte[] key, int keyStart, int keyLength, ValueBuffer into) {
            Entry value = entries.get(ByteBuffer.wrap(key, keyStart, keyLength));
            if (value != null) {
                into.set(value.value, 0, value.value.length, value.expiryMicros);
            }
            return value != null;
        }

        private static byte[] copy(byte[] bytes, int start, int length) {
            byte[] copy = new byte[length];
            System.arraycopy(bytes, start, copy, 0, length);
            return copy;
        }

        @Override
        public void put(
                byte[] key,
                int keyStart,
                int keyLength,
                byte[] value,
                int valueStart,
                int valueLength,
                long expiryMicros) {
            entries.put(
                    ByteBuffer.wrap(copy(key, keyStart, keyLength)),
                    new Entry(copy(value, valueStart, valueLength), expiryMicros));
        }

        @Override
        public boolean remove(byte[] key, int keyStart, int keyLength) {
            return entries.remove(ByteBuffer.wrap(key, keyStart, keyLength)) != null;
        }

        @Override
        public Cursor scan() {
            synchronized (MapStates.this) {
                scans++;
            }
            return new MapCursor(entries.entrySet().iterator(), NEVER);
        }

        @Override
        public Cursor scanExpired(long micros) {
            return new MapCursor(entries.entrySet().iterator(), micros);
        }

        @Override
        public void commit() {
            if (isClosed) {
                throw new IllegalStateException("committed twice");
            }
            isClosed = true;
            while (known.size() > version + 1) {
                known.removeLast();
            }
            known.add(entries);
        }

        @Override
        public void abort() {
            isClosed = true;
        }

        @Override
        public long memoryBytes() {
            return entries.size() * 100L;
        }
    }

    private static final class MapCursor implements StateStore.Cursor {
        private final Iterator<Map.Entry<ByteBuffer, Entry>> iterator;
        private final long expired;
        private byte[] key = {};
        private Entry value = new Entry(key, StateStore.NEVER);

        MapCursor(Iterator<Map.Entry<ByteBuffer, Entry>> iterator, long expired) {
            this.iterator = iterator;
            this.expired = expired;
        }

        @Override
        public boolean next() {
            while (iterator.hasNext()) {
                Map.Entry<ByteBuffer, Entry> entry = iterator.next();
                key = entry.getKey().array();
                value = entry.getValue();
                if (value.expiryMicros <= expired) {
                    return true;
                }
            }
            return false;
        }

        @Override
        public byte[] keyBytes() {
            return key;
        }

        @Override
        public int keyStart() {
            return 0;
        }

        @Override
        public int keyLength() {
            return key.length;
        }

        @Override
        public byte[] valueBytes() {
            return value.value;
        }

        @Override
        public int valueStart() {
            return 0;
        }

        @Override
        public int valueLength() {
            return value.value.length;
        }

        @Override
        public long expiryMicros() {
            return value.expiryMicros;
        }

        @Override
        public void remove() {
            iterator.remove();
        }
    }
}
