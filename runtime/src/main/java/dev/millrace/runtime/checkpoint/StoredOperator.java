// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.checkpoint;

import dev.millrace.runtime.json.Json;
import dev.millrace.spi.storage.FileLocation;
import dev.millrace.spi.storage.FileSums;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;

/// A stateful operator as `state/<id>/_metadata/metadata` describes it, which Spark may have
/// written.
public record StoredOperator(int id, String name, List<Store> stores) {
    public StoredOperator {
        stores = List.copyOf(stores);
    }

    /// A store of an operator.
    ///
    /// @param prefixColumns by how many of its first key columns Spark looks entries up together
    /// @param partitions how many Spark has, or would have
    public record Store(String name, int prefixColumns, int partitions) {}

    /// The operator of a file: none if there is no such file.
    static List<StoredOperator> read(FileLocation file) throws IOException {
        byte[] content;
        try {
            content = FileSums.readAll(file.store(), file.path());
        } catch (NoSuchFileException e) {
            return List.of();
        }
        String[] lines = BatchLog.body(file.path(), content);
        try {
            if (lines.length > 0
                    && Json.parse(lines[0]) instanceof Json.Struct root
                    && root.member("operatorInfo") instanceof Json.Struct info
                    && info.member("operatorName") instanceof Json.Text name) {
                int id = (int) OffsetEntry.number(info, "operatorId");
                return List.of(new StoredOperator(id, name.value(), stores(root)));
            }
        } catch (IllegalArgumentException e) {
            throw CheckpointErrors.malformed(lines[0], file.path(), e);
        }
        throw CheckpointErrors.malformed(String.join(" ", lines), file.path(), null);
    }

    private static List<Store> stores(Json.Struct root) {
        List<Store> stores = new ArrayList<>();
        if (root.member("stateStoreInfo") instanceof Json.Array(var items)) {
            for (Json item : items) {
                if (item instanceof Json.Struct store
                        && store.member("storeName") instanceof Json.Text(var name)) {
                    stores.add(
                            new Store(
                                    name,
                                    (int) OffsetEntry.number(store, "numColsPrefixKey"),
                                    (int) OffsetEntry.number(store, "numPartitions")));
                }
            }
        }
        return stores;
    }
}
