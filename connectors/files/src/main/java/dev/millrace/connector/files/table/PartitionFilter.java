// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.table;

import dev.millrace.connector.files.layout.FileNames;
import dev.millrace.connector.files.layout.PartitionLayout;
import dev.millrace.spi.connector.ColumnPredicate;
import dev.millrace.spi.storage.PartitionPath;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Decides from the values of partition columns which files cannot have a row that matters.
final class PartitionFilter {
    private final PartitionLayout layout;
    private final List<ColumnPredicate> onPartitions = new ArrayList<>();
    private final List<ColumnPredicate> onData = new ArrayList<>();

    PartitionFilter(PartitionLayout layout, List<ColumnPredicate> predicates) {
        this.layout = layout;
        for (ColumnPredicate predicate : predicates) {
            if (layout.columns().indexOf(predicate.column()) >= 0) {
                onPartitions.add(predicate);
            } else {
                onData.add(predicate);
            }
        }
    }

    /// The conditions that are left for the files themselves.
    List<ColumnPredicate> onData() {
        return onData;
    }

    /// False if the name of a directory alone rules out all that is below it.
    boolean enters(String directory) {
        if (onPartitions.isEmpty()) {
            return true;
        }
        PartitionPath.Level level = PartitionPath.parse(FileNames.name(directory));
        int index = level == null ? -1 : layout.columns().indexOfIgnoreCase(level.column());
        if (level == null || index < 0) {
            return true;
        }
        String column = layout.columns().field(index).name();
        Object value = layout.value(index, level.rawValue());
        for (ColumnPredicate predicate : onPartitions) {
            if (predicate.column().equals(column) && !mayMatch(predicate, value)) {
                return false;
            }
        }
        return true;
    }

    /// False if no row with these partition values matters.
    boolean accepts(List<@Nullable Object> values) {
        for (ColumnPredicate predicate : onPartitions) {
            int index = layout.columns().indexOf(predicate.column());
            if (!mayMatch(predicate, values.get(index))) {
                return false;
            }
        }
        return true;
    }

    private static boolean mayMatch(ColumnPredicate predicate, @Nullable Object value) {
        return switch (predicate) {
            case ColumnPredicate.IsNull ignored -> value == null;
            case ColumnPredicate.IsNotNull ignored -> value != null;
            case ColumnPredicate.In in ->
                    value != null
                            && in.values().stream()
                                    .anyMatch(candidate -> mayBeEqual(value, candidate));
            case ColumnPredicate.Compare compare ->
                    value != null && mayCompare(compare.operator(), value, compare.value());
        };
    }

    private static boolean mayBeEqual(Object value, Object candidate) {
        return mayCompare(ColumnPredicate.Operator.EQUAL, value, candidate);
    }

    private static boolean mayCompare(
            ColumnPredicate.Operator operator, Object value, Object other) {
        Integer order = compare(value, other);
        if (order == null) {
            return true;
        }
        return switch (operator) {
            case EQUAL -> order == 0;
            case LESS -> order < 0;
            case LESS_OR_EQUAL -> order <= 0;
            case GREATER -> order > 0;
            case GREATER_OR_EQUAL -> order >= 0;
        };
    }

    /// The order of two values of one type, null if it is not known.
    private static @Nullable Integer compare(Object one, Object other) {
        return switch (one) {
            case Integer i when other instanceof Integer j -> i.compareTo(j);
            case Long i when other instanceof Long j -> i.compareTo(j);
            // 0.0 and -0.0 are one value in SQL.
            case Double i when other instanceof Double j -> Double.compare(i + 0.0, j + 0.0);
            case Boolean i when other instanceof Boolean j -> i.compareTo(j);
            case java.math.BigDecimal i when other instanceof java.math.BigDecimal j ->
                    i.compareTo(j);
            // SQL orders text by its UTF-8 bytes, Java by UTF-16.
            case String i when other instanceof String j ->
                    Arrays.compareUnsigned(
                            i.getBytes(StandardCharsets.UTF_8), j.getBytes(StandardCharsets.UTF_8));
            default -> null;
        };
    }
}
