// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel.number;

import dev.millrace.execution.kernel.call.CallSite;
import dev.millrace.execution.kernel.call.Columns;
import dev.millrace.execution.kernel.call.Kernel;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.IntColumn;
import dev.millrace.spi.column.LongColumn;

/// Operations on bits. A shift counts modulo the width of its type, as in Java.
final class BitKernels {
    private BitKernels() {}

    static Kernel of(CallSite site) {
        String function = site.function();
        return (arguments, rowCount, context) -> {
            if (arguments[0] instanceof IntColumn left) {
                Column right = arguments.length > 1 ? arguments[1] : left;
                int[] result = new int[rowCount];
                for (int i = 0; i < rowCount; i++) {
                    result[i] = of(function, left.value(i), ((IntColumn) right).value(i));
                }
                return new IntColumn(result, Columns.validity(arguments), rowCount);
            }
            LongColumn left = (LongColumn) arguments[0];
            long[] right = ArithmeticKernels.longs(arguments[arguments.length - 1], rowCount);
            long[] result = new long[rowCount];
            for (int i = 0; i < rowCount; i++) {
                result[i] = of(function, left.value(i), right[i]);
            }
            return new LongColumn(result, Columns.validity(arguments), rowCount);
        };
    }

    private static int of(String function, int left, int right) {
        return switch (function) {
            case "bitand" -> left & right;
            case "bitor" -> left | right;
            case "bitxor" -> left ^ right;
            case "shiftleft" -> left << right;
            case "shiftright" -> left >> right;
            default -> ~left;
        };
    }

    private static long of(String function, long left, long right) {
        return switch (function) {
            case "bitand" -> left & right;
            case "bitor" -> left | right;
            case "bitxor" -> left ^ right;
            case "shiftleft" -> left << (int) right;
            case "shiftright" -> left >> (int) right;
            default -> ~left;
        };
    }
}
