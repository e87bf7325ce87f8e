// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel.comparison;

import dev.millrace.execution.kernel.call.Columns;
import dev.millrace.execution.kernel.call.Kernel;
import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.expression.Expression.In;
import dev.millrace.plan.expression.Expression.Literal;
import dev.millrace.spi.column.BooleanColumn;
import dev.millrace.spi.column.BytesColumn;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.IntColumn;
import dev.millrace.spi.column.LongColumn;
import dev.millrace.spi.column.Validity;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// `value IN (…)`: true if some option equals the value, else NULL if the value or an option is
/// NULL, else false. Arguments of the kernel are the value, then the options.
public final class InKernels {
    private InKernels() {}

    public static Kernel of(In site) {
        boolean constant = site.options().stream().allMatch(Literal.class::isInstance);
        if (constant) {
            List<Object> values = new ArrayList<>();
            for (Expression option : site.options()) {
                Object value = ((Literal) option).value();
                if (value != null) {
                    values.add(value);
                }
            }
            boolean hasNull = values.size() < site.options().size();
            Kernel kernel = ofConstants(site.value().type(), values, hasNull);
            if (kernel != null) {
                return kernel;
            }
        }
        RowComparator order = RowComparator.values(site.value().type());
        return (arguments, rowCount, context) -> anyEqual(order, arguments, rowCount);
    }

    private static @Nullable Kernel ofConstants(
            DataType type, List<Object> values, boolean hasNull) {
        return switch (type) {
            case DataType.Int8 ignored -> integers(values, hasNull);
            case DataType.Int16 ignored -> integers(values, hasNull);
            case DataType.Int32 ignored -> integers(values, hasNull);
            case DataType.Date ignored -> integers(values, hasNull);
            case DataType.Int64 ignored -> integers(values, hasNull);
            case DataType.Timestamp ignored -> integers(values, hasNull);
            case DataType.TimestampNtz ignored -> integers(values, hasNull);
            case DataType.Time ignored -> integers(values, hasNull);
            case DataType.Text ignored -> texts(values, hasNull);
            default -> null;
        };
    }

    /// Options sorted: a short list is scanned by the search in a few steps, a long one in
    /// logarithmic time.
    private static Kernel integers(List<Object> values, boolean hasNull) {
        long[] sorted = values.stream().mapToLong(v -> ((Number) v).longValue()).sorted().toArray();
        return (arguments, rowCount, context) -> {
            boolean[] found = new boolean[rowCount];
            if (arguments[0] instanceof IntColumn ints) {
                int[] rows = ints.values();
                for (int i = 0; i < rowCount; i++) {
                    found[i] = Arrays.binarySearch(sorted, rows[i]) >= 0;
                }
            } else {
                long[] rows = ((LongColumn) arguments[0]).values();
                for (int i = 0; i < rowCount; i++) {
                    found[i] = Arrays.binarySearch(sorted, rows[i]) >= 0;
                }
            }
            return result(found, arguments[0].validity(), hasNull, rowCount);
        };
    }

    private static Kernel texts(List<Object> values, boolean hasNull) {
        byte[][] options =
                values.stream()
                        .map(v -> ((String) v).getBytes(StandardCharsets.UTF_8))
                        .toArray(byte[][]::new);
        ByteStrings set = new ByteStrings(options);
        return (arguments, rowCount, context) -> {
            BytesColumn column = (BytesColumn) arguments[0];
            boolean[] found = new boolean[rowCount];
            for (int i = 0; i < rowCount; i++) {
                found[i] = set.contains(column.data(), column.start(i), column.length(i));
            }
            return result(found, column.validity(), hasNull, rowCount);
        };
    }

    private static Column result(
            boolean[] found, long @Nullable [] valid, boolean hasNull, int rowCount) {
        if (!hasNull) {
            return new BooleanColumn(found, valid, rowCount);
        }
        long[] known = Validity.noneValid(rowCount);
        for (int i = 0; i < rowCount; i++) {
            if (found[i] && Columns.isValid(valid, i)) {
                Validity.setValid(known, i);
            }
        }
        return new BooleanColumn(found, known, rowCount);
    }

    private static Column anyEqual(RowComparator order, Column[] arguments, int rowCount) {
        boolean[] found = new boolean[rowCount];
        long[] valid = Validity.allValid(rowCount);
        Column value = arguments[0];
        for (int i = 0; i < rowCount; i++) {
            boolean unknown = value.isNull(i);
            for (int k = 1; k < arguments.length && !found[i] && !value.isNull(i); k++) {
                if (arguments[k].isNull(i)) {
                    unknown = true;
                } else {
                    found[i] = order.compare(value, i, arguments[k], i) == 0;
                }
            }
            if (unknown && !found[i]) {
                Validity.setNull(valid, i);
            }
        }
        return new BooleanColumn(found, valid, rowCount);
    }

    /// A set of byte strings: open addressing over a power of two slots.
    private static final class ByteStrings {
        private final byte[] @Nullable [] slots;

        ByteStrings(byte[][] strings) {
            slots = new byte[Integer.highestOneBit(Math.max(4, strings.length * 4))][];
            for (byte[] string : strings) {
                int at = hash(string, 0, string.length) & (slots.length - 1);
                while (slots[at] != null) {
                    at = (at + 1) & (slots.length - 1);
                }
                slots[at] = string;
            }
        }

        boolean contains(byte[] data, int start, int length) {
            int at = hash(data, start, length) & (slots.length - 1);
            for (byte[] slot = slots[at]; slot != null; slot = slots[at]) {
                if (slot.length == length
                        && Arrays.equals(data, start, start + length, slot, 0, length)) {
                    return true;
                }
                at = (at + 1) & (slots.length - 1);
            }
            return false;
        }

        private static int hash(byte[] data, int start, int length) {
            int hash = length;
            for (int i = start; i < start + length; i++) {
                hash = hash * 31 + data[i];
            }
            return hash ^ (hash >>> 15);
        }
    }
}
