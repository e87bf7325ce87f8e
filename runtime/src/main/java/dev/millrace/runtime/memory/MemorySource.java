// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.memory;

import dev.millrace.runtime.sink.RowsSplit;
import dev.millrace.spi.connector.MicroBatchSource;
import dev.millrace.spi.connector.Options;
import dev.millrace.spi.connector.Scan;
import dev.millrace.spi.connector.ScanRequest;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// A memory table as a stream: each write is one step of the offset.
///
/// A checkpoint outlives the table. After a restart of the server the rows that a batch has to read
/// again, or that had not been read yet, are gone; that fails the query, unless `failOnDataLoss` is
/// false: then it goes on with what the new table of the name holds.
final class MemorySource implements MicroBatchSource {
    static final String FORGET = "forgetProcessed";
    static final String LIMIT = "maxBatchesPerTrigger";
    static final String DATA_LOSS = "failOnDataLoss";

    private final MemoryTable table;
    private final int limit;
    private final boolean forgets;
    private final boolean failsOnLoss;
    private long target = Long.MAX_VALUE;

    MemorySource(MemoryTable table, Options options) {
        this.table = table;
        this.limit = options.integer(LIMIT, Integer.MAX_VALUE);
        this.forgets = options.flag(FORGET, false);
        this.failsOnLoss = options.flag(DATA_LOSS, true);
        if (limit < 1) {
            throw MillraceException.of(ErrorKind.ILLEGAL_ARGUMENT)
                    .text(
                            "Invalid value '"
                                    + limit
                                    + "' for option '"
                                    + LIMIT
                                    + "', must be a positive integer");
        }
        table.note(this, -1);
    }

    @Override
    public String description() {
        return "MemoryTable[" + table.name() + "]";
    }

    @Override
    public @Nullable String latestOffset(@Nullable String start, Limit limit) {
        long position = position(start);
        long end = Math.min(table.newest(), target);
        if (limit == Limit.CONFIGURED) {
            end = Math.min(end, position + this.limit);
        }
        return end <= position ? start : json(end);
    }

    @Override
    public void prepareForAvailableNow() {
        target = table.newest();
    }

    @Override
    public Scan scan(@Nullable String start, String end, ScanRequest request) {
        MemoryOffset to = MemoryOffset.parse(end);
        if (!to.table().equals(table.identity())) {
            requireLossAllowed(to);
            return RowsSplit.scan(List.of(), table.schema(), request);
        }
        return RowsSplit.scan(table.rows(position(start), to.number()), table.schema(), request);
    }

    /// The number of the last write that is behind the stream.
    private long position(@Nullable String start) {
        if (start != null) {
            MemoryOffset offset = MemoryOffset.parse(start);
            if (offset.table().equals(table.identity())) {
                return offset.number();
            }
            requireLossAllowed(offset);
        }
        return failsOnLoss ? -1 : table.firstKept() - 1;
    }

    private void requireLossAllowed(MemoryOffset offset) {
        if (failsOnLoss) {
            throw MillraceException.of(ErrorKind.EXECUTION)
                    .text(
                            "The checkpoint stands at write "
                                    + offset.number()
                                    + " of a memory table `"
                                    + table.name()
                                    + "` that is gone with its rows: the server was restarted, or"
                                    + " the table dropped. Delete the checkpoint to start over, or"
                                    + " set the option '"
                                    + DATA_LOSS
                                    + "' to false to go on with the rows that are there now.");
        }
    }

    @Override
    public void commit(String end) {
        MemoryOffset offset = MemoryOffset.parse(end);
        if (offset.table().equals(table.identity())) {
            table.note(this, offset.number());
            if (forgets) {
                table.forget();
            }
        }
    }

    @Override
    public @Nullable String newestOffset() {
        long newest = table.newest();
        return newest < 0 ? null : json(newest);
    }

    private String json(long number) {
        return new MemoryOffset(number, table.identity()).json();
    }

    @Override
    public void close() {
        table.leave(this);
    }
}
