// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.user;

import dev.millrace.spi.state.StateStore;

import java.util.Arrays;

/// The timers of each key: one entry with their times in milliseconds, the earliest first, which
/// expires with the earliest. Keys without timers have no entry.
record StoredTimers(int id, KeyedState entries) {
    long[] read() {
        StateStore.ValueBuffer found = new StateStore.ValueBuffer();
        return entries.of(id).get(found) ? times(found.bytes(), 0, found.length()) : new long[0];
    }

    static long[] times(byte[] bytes, int start, int length) {
        long[] times = new long[length / Long.BYTES];
        for (int i = 0; i < times.length; i++) {
            times[i] = KeyedState.number(bytes, start + i * Long.BYTES);
        }
        return times;
    }

    private void write(long[] times) {
        if (times.length == 0) {
            entries.of(id).remove();
            return;
        }
        byte[] bytes = KeyedState.numbers(times);
        entries.of(id).put(bytes, 0, bytes.length, KeyedState.expiry(times[0]));
    }

    void add(long millis) {
        long[] times = read();
        int found = Arrays.binarySearch(times, millis);
        if (found >= 0) {
            return;
        }
        int at = -found - 1;
        long[] more = Arrays.copyOf(times, times.length + 1);
        System.arraycopy(times, at, more, at + 1, times.length - at);
        more[at] = millis;
        write(more);
    }

    void remove(long millis) {
        long[] times = read();
        int found = Arrays.binarySearch(times, millis);
        if (found < 0) {
            return;
        }
        long[] fewer = Arrays.copyOf(times, times.length - 1);
        System.arraycopy(times, found + 1, fewer, found, fewer.length - found);
        write(fewer);
    }
}
