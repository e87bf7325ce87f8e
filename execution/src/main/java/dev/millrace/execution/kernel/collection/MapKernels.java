// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel.collection;

import dev.millrace.execution.kernel.call.CallSite;
import dev.millrace.execution.kernel.call.Kernel;
import dev.millrace.execution.kernel.call.RowKernel;
import dev.millrace.execution.kernel.comparison.RowComparator;
import dev.millrace.spi.column.ArrayColumn;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.MapBuilder;
import dev.millrace.spi.column.MapColumn;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// Functions that make maps or take them apart. Keys are never NULL and differ
/// (`spark.sql.mapKeyDedupPolicy` EXCEPTION).
final class MapKernels {
    static final List<String> NAMES = List.of("map", "map_keys", "map_values", "map_from_arrays");

    private MapKernels() {}

    static @Nullable Kernel of(CallSite site) {
        return switch (site.function()) {
            case "map" -> ofEntries(site);
            case "map_from_arrays" -> ofArrays(site);
            case "map_keys" -> (arguments, rowCount, context) -> part(arguments[0], true, rowCount);
            case "map_values" ->
                    (arguments, rowCount, context) -> part(arguments[0], false, rowCount);
            default -> null;
        };
    }

    private static Column part(Column column, boolean keys, int rowCount) {
        MapColumn map = (MapColumn) column;
        int[] starts = new int[rowCount];
        int[] lengths = new int[rowCount];
        for (int i = 0; i < rowCount; i++) {
            starts[i] = map.start(i);
            lengths[i] = map.length(i);
        }
        return new ArrayColumn(
                keys ? map.keys() : map.values(), starts, lengths, map.validity(), rowCount);
    }

    private static Kernel ofEntries(CallSite site) {
        DataType.Map type = (DataType.Map) site.type();
        RowComparator order = RowComparator.values(type.key());
        return RowKernel.<MapBuilder>withNulls(
                site.type(),
                (arguments, row, result) -> {
                    for (int i = 0; i < arguments.length; i += 2) {
                        if (arguments[i].isNull(row)) {
                            throw MapKeys.missing();
                        }
                        for (int k = 0; k < i; k += 2) {
                            if (order.compare(arguments[k], row, arguments[i], row) == 0) {
                                throw MapKeys.duplicate(arguments[i], type.key(), row);
                            }
                        }
                        result.keys().appendFrom(arguments[i], row);
                        result.values().appendFrom(arguments[i + 1], row);
                    }
                    result.endRow();
                });
    }

    private static Kernel ofArrays(CallSite site) {
        DataType.Map type = (DataType.Map) site.type();
        MapKeys unique = new MapKeys(type.key());
        return RowKernel.<MapBuilder>strict(
                site.type(),
                (arguments, row, result) -> {
                    ArrayColumn keys = (ArrayColumn) arguments[0];
                    ArrayColumn values = (ArrayColumn) arguments[1];
                    if (keys.length(row) != values.length(row)) {
                        throw MillraceException.of(
                                        ErrorKind.RUNTIME, "_LEGACY_ERROR_TEMP_2128", null)
                                .text(
                                        "The key array and value array of MapData must have the"
                                                + " same length.");
                    }
                    for (int i = 0; i < keys.length(row); i++) {
                        int at = keys.start(row) + i;
                        unique.check(keys.elements(), keys.start(row), at);
                        result.keys().appendFrom(keys.elements(), at);
                        result.values().appendFrom(values.elements(), values.start(row) + i);
                    }
                    result.endRow();
                });
    }
}
