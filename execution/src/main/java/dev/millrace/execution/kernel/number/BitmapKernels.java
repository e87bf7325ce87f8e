// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel.number;

import dev.millrace.execution.kernel.call.CallSite;
import dev.millrace.execution.kernel.call.Kernel;
import dev.millrace.execution.kernel.call.RowKernel;
import dev.millrace.spi.column.BytesColumn;
import dev.millrace.spi.column.LongBuilder;
import dev.millrace.spi.column.LongColumn;

import java.util.List;

/// Bitmaps of 32768 numbers each: number 1 is the first of bitmap 1, bitmap 0 has those from 0
/// downwards.
final class BitmapKernels {
    static final List<String> NAMES =
            List.of("bitmap_bucket_number", "bitmap_bit_position", "bitmap_count");

    private static final long BITS = 8 * 4096;

    private BitmapKernels() {}

    static Kernel of(CallSite site) {
        if (site.function().equals("bitmap_count")) {
            return RowKernel.<LongBuilder>strict(
                    site.type(), (a, row, result) -> result.append(count((BytesColumn) a[0], row)));
        }
        boolean isBucket = site.function().equals("bitmap_bucket_number");
        return (arguments, rowCount, context) -> {
            LongColumn numbers = (LongColumn) arguments[0];
            long[] result = new long[rowCount];
            for (int i = 0; i < rowCount; i++) {
                long number = numbers.value(i);
                long fromZero = number > 0 ? number - 1 : number;
                result[i] =
                        isBucket
                                ? fromZero / BITS + (number > 0 ? 1 : 0)
                                : Math.abs(fromZero % BITS);
            }
            return new LongColumn(result, numbers.validity(), rowCount);
        };
    }

    private static long count(BytesColumn bitmap, int row) {
        int start = bitmap.start(row);
        long count = 0;
        for (int i = start; i < start + bitmap.length(row); i++) {
            count += Integer.bitCount(bitmap.data()[i] & 0xff);
        }
        return count;
    }
}
