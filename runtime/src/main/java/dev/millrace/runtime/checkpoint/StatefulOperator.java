// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.checkpoint;

import java.util.List;

/// A stateful operator of a query, as the checkpoint remembers it.
///
/// @param id counted from the sink down
/// @param name Spark's name for the kind of operator: `stateStoreSave`
/// @param keySchema its key columns, as the JSON of a schema
/// @param valueSchema what is kept for each key, as the JSON of a schema
/// @param stores the names of its stores, as Spark calls them
/// @param prefixColumns by how many of its first key columns Spark looks entries up together
public record StatefulOperator(
        int id,
        String name,
        String keySchema,
        String valueSchema,
        List<String> stores,
        int prefixColumns) {
    /// What Spark calls the store of an operator that has only one.
    public static final String DEFAULT_STORE = "default";

    public StatefulOperator {
        stores = List.copyOf(stores);
    }

    /// An operator with one store.
    public StatefulOperator(int id, String name, String keySchema, String valueSchema) {
        this(id, name, keySchema, valueSchema, List.of(DEFAULT_STORE), 0);
    }
}
