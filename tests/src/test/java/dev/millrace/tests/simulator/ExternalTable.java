// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.simulator;

import dev.millrace.runtime.streaming.BatchFunction;
import dev.millrace.spi.column.BoxedValues;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.type.DataType;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// A table in another system that `foreachBatch` writes to: it remembers the rows of each batch,
/// survives every crash, and is out of order now and then.
final class ExternalTable implements BatchFunction {
    private final SplittableRandom random;
    private final TreeMap<Long, List<String>> batches = new TreeMap<>();
    private int troubles;

    /// @param troubles how often it may fail
    ExternalTable(SplittableRandom random, int troubles) {
        this.random = random;
        this.troubles = troubles;
    }

    /// Rows as text, in the order of the text.
    static List<String> text(DataType.Struct schema, List<ColumnBatch> batches) {
        List<String> rows = new ArrayList<>();
        for (ColumnBatch batch : batches) {
            BoxedValues.rows(batch, schema).stream()
                    .map(row -> row.stream().map(String::valueOf).collect(Collectors.joining("|")))
                    .forEach(rows::add);
        }
        Collections.sort(rows);
        return rows;
    }

    @Override
    public void call(DataType.Struct schema, List<ColumnBatch> rows, long batchId)
            throws IOException {
        failSometimes("before");
        List<String> written = text(schema, rows);
        List<String> before = batches.put(batchId, written);
        if (before != null && !before.equals(written)) {
            throw new AssertionError(
                    "batch " + batchId + " gave " + before + " and, run again, " + written);
        }
        failSometimes("after");
    }

    private void failSometimes(String when) throws IOException {
        if (troubles > 0 && random.nextInt(12) == 0) {
            troubles--;
            throw new IOException("the external table failed " + when + " the write (simulated)");
        }
    }

    TreeMap<Long, List<String>> batches() {
        return batches;
    }
}
