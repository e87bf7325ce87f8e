// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.stream;

/// Names of files with a time each, as compact as can be: 24 bytes a name, at most three quarters
/// of the places taken. A name is known by 128 bits of hash; that two of ten million names have the
/// same ones is less likely than 1 in 10^24. Used by one thread.
final class FileTable {
    private static final int SMALLEST = 16;
    private static final long FIRST_FACTOR = 0x9E3779B97F4A7C15L;
    private static final long SECOND_FACTOR = 0xD6E8FEB86659FD93L;

    /// Both halves of the hash; both zero for a free place.
    private long[] high = new long[SMALLEST];
    private long[] low = new long[SMALLEST];
    private long[] times = new long[SMALLEST];
    private int size;

    /// Of the name that was hashed last.
    private long first;

    private long second;

    int size() {
        return size;
    }

    boolean contains(String name) {
        hash(name);
        int place = place(first, second);
        return high[place] == first && low[place] == second;
    }

    /// Adds a name or gives it another time.
    void put(String name, long time) {
        if (size + 1 > high.length - (high.length >> 2)) {
            rebuild(Long.MIN_VALUE, high.length * 2);
        }
        hash(name);
        insert(first, second, time);
    }

    /// Forgets all names with an earlier time.
    void removeBefore(long time) {
        int kept = 0;
        for (int i = 0; i < high.length; i++) {
            if (isTaken(i) && times[i] >= time) {
                kept++;
            }
        }
        if (kept < size) {
            int capacity = SMALLEST;
            while (kept * 2 > capacity) {
                capacity *= 2;
            }
            rebuild(time, capacity);
        }
    }

    /// The share of a name, of so many equal ones.
    long share(String name, long shares) {
        hash(name);
        return Long.remainderUnsigned(second, shares);
    }

    private void insert(long first, long second, long time) {
        int place = place(first, second);
        if (!isTaken(place)) {
            high[place] = first;
            low[place] = second;
            size++;
        }
        times[place] = time;
    }

    /// Where a name is, or the free place where it would be.
    private int place(long first, long second) {
        int mask = high.length - 1;
        int place = (int) second & mask;
        while (isTaken(place) && (high[place] != first || low[place] != second)) {
            place = (place + 1) & mask;
        }
        return place;
    }

    private boolean isTaken(int place) {
        return (high[place] | low[place]) != 0;
    }

    private void rebuild(long oldest, int capacity) {
        long[] oldHigh = high;
        long[] oldLow = low;
        long[] oldTimes = times;
        high = new long[capacity];
        low = new long[capacity];
        times = new long[capacity];
        size = 0;
        for (int i = 0; i < oldHigh.length; i++) {
            if ((oldHigh[i] | oldLow[i]) != 0 && oldTimes[i] >= oldest) {
                insert(oldHigh[i], oldLow[i], oldTimes[i]);
            }
        }
    }

    /// Both halves in one walk over the name.
    private void hash(String name) {
        int length = name.length();
        long one = FIRST_FACTOR ^ length;
        long other = SECOND_FACTOR ^ length;
        int i = 0;
        for (; i + 4 <= length; i += 4) {
            long word =
                    name.charAt(i)
                            | (long) name.charAt(i + 1) << 16
                            | (long) name.charAt(i + 2) << 32
                            | (long) name.charAt(i + 3) << 48;
            one = mix(one ^ word, FIRST_FACTOR);
            other = mix(other ^ word, SECOND_FACTOR);
        }
        long rest = 0;
        for (; i < length; i++) {
            rest = rest << 16 | name.charAt(i);
        }
        first = mix(mix(one ^ rest, FIRST_FACTOR), ~FIRST_FACTOR) | 1;
        second = mix(mix(other ^ rest, SECOND_FACTOR), ~SECOND_FACTOR);
    }

    private static long mix(long one, long other) {
        return Math.unsignedMultiplyHigh(one, other) ^ one * other;
    }
}
