// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.task;

import dev.millrace.execution.task.SpillSpace.SpillFile;

/// What operators do about rows that they have to keep: they ask the budget, and go to disk when
/// there is no more.
///
/// @param budget of the query
/// @param space for files
public record Spilling(MemoryBudget budget, SpillSpace space) {
    /// Memory without a bound, and no disk.
    public static final Spilling NONE =
            new Spilling(
                    new MemoryBudget(Long.MAX_VALUE),
                    () -> {
                        throw new IllegalStateException("there is no space to spill to");
                    });

    /// The same with at most this many bytes of the budget.
    public Spilling within(long bytes) {
        return new Spilling(budget.part(bytes), space);
    }

    /// A new file whose bytes are counted.
    SpillFile create() {
        SpillFile file = space.create();
        return new SpillFile() {
            @Override
            public long append(byte[] bytes, int offset, int length) {
                budget.countSpilled(length);
                return file.append(bytes, offset, length);
            }

            @Override
            public void read(long position, byte[] into, int offset, int length) {
                file.read(position, into, offset, length);
            }

            @Override
            public void close() {
                file.close();
            }
        };
    }
}
