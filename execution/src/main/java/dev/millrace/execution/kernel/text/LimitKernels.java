// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel.text;

import dev.millrace.execution.kernel.call.CallSite;
import dev.millrace.execution.kernel.call.Kernel;
import dev.millrace.execution.kernel.call.RowKernel;
import dev.millrace.spi.column.BytesBuilder;
import dev.millrace.spi.column.BytesColumn;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;

import java.util.Arrays;
import java.util.List;

/// Texts of `CHAR(n)` and `VARCHAR(n)`: filled up with blanks, and held to their length. Called by
/// no user.
final class LimitKernels {
    static final List<String> NAMES = List.of("char_padding", "char_storage", "varchar_storage");

    private LimitKernels() {}

    static Kernel of(CallSite site) {
        int limit = (int) site.literalLong(1, 0);
        boolean pads = !site.function().equals("varchar_storage");
        boolean checks = !site.function().equals("char_padding");
        return RowKernel.<BytesBuilder>strict(
                site.type(), (a, row, result) -> hold(a[0], row, limit, pads, checks, result));
    }

    private static void hold(
            Column texts, int row, int limit, boolean pads, boolean checks, BytesBuilder result) {
        BytesColumn text = (BytesColumn) texts;
        byte[] data = text.data();
        int start = text.start(row);
        int length = text.length(row);
        int count = Utf8.count(data, start, length);
        if (checks) {
            // Blanks at the end may go, as far as the limit and no further.
            while (count > limit && data[start + length - 1] == ' ') {
                count--;
                length--;
            }
            if (count > limit) {
                throw tooLong(limit);
            }
        }
        if (!pads || count >= limit) {
            result.append(data, start, length);
            return;
        }
        byte[] padded = Arrays.copyOfRange(data, start, start + length + limit - count);
        Arrays.fill(padded, length, padded.length, (byte) ' ');
        result.append(padded, 0, padded.length);
    }

    private static MillraceException tooLong(int limit) {
        return MillraceException.of(ErrorKind.RUNTIME, "EXCEED_LIMIT_LENGTH", "54006")
                .with("limit", limit)
                .text("Exceeds char/varchar type length limitation: " + limit + ".");
    }
}
