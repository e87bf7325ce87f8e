// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.state;

import dev.millrace.spi.type.DataType;

/// What the runtime must know of an operator with state.
///
/// @param id counted from the sink down
/// @param name Spark's name: `stateStoreSave`
/// @param keySchema what its keys are made of
/// @param valueSchema what it keeps for each key
public record StatefulDescription(
        int id,
        String name,
        DataType.Struct keySchema,
        DataType.Struct valueSchema,
        NoDataBatches noDataBatches) {}
