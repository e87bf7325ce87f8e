// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.memory;

import dev.millrace.runtime.sink.RowsSplit;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.connector.Scan;
import dev.millrace.spi.connector.ScanRequest;
import dev.millrace.spi.connector.Table;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Rows in memory under a name, in the order of the writes that brought them. Each write has a
/// number, from 0; a stream takes whole writes. Thread-safe.
///
/// Rows stay until the engine ends, unless a stream was told to forget what it has processed; then
/// they stay until every stream that is reading the table has processed them.
public final class MemoryTable implements Table {
    private final String name;
    private final String identity;
    private final DataType.Struct schema;

    /// Guarded by this, as are all fields below. The write of number `n` stands at
    /// `n - firstKept`.
    private final List<List<ColumnBatch>> writes = new ArrayList<>();

    private long firstKept;
    private final Map<Object, Long> processed = new HashMap<>();

    MemoryTable(String name, String identity, DataType.Struct schema) {
        this.name = name;
        this.identity = identity;
        this.schema = schema;
    }

    public String name() {
        return name;
    }

    /// Tells this table from one of the same name in another engine or process.
    String identity() {
        return identity;
    }

    @Override
    public DataType.Struct schema() {
        return schema;
    }

    @Override
    public String description() {
        return "memory " + name;
    }

    /// Adds the rows of one write.
    void add(List<ColumnBatch> batches) {
        List<ColumnBatch> kept = batches.stream().map(RowsSplit::compacted).toList();
        synchronized (this) {
            writes.add(kept);
        }
    }

    /// Number of the newest write, -1 if there is none.
    synchronized long newest() {
        return firstKept + writes.size() - 1;
    }

    /// The rows of the writes after `after` up to and including `to`.
    synchronized List<ColumnBatch> rows(long after, long to) {
        if (after + 1 < firstKept) {
            throw MillraceException.of(ErrorKind.EXECUTION)
                    .text(
                            "The memory table `"
                                    + name
                                    + "` has forgotten its writes "
                                    + (after + 1)
                                    + " to "
                                    + Math.min(to, firstKept - 1)
                                    + ": a stream with the option '"
                                    + MemorySource.FORGET
                                    + "' had processed them.");
        }
        List<ColumnBatch> rows = new ArrayList<>();
        for (long number = after + 1; number <= to; number++) {
            rows.addAll(writes.get(Math.toIntExact(number - firstKept)));
        }
        return rows;
    }

    synchronized long firstKept() {
        return firstKept;
    }

    /// A stream begins to read, or has processed everything up to a write.
    synchronized void note(Object reader, long position) {
        processed.put(reader, position);
    }

    synchronized void leave(Object reader) {
        processed.remove(reader);
    }

    /// Drops what all present readers have processed.
    synchronized void forget() {
        long oldest =
                processed.values().stream().mapToLong(Long::longValue).min().orElse(firstKept - 1);
        while (firstKept <= oldest && !writes.isEmpty()) {
            writes.removeFirst();
            firstKept++;
        }
    }

    @Override
    public Scan scan(ScanRequest request) {
        return RowsSplit.scan(rows(-1, newest()), schema, request);
    }
}
