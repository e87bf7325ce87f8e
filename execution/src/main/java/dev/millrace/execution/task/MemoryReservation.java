// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.task;

/// What one operator, or one of its tasks, holds of a memory budget. It can always have a small
/// working set, so that every query gets on, however little the others have left. Given back when
/// it is closed; thread-safe.
public final class MemoryReservation implements AutoCloseable {
    /// The working set: enough rows to be worth a write.
    private static final long WORKING_SET = 4L << 20;

    private final MemoryBudget budget;
    private final long leastBytes;
    private long held;

    MemoryReservation(MemoryBudget budget) {
        this.budget = budget;
        this.leastBytes = Math.min(WORKING_SET, budget.limitBytes() / 16);
    }

    /// Takes more; false if the budget does not have it: then nothing changes, and rows should be
    /// spilled.
    public synchronized boolean grow(long bytes) {
        return resize(held + bytes);
    }

    /// Like `grow`, to a number of bytes in all; less gives back.
    public synchronized boolean resize(long bytes) {
        if (bytes <= held || bytes <= leastBytes) {
            budget.force(bytes - held);
        } else if (!budget.take(bytes - held)) {
            return false;
        }
        held = bytes;
        return true;
    }

    /// Gives all back.
    @Override
    public synchronized void close() {
        budget.force(-held);
        held = 0;
    }
}
