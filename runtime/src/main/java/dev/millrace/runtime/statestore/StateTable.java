// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.statestore;

import dev.millrace.spi.state.StateStore;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/// A map from byte strings to byte strings with changes that can be undone: one shard of one
/// operator's state. Used by one thread at a time.
///
/// 1. `slots` is an open-addressing hash table (linear probing, power of two) of entry numbers plus
/// one.
/// 2. An entry is a number into parallel arrays; its key and value lie next to each other in a
/// `ByteArena`. A value that still fits is
///    overwritten in place, a longer one moves.
/// 3. The first change of an entry since the last `keepChanges` is noted in the journal with the
/// old value, so that `undoChanges` can restore it
///    and `changes` can be written. A removed entry stays in its slot until then, marked as not
/// live.
/// 4. Expiries stand in an array of their own with the minimum of every block, so that what is due
/// is found without touching keys and values.
final class StateTable {
    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final byte LIVE = 1;
    private static final byte TOUCHED = 2;
    private static final int NONE = -1;
    private static final int BLOCK_SHIFT = 10;

    private final ByteArena arena = new ByteArena();
    private int[] slots = new int[16];
    private int entryCount;
    private int freeEntry = NONE;
    private int usedEntries;
    private int liveCount;
    private long[] addresses = new long[8];
    private int[] hashes = new int[8];
    private int[] keyLengths = new int[8];
    private int[] valueLengths = new int[8];
    private int[] valueCapacities = new int[8];
    private byte[] flags = new byte[8];
    private long[] expiries = new long[8];

    /// At or below the expiries of the live entries of a block of 1024.
    private long[] blockMinimums = {StateStore.NEVER};

    private boolean journaled;
    private int[] journal = new int[8];
    private int[] undoStarts = new int[8];
    private int[] undoLengths = new int[8];
    private long[] undoExpiries = new long[8];
    private int journalSize;
    private byte[] undo = new byte[64];
    private int undoSize;

    /// From now on changes are noted and can be undone. Before that the table is being loaded.
    void startJournal() {
        journaled = true;
    }

    int size() {
        return liveCount;
    }

    /// Number of the entry of a key, or -1.
    int find(byte[] key, int start, int length) {
        int entry = lookup(hash(key, start, length), key, start, length);
        return entry != NONE && isLive(entry) ? entry : NONE;
    }

    private int lookup(int hash, byte[] key, int start, int length) {
        int mask = slots.length - 1;
        for (int slot = hash & mask; slots[slot] != 0; slot = slot + 1 & mask) {
            int entry = slots[slot] - 1;
            if (hashes[entry] == hash
                    && keyLengths[entry] == length
                    && arena.matches(addresses[entry], key, start, length)) {
                return entry;
            }
        }
        return NONE;
    }

    void put(
            byte[] key,
            int keyStart,
            int keyLength,
            byte[] value,
            int valueStart,
            int valueLength,
            long expiry) {
        int hash = hash(key, keyStart, keyLength);
        int entry = lookup(hash, key, keyStart, keyLength);
        if (entry == NONE) {
            entry = insert(hash, key, keyStart, keyLength, valueLength);
            note(entry, false);
        } else {
            note(entry, isLive(entry));
        }
        if (!isLive(entry)) {
            flags[entry] |= LIVE;
            liveCount++;
        }
        store(entry, value, valueStart, valueLength);
        expire(entry, expiry);
    }

    private void expire(int entry, long expiry) {
        expiries[entry] = expiry;
        int block = entry >> BLOCK_SHIFT;
        blockMinimums[block] = Math.min(blockMinimums[block], expiry);
    }

    boolean remove(byte[] key, int start, int length) {
        int entry = find(key, start, length);
        if (entry == NONE) {
            return false;
        }
        removeEntry(entry);
        return true;
    }

    void removeEntry(int entry) {
        note(entry, true);
        flags[entry] &= ~LIVE;
        liveCount--;
        if (!journaled) {
            release(entry);
        }
    }

    /// The next live entry at or after `from`, or -1.
    int nextEntry(int from) {
        for (int entry = from; entry < entryCount; entry++) {
            if (isLive(entry)) {
                return entry;
            }
        }
        return NONE;
    }

    /// The next live entry at or after `from` that expires at or before `time`, or -1.
    int nextExpired(int from, long time) {
        int entry = from;
        while (entry < entryCount) {
            int block = entry >> BLOCK_SHIFT;
            boolean isBlockStart = entry == block << BLOCK_SHIFT;
            if (isBlockStart && blockMinimums[block] <= time) {
                blockMinimums[block] = minimum(block);
            }
            int end = Math.min(entryCount, (block + 1) << BLOCK_SHIFT);
            if (blockMinimums[block] <= time) {
                for (; entry < end; entry++) {
                    if (expiries[entry] <= time && isLive(entry)) {
                        return entry;
                    }
                }
            }
            entry = end;
        }
        return NONE;
    }

    private long minimum(int block) {
        long minimum = StateStore.NEVER;
        int end = Math.min(entryCount, (block + 1) << BLOCK_SHIFT);
        for (int entry = block << BLOCK_SHIFT; entry < end; entry++) {
            if (isLive(entry)) {
                minimum = Math.min(minimum, expiries[entry]);
            }
        }
        return minimum;
    }

    long expiry(int entry) {
        return expiries[entry];
    }

    byte[] page(int entry) {
        return arena.page(addresses[entry]);
    }

    int keyStart(int entry) {
        return ByteArena.offset(addresses[entry]);
    }

    int keyLength(int entry) {
        return keyLengths[entry];
    }

    int valueStart(int entry) {
        return ByteArena.offset(addresses[entry]) + keyLengths[entry];
    }

    int valueLength(int entry) {
        return valueLengths[entry];
    }

    private boolean isLive(int entry) {
        return (flags[entry] & LIVE) != 0;
    }

    /// Accepts all changes.
    void keepChanges() {
        for (int i = 0; i < journalSize; i++) {
            int entry = journal[i];
            flags[entry] &= ~TOUCHED;
            if (!isLive(entry)) {
                release(entry);
            }
        }
        clearJournal();
        compactIfWasteful();
    }

    /// Takes all changes since the last `keepChanges` back.
    void undoChanges() {
        for (int i = 0; i < journalSize; i++) {
            int entry = journal[i];
            boolean wasLive = isLive(entry);
            if (undoLengths[i] == NONE) {
                liveCount -= wasLive ? 1 : 0;
                release(entry);
            } else {
                liveCount += wasLive ? 0 : 1;
                flags[entry] = LIVE;
                store(entry, undo, undoStarts[i], undoLengths[i]);
                expire(entry, undoExpiries[i]);
            }
        }
        clearJournal();
    }

    private void clearJournal() {
        journalSize = 0;
        undoSize = 0;
        if (undo.length > 1 << 20) {
            undo = new byte[64];
        }
    }

    /// Tells the receiver what is different from before, each key once.
    ///
    /// @return how many keys
    long changes(Receiver receiver) {
        long count = 0;
        for (int i = 0; i < journalSize; i++) {
            int entry = journal[i];
            boolean existed = undoLengths[i] != NONE;
            if (isLive(entry) ? !existed || isDifferent(entry, i) : existed) {
                count++;
                tell(entry, receiver);
            }
        }
        return count;
    }

    /// Tells the receiver all entries.
    void all(Receiver receiver) {
        for (int entry = nextEntry(0); entry != NONE; entry = nextEntry(entry + 1)) {
            tell(entry, receiver);
        }
    }

    private void tell(int entry, Receiver receiver) {
        byte[] page = page(entry);
        int length = isLive(entry) ? valueLengths[entry] : NONE;
        receiver.entry(
                page,
                keyStart(entry),
                keyLengths[entry],
                valueStart(entry),
                length,
                expiries[entry]);
    }

    private boolean isDifferent(int entry, int journalIndex) {
        int start = valueStart(entry);
        return expiries[entry] != undoExpiries[journalIndex]
                || !Arrays.equals(
                page(entry),
                start,
                start + valueLengths[entry],
                undo,
                undoStarts[journalIndex],
                undoStarts[journalIndex] + undoLengths[journalIndex]);
    }

    /// Is told one entry; the value follows in the same array.
    interface Receiver {
        /// @param valueLength -1 for a key that was removed
        void entry(
                byte[] bytes,
                int keyStart,
                int keyLength,
                int valueStart,
                int valueLength,
                long expiry);
    }

    /// Heap bytes in use.
    long memoryBytes() {
        return arena.allocatedBytes()
                + slots.length * 4L
                + addresses.length * 33L
                + journal.length * 20L
                + undo.length;
    }

    /// Bytes of all keys and values.
    long dataBytes() {
        return arena.usedBytes();
    }

    private void note(int entry, boolean existed) {
        if (!journaled || (flags[entry] & TOUCHED) != 0) {
            return;
        }
        flags[entry] |= TOUCHED;
        if (journalSize == journal.length) {
            journal = Arrays.copyOf(journal, journalSize * 2);
            undoStarts = Arrays.copyOf(undoStarts, journalSize * 2);
            undoLengths = Arrays.copyOf(undoLengths, journalSize * 2);
            undoExpiries = Arrays.copyOf(undoExpiries, journalSize * 2);
        }
        journal[journalSize] = entry;
        undoStarts[journalSize] = undoSize;
        undoLengths[journalSize] = NONE;
        undoExpiries[journalSize] = existed ? expiries[entry] : StateStore.NEVER;
        if (existed) {
            int length = valueLengths[entry];
            if (undo.length - undoSize < length) {
                undo = Arrays.copyOf(undo, Math.max(undoSize + length, undo.length * 2));
            }
            System.arraycopy(page(entry), valueStart(entry), undo, undoSize, length);
            undoLengths[journalSize] = length;
            undoSize += length;
        }
        journalSize++;
    }

    private int insert(int hash, byte[] key, int start, int length, int valueLength) {
        int entry = newEntry();
        hashes[entry] = hash;
        keyLengths[entry] = length;
        valueLengths[entry] = 0;
        valueCapacities[entry] = valueLength;
        addresses[entry] = arena.allocate(length + valueLength);
        System.arraycopy(key, start, page(entry), keyStart(entry), length);
        flags[entry] = 0;
        if ((usedEntries + 1) * 2L > slots.length) {
            grow();
        }
        usedEntries++;
        occupy(entry);
        return entry;
    }

    private void occupy(int entry) {
        int mask = slots.length - 1;
        int slot = hashes[entry] & mask;
        while (slots[slot] != 0) {
            slot = slot + 1 & mask;
        }
        slots[slot] = entry + 1;
    }

    private int newEntry() {
        if (freeEntry != NONE) {
            int entry = freeEntry;
            freeEntry = keyLengths[entry];
            return entry;
        }
        if (entryCount == addresses.length) {
            int capacity = entryCount * 2;
            addresses = Arrays.copyOf(addresses, capacity);
            hashes = Arrays.copyOf(hashes, capacity);
            keyLengths = Arrays.copyOf(keyLengths, capacity);
            valueLengths = Arrays.copyOf(valueLengths, capacity);
            valueCapacities = Arrays.copyOf(valueCapacities, capacity);
            flags = Arrays.copyOf(flags, capacity);
            expiries = Arrays.copyOf(expiries, capacity);
            growBlocks((capacity - 1 >> BLOCK_SHIFT) + 1);
        }
        return entryCount++;
    }

    private void growBlocks(int count) {
        int before = blockMinimums.length;
        blockMinimums = Arrays.copyOf(blockMinimums, count);
        Arrays.fill(blockMinimums, before, count, StateStore.NEVER);
    }

    private void grow() {
        int[] old = slots;
        slots = new int[old.length * 2];
        for (int value : old) {
            if (value != 0) {
                occupy(value - 1);
            }
        }
    }

    private void store(int entry, byte[] value, int start, int length) {
        if (length > valueCapacities[entry]) {
            long old = addresses[entry];
            long moved = arena.allocate(keyLengths[entry] + length);
            System.arraycopy(
                    arena.page(old),
                    ByteArena.offset(old),
                    arena.page(moved),
                    ByteArena.offset(moved),
                    keyLengths[entry]);
            arena.release(keyLengths[entry] + valueCapacities[entry]);
            addresses[entry] = moved;
            valueCapacities[entry] = length;
        }
        System.arraycopy(value, start, page(entry), valueStart(entry), length);
        valueLengths[entry] = length;
    }

    /// Gives an entry's number, slot and bytes back. The slots behind it move up so that no probe
    /// ends too early.
    private void release(int entry) {
        int mask = slots.length - 1;
        int hole = hashes[entry] & mask;
        while (slots[hole] != entry + 1) {
            hole = hole + 1 & mask;
        }
        for (int slot = hole + 1 & mask; slots[slot] != 0; slot = slot + 1 & mask) {
            int home = hashes[slots[slot] - 1] & mask;
            if ((slot - home & mask) >= (slot - hole & mask)) {
                slots[hole] = slots[slot];
                hole = slot;
            }
        }
        slots[hole] = 0;
        usedEntries--;
        arena.release(keyLengths[entry] + valueCapacities[entry]);
        flags[entry] = 0;
        keyLengths[entry] = freeEntry;
        freeEntry = entry;
    }

    private void compactIfWasteful() {
        if (!arena.isWasteful()) {
            return;
        }
        ByteArena.Pages old = arena.startOver();
        for (int entry = nextEntry(0); entry != NONE; entry = nextEntry(entry + 1)) {
            int length = keyLengths[entry] + valueLengths[entry];
            byte[] from = old.page(addresses[entry]);
            int start = ByteArena.offset(addresses[entry]);
            addresses[entry] = arena.allocate(length);
            valueCapacities[entry] = valueLengths[entry];
            System.arraycopy(from, start, page(entry), keyStart(entry), length);
        }
    }

    private static int hash(byte[] key, int start, int length) {
        long hash = length * 0x9E3779B97F4A7C15L;
        int at = start;
        int end = start + length;
        for (; end - at >= Long.BYTES; at += Long.BYTES) {
            hash = mix(hash ^ (long) LONGS.get(key, at));
        }
        long tail = 0;
        for (int shift = 0; at < end; at++, shift += 8) {
            tail |= (key[at] & 0xFFL) << shift;
        }
        hash = mix(hash ^ tail);
        return (int) (hash ^ hash >>> 32);
    }

    private static long mix(long value) {
        long mixed = (value ^ value >>> 32) * 0xD6E8FEB86659FD93L;
        return mixed ^ mixed >>> 29;
    }
}
