// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.statestore;

import java.util.Arrays;

/// Bytes allocated in pages that never move. Released bytes are only counted; who uses the arena
/// copies what is left into a fresh one when it
/// has become wasteful.
final class ByteArena {
    private static final int FIRST_PAGE_BYTES = 1 << 10;
    private static final int LARGEST_PAGE_BYTES = 1 << 20;
    private static final long WORTH_COMPACTING_BYTES = 1 << 16;

    private Pages pages = new Pages(new byte[4][]);
    private int pageCount;
    private int pageUsed;
    private long allocatedBytes;
    private long handedOutBytes;
    private long releasedBytes;

    /// The pages of an arena, readable after it started over.
    static final class Pages {
        private byte[][] arrays;

        Pages(byte[][] arrays) {
            this.arrays = arrays;
        }

        byte[] page(long address) {
            return arrays[(int) (address >>> 32)];
        }
    }

    byte[] page(long address) {
        return pages.page(address);
    }

    static int offset(long address) {
        return (int) address;
    }

    boolean matches(long address, byte[] key, int start, int length) {
        int offset = offset(address);
        return Arrays.equals(page(address), offset, offset + length, key, start, start + length);
    }

    /// Room for `length` bytes in one page: page number in the upper half, offset in the lower.
    long allocate(int length) {
        if (pageCount == 0 || pages.arrays[pageCount - 1].length - pageUsed < length) {
            addPage(length);
        }
        long address = (long) (pageCount - 1) << 32 | pageUsed;
        pageUsed += length;
        handedOutBytes += length;
        return address;
    }

    private void addPage(int length) {
        if (pageCount == pages.arrays.length) {
            pages.arrays = Arrays.copyOf(pages.arrays, pageCount * 2);
        }
        long usual = Math.clamp(allocatedBytes, FIRST_PAGE_BYTES, LARGEST_PAGE_BYTES);
        int size = (int) Math.max(usual, length);
        pages.arrays[pageCount++] = new byte[size];
        allocatedBytes += size;
        pageUsed = 0;
    }

    void release(int length) {
        releasedBytes += length;
    }

    boolean isWasteful() {
        return releasedBytes > WORTH_COMPACTING_BYTES && releasedBytes * 2 > handedOutBytes;
    }

    /// Empties the arena; what it held stays readable through the result.
    Pages startOver() {
        Pages old = pages;
        pages = new Pages(new byte[4][]);
        pageCount = 0;
        pageUsed = 0;
        allocatedBytes = 0;
        handedOutBytes = 0;
        releasedBytes = 0;
        return old;
    }

    long allocatedBytes() {
        return allocatedBytes;
    }

    long usedBytes() {
        return handedOutBytes - releasedBytes;
    }
}
