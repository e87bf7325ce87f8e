// SPDX-License-Identifier: Apache-2.0
package dev.millrace.spi.connector;

import dev.millrace.spi.column.BatchReader;

/// A part of a scan that one thread reads.
public interface Split {
    /// Starts to read. The batches hold the requested columns in the requested order.
    BatchReader open();

    /// An estimate of the work, to spread splits evenly.
    long sizeBytes();
}
