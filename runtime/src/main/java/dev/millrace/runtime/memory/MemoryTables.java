// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.memory;

import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/// The memory tables of one engine by name, ignoring case. All sessions share them; they live as
/// long as the engine. Thread-safe.
public final class MemoryTables {
    private final Map<String, MemoryTable> tables = new ConcurrentHashMap<>();
    private final LongSupplier seeds;

    /// @param seeds gives every table an identity of its own
    public MemoryTables(LongSupplier seeds) {
        this.seeds = seeds;
    }

    public @Nullable MemoryTable find(String name) {
        return tables.get(key(name));
    }

    /// The table of the name, which is made with this schema if there is none.
    public MemoryTable findOrCreate(String name, DataType.Struct schema) {
        return tables.computeIfAbsent(
                key(name),
                key ->
                        new MemoryTable(
                                name, Long.toHexString(seeds.getAsLong()), schema.asNullable()));
    }

    /// True if there was such a table.
    public boolean drop(String name) {
        return tables.remove(key(name)) != null;
    }

    public Stream<MemoryTable> all() {
        return tables.values().stream();
    }

    private static String key(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
