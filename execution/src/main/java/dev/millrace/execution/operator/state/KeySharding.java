// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.state;

import dev.millrace.spi.column.Column;
import dev.millrace.spi.type.DataType;

import java.util.List;

/// Decides which shard of the state a key belongs to. Part of the checkpoint: it never changes for
/// keys that are stored.
@FunctionalInterface
public interface KeySharding {
    /// The shard of each row's key, 0 to before `shardCount`.
    int[] shards(List<Column> keys, List<DataType> types, int rowCount, int shardCount);
}
