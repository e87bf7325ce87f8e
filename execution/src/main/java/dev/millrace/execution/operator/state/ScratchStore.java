// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.state;

import dev.millrace.spi.state.StateStore;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;

/// State that ends with the query: a hash table in memory.
public class ScratchStore implements StateStore {
    private final Map<ByteBuffer, Entry> entries;

    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record Entry(byte[] value, long expiryMicros) {}

    /// An empty one.
    public ScratchStore() {
        entries = new HashMap<>();
    }

    /// A copy.
    public ScratchStore(ScratchStore other) {
        entries = new HashMap<>(other.entries);
    }

    @Override
    public long version() {
        return 0;
    }

    @Override
    public long size() {
        return entries.size();
    }

    @Override
    public boolean get(byte[] key, int keyStart, int keyLength, ValueBuffer into) {
        Entry entry = entries.get(ByteBuffer.wrap(key, keyStart, keyLength));
        if (entry == null) {
            return false;
        }
        into.set(entry.value, 0, entry.value.length, entry.expiryMicros);
        return true;
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
                ByteBuffer.wrap(Arrays.copyOfRange(key, keyStart, keyStart + keyLength)),
                new Entry(
                        Arrays.copyOfRange(value, valueStart, valueStart + valueLength),
                        expiryMicros));
    }

    @Override
    public boolean remove(byte[] key, int keyStart, int keyLength) {
        return entries.remove(ByteBuffer.wrap(key, keyStart, keyLength)) != null;
    }

    @Override
    public Cursor scan() {
        return new Walk(NEVER);
    }

    @Override
    public Cursor scanExpired(long micros) {
        return new Walk(micros);
    }

    @Override
    public void commit() {}

    @Override
    public void abort() {}

    @Override
    public long memoryBytes() {
        return 0;
    }

    private final class Walk implements Cursor {
        private final long untilMicros;
        private final Iterator<Map.Entry<ByteBuffer, Entry>> all = entries.entrySet().iterator();
        private byte[] key = new byte[0];
        private @Nullable Entry entry;

        Walk(long untilMicros) {
            this.untilMicros = untilMicros;
        }

        @Override
        public boolean next() {
            while (all.hasNext()) {
                Map.Entry<ByteBuffer, Entry> next = all.next();
                if (next.getValue().expiryMicros <= untilMicros) {
                    key = next.getKey().array();
                    entry = next.getValue();
                    return true;
                }
            }
            return false;
        }

        private Entry current() {
            Entry current = entry;
            if (current == null) {
                throw new IllegalStateException("no current entry");
            }
            return current;
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
            return current().value;
        }

        @Override
        public int valueStart() {
            return 0;
        }

        @Override
        public int valueLength() {
            return current().value.length;
        }

        @Override
        public long expiryMicros() {
            return current().expiryMicros;
        }

        @Override
        public void remove() {
            all.remove();
        }
    }
}
