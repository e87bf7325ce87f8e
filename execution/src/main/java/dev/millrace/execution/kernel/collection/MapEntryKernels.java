// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel.collection;

import dev.millrace.execution.kernel.call.CallSite;
import dev.millrace.execution.kernel.call.Kernel;
import dev.millrace.execution.kernel.call.RowKernel;
import dev.millrace.execution.kernel.comparison.RowComparator;
import dev.millrace.spi.column.ArrayColumn;
import dev.millrace.spi.column.BooleanBuilder;
import dev.millrace.spi.column.BytesColumn;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.ColumnBuilder;
import dev.millrace.spi.column.MapBuilder;
import dev.millrace.spi.column.MapColumn;
import dev.millrace.spi.column.StructColumn;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.regex.Pattern;

/// Maps out of other maps, of entries and of text.
final class MapEntryKernels {
    static final List<String> NAMES =
            List.of(
                    "map_concat",
                    "map_contains_key",
                    "map_entries",
                    "map_from_entries",
                    "str_to_map");

    private MapEntryKernels() {}

    static @Nullable Kernel of(CallSite site) {
        return switch (site.function()) {
            case "map_concat" -> concat(site);
            case "map_contains_key" -> contains(site);
            case "map_entries" -> (arguments, rowCount, context) -> entries(arguments[0], rowCount);
            case "map_from_entries" -> fromEntries(site);
            case "str_to_map" -> fromText(site);
            default -> null;
        };
    }

    /// Collects the keys of one map of the result, to tell those that come twice.
    private static final class Entries {
        private final ElementSet seen;
        private final DataType key;

        Entries(DataType.Map type) {
            key = type.key();
            seen = new ElementSet(RowComparator.values(key));
        }

        void add(Column keys, int row, MapBuilder result) {
            if (keys.isNull(row)) {
                throw MapKeys.missing();
            }
            if (!seen.add(keys, row)) {
                throw MapKeys.duplicate(keys, key, row);
            }
            result.keys().appendFrom(keys, row);
        }
    }

    private static Kernel concat(CallSite site) {
        DataType.Map type = (DataType.Map) site.type();
        return RowKernel.<MapBuilder>strict(
                type,
                (arguments, row, result) -> {
                    Entries entries = new Entries(type);
                    for (Column argument : arguments) {
                        MapColumn map = (MapColumn) argument;
                        for (int i = map.start(row); i < map.start(row) + map.length(row); i++) {
                            entries.add(map.keys(), i, result);
                            result.values().appendFrom(map.values(), i);
                        }
                    }
                    result.endRow();
                });
    }

    private static Kernel contains(CallSite site) {
        MapKeys same = new MapKeys(site.argumentType(1));
        return RowKernel.<BooleanBuilder>strict(
                site.type(),
                (arguments, row, result) -> {
                    MapColumn map = (MapColumn) arguments[0];
                    int end = map.start(row) + map.length(row);
                    result.append(
                            same.find(map.keys(), map.start(row), end, arguments[1], row) >= 0);
                });
    }

    /// The same entries, seen as an array of structs.
    private static Column entries(Column column, int rowCount) {
        MapColumn map = (MapColumn) column;
        int[] starts = new int[rowCount];
        int[] lengths = new int[rowCount];
        for (int i = 0; i < rowCount; i++) {
            starts[i] = map.start(i);
            lengths[i] = map.length(i);
        }
        StructColumn pairs =
                new StructColumn(List.of(map.keys(), map.values()), null, map.keys().size());
        return new ArrayColumn(pairs, starts, lengths, map.validity(), rowCount);
    }

    /// NULL if any of the entries is.
    private static Kernel fromEntries(CallSite site) {
        DataType.Map type = (DataType.Map) site.type();
        return RowKernel.<MapBuilder>strict(
                type,
                (arguments, row, result) -> {
                    ArrayColumn array = (ArrayColumn) arguments[0];
                    StructColumn pairs = (StructColumn) array.elements();
                    int end = array.start(row) + array.length(row);
                    for (int i = array.start(row); i < end; i++) {
                        if (pairs.isNull(i)) {
                            result.appendNull();
                            return;
                        }
                    }
                    Entries entries = new Entries(type);
                    for (int i = array.start(row); i < end; i++) {
                        entries.add(pairs.field(0), i, result);
                        result.values().appendFrom(pairs.field(1), i);
                    }
                    result.endRow();
                });
    }

    /// `str_to_map(text, between pairs, between key and value)`; both are regular expressions.
    private static Kernel fromText(CallSite site) {
        DataType.Map type = (DataType.Map) site.type();
        return RowKernel.<MapBuilder>strict(
                type,
                (arguments, row, result) -> {
                    Pattern betweenPairs = Pattern.compile(text(arguments[1], row));
                    Pattern betweenParts = Pattern.compile(text(arguments[2], row));
                    String[] pairs = betweenPairs.split(text(arguments[0], row), -1);
                    ColumnBuilder keys = ColumnBuilder.of(DataType.STRING, pairs.length);
                    ColumnBuilder values = ColumnBuilder.of(DataType.STRING, pairs.length);
                    for (String pair : pairs) {
                        String[] parts = betweenParts.split(pair, 2);
                        keys.appendBoxed(parts[0]);
                        values.appendBoxed(parts.length < 2 ? null : parts[1]);
                    }
                    Column builtKeys = keys.build();
                    Column builtValues = values.build();
                    Entries entries = new Entries(type);
                    for (int i = 0; i < pairs.length; i++) {
                        entries.add(builtKeys, i, result);
                        result.values().appendFrom(builtValues, i);
                    }
                    result.endRow();
                });
    }

    private static String text(Column column, int row) {
        return ((BytesColumn) column).text(row);
    }
}
