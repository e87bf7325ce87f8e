// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.text;

import dev.millrace.spi.storage.FileInput;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Cuts a file into parts of whole lines, so that they can be read in parallel.
public final class LineParts {
    private static final int WINDOW = 1 << 14;

    private LineParts() {}

    /// Offsets of parts of about `partBytes` bytes: 0 and places directly after a separator.
    ///
    /// @param separator the last byte of the text between two records
    public static List<Long> starts(FileInput file, long partBytes, byte[] separator)
            throws IOException {
        List<Long> starts = new ArrayList<>();
        starts.add(0L);
        long length = file.length();
        long wanted = partBytes;
        while (wanted < length - partBytes / 2) {
            long start = afterSeparator(file, wanted, length, separator);
            if (start >= length) {
                break;
            }
            starts.add(start);
            wanted = start + partBytes;
        }
        return starts;
    }

    private static long afterSeparator(FileInput file, long from, long length, byte[] separator)
            throws IOException {
        byte[] window = new byte[WINDOW];
        long position = from;
        while (position + separator.length <= length) {
            int count = (int) Math.min(WINDOW, length - position);
            file.readFully(position, window, 0, count);
            for (int i = 0; i + separator.length <= count; i++) {
                if (matches(window, i, separator)) {
                    return position + i + separator.length;
                }
            }
            position += Math.max(1, count - separator.length + 1);
        }
        return length;
    }

    private static boolean matches(byte[] window, int at, byte[] separator) {
        for (int i = 0; i < separator.length; i++) {
            if (window[at + i] != separator[i]) {
                return false;
            }
        }
        return true;
    }
}
