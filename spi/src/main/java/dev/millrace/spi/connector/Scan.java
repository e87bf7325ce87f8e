// SPDX-License-Identifier: Apache-2.0
package dev.millrace.spi.connector;

import java.util.List;

/// A planned scan: its splits can be read in parallel, each once. The rows of all splits, in order,
/// are the rows of the table in its natural order.
///
/// A scan that was planned stays readable, with the data as it was then, until it is closed, even
/// if the files are replaced meanwhile.
public interface Scan extends AutoCloseable {
    List<Split> splits();

    @Override
    default void close() {}

    static Scan of(List<Split> splits) {
        List<Split> copy = List.copyOf(splits);
        return () -> copy;
    }
}
