// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.row;

import java.util.Arrays;

/// Byte strings that are only ever added, in pages that grow from small to one megabyte: no copying
/// as it grows, and no limit of two gigabytes.
final class ByteArena {
    private static final int FIRST_PAGE = 1 << 10;
    private static final int LARGEST_PAGE = 1 << 20;

    private byte[][] pages = new byte[4][];
    private int pageCount;
    private byte[] current = new byte[0];
    private int used;
    private long sizeBytes;

    /// Copies the bytes and returns their address.
    long append(byte[] bytes, int start, int length) {
        if (current.length - used < length || pageCount == 0) {
            addPage(length);
        }
        System.arraycopy(bytes, start, current, used, length);
        long address = (long) (pageCount - 1) << 32 | used;
        used += length;
        return address;
    }

    private void addPage(int needed) {
        int size = Math.clamp(current.length * 4L, FIRST_PAGE, LARGEST_PAGE);
        current = new byte[Math.max(size, needed)];
        used = 0;
        sizeBytes += current.length;
        if (pageCount == pages.length) {
            pages = Arrays.copyOf(pages, pageCount * 2);
        }
        pages[pageCount++] = current;
    }

    byte[] page(long address) {
        return pages[(int) (address >>> 32)];
    }

    static int offset(long address) {
        return (int) address;
    }

    long sizeBytes() {
        return sizeBytes;
    }
}
