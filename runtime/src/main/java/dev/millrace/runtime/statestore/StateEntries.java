// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.statestore;

import java.util.Arrays;

/// What a `StateTable` knows of each of its entries, by number. Four words of one entry lie next to
/// each other, because an entry that is looked up is somewhere in memory: one miss of the cache
/// instead of one for each of them.
final class StateEntries {
    private static final int WORDS = 4;

    /// Where key and value are in the arena.
    private static final int ADDRESS = 0;

    /// Upper half: the hash; lower half: the length. Of a free entry the next free one.
    private static final int KEY = 1;

    /// Upper half: the room; lower half: the length.
    private static final int VALUE = 2;

    private static final int EXPIRY = 3;

    private long[] words = new long[8 * WORDS];
    private byte[] flags = new byte[8];

    int capacity() {
        return flags.length;
    }

    void grow(int capacity) {
        words = Arrays.copyOf(words, Math.multiplyExact(capacity, WORDS));
        flags = Arrays.copyOf(flags, capacity);
    }

    long memoryBytes() {
        return words.length * 8L + flags.length;
    }

    long address(int entry) {
        return words[entry * WORDS + ADDRESS];
    }

    void setAddress(int entry, long address) {
        words[entry * WORDS + ADDRESS] = address;
    }

    int hash(int entry) {
        return (int) (words[entry * WORDS + KEY] >>> 32);
    }

    int keyLength(int entry) {
        return (int) words[entry * WORDS + KEY];
    }

    void setKey(int entry, int hash, int length) {
        words[entry * WORDS + KEY] = (long) hash << 32 | length;
    }

    int valueCapacity(int entry) {
        return (int) (words[entry * WORDS + VALUE] >>> 32);
    }

    int valueLength(int entry) {
        return (int) words[entry * WORDS + VALUE];
    }

    void setValue(int entry, int capacity, int length) {
        words[entry * WORDS + VALUE] = (long) capacity << 32 | length;
    }

    /// Bytes of key and value in the arena.
    int room(int entry) {
        return keyLength(entry) + valueCapacity(entry);
    }

    long expiry(int entry) {
        return words[entry * WORDS + EXPIRY];
    }

    void setExpiry(int entry, long expiry) {
        words[entry * WORDS + EXPIRY] = expiry;
    }

    boolean has(int entry, int flag) {
        return (flags[entry] & flag) != 0;
    }

    /// True if it has `wanted` of the flags in `mask`, and no others of them.
    boolean has(int entry, int mask, int wanted) {
        return (flags[entry] & mask) == wanted;
    }

    void set(int entry, int flag) {
        flags[entry] |= (byte) flag;
    }

    void clear(int entry, int flag) {
        flags[entry] &= (byte) ~flag;
    }

    /// Takes all flags away but these.
    void reset(int entry, int flag) {
        flags[entry] = (byte) flag;
    }

    int nextFree(int entry) {
        return keyLength(entry);
    }

    void setNextFree(int entry, int next) {
        words[entry * WORDS + KEY] = next & 0xFFFFFFFFL;
    }
}
