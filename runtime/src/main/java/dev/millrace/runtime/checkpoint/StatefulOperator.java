// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.checkpoint;

/// A stateful operator of a query, as the checkpoint remembers it.
///
/// @param id counted from the sink down
/// @param name Spark's name for the kind of operator: `stateStoreSave`
/// @param keySchema types of its key columns, as DDL
/// @param valueSchema types of what is kept for each key, as DDL
public record StatefulOperator(int id, String name, String keySchema, String valueSchema) {}
