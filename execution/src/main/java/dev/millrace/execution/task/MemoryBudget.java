// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.task;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.atomic.AtomicLong;

/// How many bytes of rows operators may hold at the same time. The budgets of queries stand below
/// the one of their engine: what a query takes counts in both. Thread-safe.
public final class MemoryBudget {
    private final long limitBytes;
    private final @Nullable MemoryBudget parent;
    private final AtomicLong used = new AtomicLong();
    private final AtomicLong spilled = new AtomicLong();

    public MemoryBudget(long limitBytes) {
        this(limitBytes, null);
    }

    private MemoryBudget(long limitBytes, @Nullable MemoryBudget parent) {
        if (limitBytes < 1) {
            throw new IllegalArgumentException("a memory budget of " + limitBytes + " bytes");
        }
        this.limitBytes = limitBytes;
        this.parent = parent;
    }

    /// A part of this budget.
    public MemoryBudget part(long partBytes) {
        return new MemoryBudget(partBytes, this);
    }

    public long limitBytes() {
        return parent == null ? limitBytes : Math.min(limitBytes, parent.limitBytes());
    }

    /// Takes bytes if they are there; else takes none and returns false.
    boolean take(long bytes) {
        if (used.addAndGet(bytes) <= limitBytes && (parent == null || parent.take(bytes))) {
            return true;
        }
        used.addAndGet(-bytes);
        return false;
    }

    /// Takes bytes that somebody cannot do without, or gives some back if negative.
    void force(long bytes) {
        used.addAndGet(bytes);
        if (parent != null) {
            parent.force(bytes);
        }
    }

    void countSpilled(long bytes) {
        spilled.addAndGet(bytes);
        if (parent != null) {
            parent.countSpilled(bytes);
        }
    }

    /// Bytes that operators hold now.
    public long usedBytes() {
        return used.get();
    }

    /// Bytes that were written to disk since the start.
    public long spilledBytes() {
        return spilled.get();
    }
}
