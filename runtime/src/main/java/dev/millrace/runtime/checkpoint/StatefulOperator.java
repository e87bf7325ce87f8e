// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.checkpoint;

/// A stateful operator of a query, as the checkpoint remembers it.
///
/// @param id counted from the sink down
/// @param name Spark's name for the kind of operator: `stateStoreSave`
/// @param keySchema its key columns, as the JSON of a schema
/// @param valueSchema what is kept for each key, as the JSON of a schema
public record StatefulOperator(int id, String name, String keySchema, String valueSchema) {}
