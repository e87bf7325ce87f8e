// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.statestore;

import dev.millrace.spi.state.StateStore;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/// A map from byte strings to byte strings with changes that can be undone: one shard of one
/// operator's state, or what is in memory of it. Used by one thread at a time.
///
/// 1. `slots` is an open-addressing hash table (linear probing, power of two) of entry numbers plus
/// one, each below its key's hash: so a probe, growth and removal look at no entry but the right
/// one.
/// 2. An entry is a number (`StateEntries`); its key and value lie next to each other in a
/// `ByteArena`. A value that still fits is
///    overwritten in place, a longer one moves.
/// 3. The first change of an entry since the last `keepChanges` is noted in the journal with the
/// old value, so that `undoChanges` can restore it
///    and `changes` can be written. A removed entry stays in its slot until then, marked as not
/// live.
/// 4. Expiries stand in an array of their own with the minimum of every block, so that what is due
/// is found without touching keys and values.
/// 5. While a snapshot is taken in slices, the first change of an entry that no slice has reached
/// yet hands its old form to the snapshot (`TableSnapshot`).
/// 6. Above a database (`BackedTable`) an entry may also stand for a key that is known to be
/// absent; what was changed since the database was brought up to date is marked as dirty.
final class StateTable implements ShardTable {
    static final int NONE = -1;
    private static final byte LIVE = 1;
    private static final byte TOUCHED = 2;
    private static final byte SAVED = 4;
    private static final byte DIRTY = 8;
    private static final byte BELOW = 16;
    private static final byte USED = 32;
    private static final int BLOCK_SHIFT = 10;

    private final ByteArena arena = new ByteArena();
    private long[] slots = new long[16];
    private int entryCount;
    private int freeEntry = NONE;
    private int usedEntries;
    private int liveCount;
    private final StateEntries entries = new StateEntries();

    /// The expiries by which the database below finds the entries; empty if there is none below.
    private long[] expiriesBelow = new long[0];

    /// At or below the expiries of the live entries of a block of 1024.
    private long[] blockMinimums = {StateStore.NEVER};

    private boolean journaled;
    private final boolean backed;
    private @Nullable TableSnapshot snapshot;
    private final Journal journal = new Journal();

    /// A table that holds everything.
    StateTable() {
        this(false);
    }

    /// @param backed true if a database is below it
    StateTable(boolean backed) {
        this.backed = backed;
        if (backed) {
            expiriesBelow = new long[entries.capacity()];
            journaled = true;
        }
    }

    /// From now on changes are noted and can be undone. Before that the table is being loaded.
    void startJournal() {
        journaled = true;
    }

    @Override
    public long size() {
        return liveCount;
    }

    /// One more than the highest number of an entry.
    int entryLimit() {
        return entryCount;
    }

    /// Number of the entry of a key, or -1.
    int find(byte[] key, int start, int length) {
        int entry = lookup(KeyHash.of(key, start, length), key, start, length);
        return entry != NONE && isLive(entry) ? entry : NONE;
    }

    /// Number of the entry of a key, even if it says that the key is absent, or -1.
    int findAny(byte[] key, int start, int length) {
        return lookup(KeyHash.of(key, start, length), key, start, length);
    }

    private int lookup(int hash, byte[] key, int start, int length) {
        int mask = slots.length - 1;
        for (int at = hash & mask; slots[at] != 0; at = at + 1 & mask) {
            long slot = slots[at];
            int entry = entryIn(slot);
            if (hashIn(slot) == hash
                    && entries.keyLength(entry) == length
                    && arena.matches(entries.address(entry), key, start, length)) {
                return entry;
            }
        }
        return NONE;
    }

    private static long slotOf(int hash, int entry) {
        return (long) hash << 32 | entry + 1;
    }

    private static int hashIn(long slot) {
        return (int) (slot >>> 32);
    }

    private static int entryIn(long slot) {
        return (int) slot - 1;
    }

    @Override
    public boolean get(byte[] key, int start, int length, StateStore.ValueBuffer into) {
        int entry = find(key, start, length);
        if (entry == NONE) {
            return false;
        }
        read(entry, into);
        return true;
    }

    /// Copies an entry's value.
    void read(int entry, StateStore.ValueBuffer into) {
        into.set(page(entry), valueStart(entry), valueLength(entry), expiry(entry));
    }

    @Override
    public void put(
            byte[] key,
            int keyStart,
            int keyLength,
            byte[] value,
            int valueStart,
            int valueLength,
            long expiry) {
        int hash = KeyHash.of(key, keyStart, keyLength);
        int entry = lookup(hash, key, keyStart, keyLength);
        if (entry == NONE) {
            entry = insert(hash, key, keyStart, keyLength, valueLength);
            note(entry, false);
        } else {
            note(entry, isLive(entry));
        }
        if (!isLive(entry)) {
            entries.set(entry, LIVE);
            liveCount++;
        }
        store(entry, value, valueStart, valueLength);
        expire(entry, expiry);
    }

    /// Takes up an entry of the database below as it is there.
    ///
    /// @return its number
    int cache(
            byte[] key,
            int keyStart,
            int keyLength,
            byte[] value,
            int valueStart,
            int valueLength,
            long expiry) {
        int hash = KeyHash.of(key, keyStart, keyLength);
        int entry = insert(hash, key, keyStart, keyLength, valueLength);
        entries.set(entry, LIVE | BELOW);
        liveCount++;
        store(entry, value, valueStart, valueLength);
        expire(entry, expiry);
        expiriesBelow[entry] = expiry;
        return entry;
    }

    /// Takes note that the database below has no such key.
    int cacheAbsent(byte[] key, int start, int length) {
        int entry = insert(KeyHash.of(key, start, length), key, start, length, 0);
        entries.setExpiry(entry, StateStore.NEVER);
        expiriesBelow[entry] = StateStore.NEVER;
        return entry;
    }

    private void expire(int entry, long expiry) {
        entries.setExpiry(entry, expiry);
        int block = entry >> BLOCK_SHIFT;
        blockMinimums[block] = Math.min(blockMinimums[block], expiry);
    }

    @Override
    public boolean remove(byte[] key, int start, int length) {
        int entry = find(key, start, length);
        if (entry == NONE) {
            return false;
        }
        removeEntry(entry);
        return true;
    }

    void removeEntry(int entry) {
        note(entry, true);
        entries.clear(entry, LIVE);
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
                    if (expiry(entry) <= time && isLive(entry)) {
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
                minimum = Math.min(minimum, expiry(entry));
            }
        }
        return minimum;
    }

    long expiry(int entry) {
        return entries.expiry(entry);
    }

    byte[] page(int entry) {
        return arena.page(entries.address(entry));
    }

    int keyStart(int entry) {
        return ByteArena.offset(entries.address(entry));
    }

    int keyLength(int entry) {
        return entries.keyLength(entry);
    }

    int valueStart(int entry) {
        return ByteArena.offset(entries.address(entry)) + entries.keyLength(entry);
    }

    int valueLength(int entry) {
        return entries.valueLength(entry);
    }

    boolean isLive(int entry) {
        return entries.has(entry, LIVE);
    }

    @Override
    public StateStore.Cursor scan() {
        return new TableCursor(this, StateStore.NEVER);
    }

    @Override
    public StateStore.Cursor scanExpired(long micros) {
        return new TableCursor(this, micros);
    }

    @Override
    public void keepChanges() {
        for (int i = 0; i < journal.size(); i++) {
            int entry = journal.entry(i);
            entries.clear(entry, TOUCHED);
            if (backed) {
                entries.set(entry, DIRTY);
            } else if (!isLive(entry)) {
                release(entry);
            }
        }
        journal.clear();
        compactIfWasteful();
    }

    @Override
    public void undoChanges() {
        for (int i = 0; i < journal.size(); i++) {
            int entry = journal.entry(i);
            boolean wasLive = isLive(entry);
            entries.clear(entry, TOUCHED);
            if (!journal.existed(i)) {
                liveCount -= wasLive ? 1 : 0;
                entries.clear(entry, LIVE);
                if (!backed) {
                    release(entry);
                }
            } else {
                liveCount += wasLive ? 0 : 1;
                entries.set(entry, LIVE);
                store(entry, journal.page(i), journal.start(i), journal.length(i));
                expire(entry, journal.expiry(i));
            }
        }
        journal.clear();
    }

    @Override
    public long changes(Receiver receiver) {
        long count = 0;
        for (int i = 0; i < journal.size(); i++) {
            int entry = journal.entry(i);
            boolean existed = journal.existed(i);
            if (isLive(entry) ? !existed || isDifferent(entry, i) : existed) {
                count++;
                tell(entry, receiver);
            }
        }
        return count;
    }

    /// What is different from the database below; afterwards nothing is.
    ///
    /// @param receiver told the changes, with the expiries below
    void settle(DirtyReceiver receiver) {
        for (int entry = 0; entry < entryCount; entry++) {
            if (!entries.has(entry, DIRTY)) {
                continue;
            }
            entries.clear(entry, DIRTY);
            boolean isBelow = entries.has(entry, BELOW);
            if (isBelow || isLive(entry)) {
                receiver.dirty(entry, expiriesBelow[entry]);
            }
            if (isLive(entry)) {
                entries.set(entry, BELOW);
                expiriesBelow[entry] = expiry(entry);
            } else {
                release(entry);
            }
        }
    }

    /// Is told an entry that the database below does not know as it is.
    interface DirtyReceiver {
        /// @param expiryBelow `NEVER` if it has none there
        void dirty(int entry, long expiryBelow);
    }

    /// Begins a snapshot of the present content; there must be no changes to undo.
    TableSnapshot startSnapshot() {
        TableSnapshot started = new TableSnapshot(this, entryCount, liveCount);
        snapshot = started;
        return started;
    }

    void endSnapshot() {
        snapshot = null;
    }

    /// Forgets that an entry is not part of a snapshot.
    void forget(int entry) {
        entries.clear(entry, SAVED);
    }

    /// Tells an entry that a snapshot has reached, unless it is not part of it, and forgets that it
    /// was not.
    boolean tellOnce(int entry, Receiver receiver) {
        boolean isPart = entries.has(entry, LIVE | SAVED, LIVE);
        entries.clear(entry, SAVED);
        if (isPart) {
            tell(entry, receiver);
        }
        return isPart;
    }

    private void tell(int entry, Receiver receiver) {
        byte[] page = page(entry);
        int length = isLive(entry) ? entries.valueLength(entry) : NONE;
        receiver.entry(
                page,
                keyStart(entry),
                entries.keyLength(entry),
                valueStart(entry),
                length,
                expiry(entry));
    }

    private boolean isDifferent(int entry, int index) {
        int start = valueStart(entry);
        return expiry(entry) != journal.expiry(index)
                || !Arrays.equals(
                        page(entry),
                        start,
                        start + entries.valueLength(entry),
                        journal.page(index),
                        journal.start(index),
                        journal.start(index) + journal.length(index));
    }

    @Override
    public long memoryBytes() {
        return arena.allocatedBytes()
                + slots.length * 8L
                + entries.memoryBytes()
                + expiriesBelow.length * 8L
                + journal.memoryBytes();
    }

    /// Bytes of all keys and values.
    long dataBytes() {
        return arena.usedBytes();
    }

    private void note(int entry, boolean existed) {
        if (!journaled || entries.has(entry, TOUCHED)) {
            return;
        }
        entries.set(entry, TOUCHED);
        if (snapshot != null && existed && !entries.has(entry, SAVED) && snapshot.awaits(entry)) {
            tell(entry, snapshot);
            entries.set(entry, SAVED);
        }
        if (existed) {
            int length = entries.valueLength(entry);
            journal.addExisting(entry, page(entry), valueStart(entry), length, expiry(entry));
        } else {
            journal.addNew(entry);
        }
    }

    private int insert(int hash, byte[] key, int start, int length, int valueLength) {
        int entry = newEntry();
        entries.setKey(entry, hash, length);
        entries.setValue(entry, valueLength, 0);
        entries.setAddress(entry, arena.allocate(length + valueLength));
        System.arraycopy(key, start, page(entry), keyStart(entry), length);
        boolean isLeftOut = snapshot != null && snapshot.awaits(entry);
        entries.reset(entry, isLeftOut ? USED | SAVED : USED);
        if ((usedEntries + 1) * 2L > slots.length) {
            grow();
        }
        usedEntries++;
        occupy(slotOf(hash, entry));
        return entry;
    }

    private void occupy(long slot) {
        int mask = slots.length - 1;
        int at = hashIn(slot) & mask;
        while (slots[at] != 0) {
            at = at + 1 & mask;
        }
        slots[at] = slot;
    }

    private int newEntry() {
        if (freeEntry != NONE) {
            int entry = freeEntry;
            freeEntry = entries.nextFree(entry);
            return entry;
        }
        if (entryCount == entries.capacity()) {
            int capacity = entryCount * 2;
            entries.grow(capacity);
            if (backed) {
                expiriesBelow = Arrays.copyOf(expiriesBelow, capacity);
            }
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
        long[] old = slots;
        slots = new long[old.length * 2];
        for (long slot : old) {
            if (slot != 0) {
                occupy(slot);
            }
        }
    }

    private void store(int entry, byte[] value, int start, int length) {
        int capacity = entries.valueCapacity(entry);
        if (length > capacity) {
            int keyLength = entries.keyLength(entry);
            long old = entries.address(entry);
            long moved = arena.allocate(keyLength + length);
            System.arraycopy(
                    arena.page(old),
                    ByteArena.offset(old),
                    arena.page(moved),
                    ByteArena.offset(moved),
                    keyLength);
            arena.release(keyLength + capacity);
            entries.setAddress(entry, moved);
            capacity = length;
        }
        System.arraycopy(value, start, page(entry), valueStart(entry), length);
        entries.setValue(entry, capacity, length);
    }

    /// Gives an entry's number, slot and bytes back. The slots behind it move up so that no probe
    /// ends too early.
    private void release(int entry) {
        int mask = slots.length - 1;
        int hash = entries.hash(entry);
        long slot = slotOf(hash, entry);
        int hole = hash & mask;
        while (slots[hole] != slot) {
            hole = hole + 1 & mask;
        }
        for (int at = hole + 1 & mask; slots[at] != 0; at = at + 1 & mask) {
            int home = hashIn(slots[at]) & mask;
            if ((at - home & mask) >= (at - hole & mask)) {
                slots[hole] = slots[at];
                hole = at;
            }
        }
        slots[hole] = 0;
        usedEntries--;
        arena.release(entries.room(entry));
        entries.reset(entry, 0);
        entries.setNextFree(entry, freeEntry);
        freeEntry = entry;
    }

    private void compactIfWasteful() {
        if (!arena.isWasteful()) {
            return;
        }
        ByteArena.Pages old = arena.startOver();
        for (int entry = 0; entry < entryCount; entry++) {
            if (!entries.has(entry, USED)) {
                continue;
            }
            int keyLength = entries.keyLength(entry);
            int valueLength = isLive(entry) ? entries.valueLength(entry) : 0;
            int length = keyLength + valueLength;
            byte[] from = old.page(entries.address(entry));
            int start = ByteArena.offset(entries.address(entry));
            entries.setAddress(entry, arena.allocate(length));
            entries.setValue(entry, valueLength, valueLength);
            System.arraycopy(from, start, page(entry), keyStart(entry), length);
        }
    }
}
