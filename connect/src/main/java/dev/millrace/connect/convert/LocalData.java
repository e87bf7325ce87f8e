// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.convert;

import dev.millrace.plan.relation.Relation;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// Reads the rows that a client sends along with a plan. Implemented over `connect.arrow`.
@FunctionalInterface
public interface LocalData {
    /// Reads Arrow IPC streams one after the other. Columns are matched to the schema by position
    /// and cast to its types;
    /// without a schema the first stream gives it.
    Relation.LocalTable decode(List<byte[]> arrowStreams, DataType.@Nullable Struct schema);
}
