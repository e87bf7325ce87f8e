// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.task;

import dev.millrace.spi.connector.Scan;
import dev.millrace.spi.connector.ScanRequest;
import dev.millrace.spi.state.StateStores;

/// One micro-batch, as the runtime hands it to the operators: `execution` thus runs streams without
/// knowing that they exist.
public interface StreamBatch {
    /// Which batch of which query this is.
    BatchIdentity identity();

    /// The new rows of a source. `sourceKey` is that of `LogicalPlan.StreamScan`.
    Scan scan(long sourceKey, ScanRequest request);

    /// Counts rows that came out of the scan of a source.
    void countInputRows(long sourceKey, long rows);

    /// State at the version of this batch. Operators open, change and commit their stores within
    /// the batch.
    StateStores states();

    /// A row at the input of a stateful operator is late if its event time (a window: its end) is
    /// at or before this; milliseconds, 0 when there is no watermark yet.
    long lateThresholdMillis(int operator);

    /// State of an operator is evicted if its event time (a window: its end) is at or before this;
    /// milliseconds.
    long evictionThresholdMillis(int operator);

    /// Where the watermark node with this number (in plan pre-order from 0) reports the times it
    /// saw.
    EventTimeStatistics eventTimes(int watermarkNode);

    /// Where the stateful operator with this id (counted from the sink down) reports.
    StateStatistics state(int operator);
}
