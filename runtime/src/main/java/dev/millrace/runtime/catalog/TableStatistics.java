// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.catalog;

import dev.millrace.runtime.json.Json;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/// What `ANALYZE TABLE` found out. It is only shown: no plan rests on it, since rows may have come
/// since by other ways than the catalog's.
///
/// @param table null if the table has changed since
/// @param partitions by their names; they stay when rows are added, as in Spark
public record TableStatistics(@Nullable Size table, Map<String, Size> partitions) {
    static final TableStatistics NONE = new TableStatistics(null, Map.of());

    public TableStatistics {
        partitions = Map.copyOf(partitions);
    }

    /// @param bytes of all files
    /// @param rows null if they were not counted
    public record Size(long bytes, @Nullable Long rows) {
        /// As `DESCRIBE EXTENDED` has it.
        public String shown() {
            return bytes + " bytes" + (rows == null ? "" : ", " + rows + " rows");
        }

        /// What is known when the files are measured anew: rows that were counted before count as
        /// long as the files are as large as they were.
        Size after(@Nullable Size old) {
            return rows == null && old != null && old.bytes() == bytes ? old : this;
        }

        private Json json() {
            Json.Builder json = Json.object().put("bytes", bytes);
            return rows == null ? json.build() : json.put("rows", rows).build();
        }

        private static Size read(Json json) {
            Json.Struct members = (Json.Struct) json;
            return new Size(
                    DefinitionFiles.millis(members, "bytes"),
                    members.member("rows") instanceof Json.Numeral rows ? rows.asLong() : null);
        }
    }

    public TableStatistics withTable(@Nullable Size size) {
        return new TableStatistics(size == null ? null : size.after(table), partitions);
    }

    /// @param size null to forget it
    public TableStatistics withPartition(String name, @Nullable Size size) {
        Map<String, Size> sizes = new HashMap<>(partitions);
        if (size == null) {
            sizes.remove(name);
        } else {
            sizes.put(name, size.after(sizes.get(name)));
        }
        return new TableStatistics(table, sizes);
    }

    Json.Struct json() {
        Map<String, Json> sizes = new LinkedHashMap<>();
        new TreeMap<>(partitions).forEach((name, size) -> sizes.put(name, size.json()));
        return Json.object()
                .put("table", table == null ? Json.of((String) null) : table.json())
                .put("partitions", new Json.Struct(sizes))
                .build();
    }

    static TableStatistics read(Json.Struct json) {
        Map<String, Size> sizes = new HashMap<>();
        if (json.member("partitions") instanceof Json.Struct partitions) {
            partitions.members().forEach((name, size) -> sizes.put(name, Size.read(size)));
        }
        return new TableStatistics(
                json.member("table") instanceof Json.Struct size ? Size.read(size) : null, sizes);
    }
}
