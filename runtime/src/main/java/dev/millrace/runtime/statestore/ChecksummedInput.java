// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.statestore;

import dev.millrace.spi.storage.FileInput;

import java.io.IOException;
import java.util.zip.CRC32C;

/// Reads a state file from start to end and computes its checksum on the way. Every length is
/// checked against what is left of the file before
/// memory is taken for it, so that a damaged one does no harm.
final class ChecksummedInput {
    private final FileInput input;
    private final String path;
    private final long contentBytes;
    private final CRC32C checksum = new CRC32C();
    private final byte[] buffer = new byte[1 << 16];
    private int at;
    private int limit;
    private long loaded;

    /// @param trailerBytes at the end of the file that are not content
    ChecksummedInput(FileInput input, String path, int trailerBytes) throws IOException {
        this.input = input;
        this.path = path;
        this.contentBytes = input.length() - trailerBytes;
    }

    int oneByte() throws IOException {
        if (at == limit) {
            load();
        }
        return buffer[at++] & 0xFF;
    }

    private void load() throws IOException {
        int count = (int) Math.min(buffer.length, contentBytes - loaded);
        if (count <= 0) {
            throw new StateFile.DamagedException(
                    path, "it ends at byte " + contentBytes + " in the middle of a record");
        }
        input.readFully(loaded, buffer, 0, count);
        checksum.update(buffer, 0, count);
        loaded += count;
        at = 0;
        limit = count;
    }

    long fixed(int width) throws IOException {
        long value = 0;
        for (int i = 0; i < width; i++) {
            value = value << 8 | oneByte();
        }
        return value;
    }

    long variable() throws IOException {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int next = oneByte();
            value |= (next & 0x7FL) << shift;
            if (next < 0x80) {
                return value;
            }
        }
        throw new StateFile.DamagedException(
                path, "the number before byte " + position() + " has more than 64 bits");
    }

    /// A number that counts bytes which follow.
    int size() throws IOException {
        return checkedSize(variable());
    }

    /// The same for a number that was already read.
    int checkedSize(long value) throws IOException {
        long left = contentBytes - loaded + limit - at;
        if (value < 0 || value > left + 1 || value > Integer.MAX_VALUE / 2) {
            throw new StateFile.DamagedException(
                    path,
                    "before byte "
                            + position()
                            + " a length of "
                            + value
                            + " where "
                            + left
                            + " bytes are left");
        }
        return (int) value;
    }

    private long position() {
        return loaded - limit + at;
    }

    void read(byte[] into, int length) throws IOException {
        int done = 0;
        while (done < length) {
            if (at == limit) {
                load();
            }
            int count = Math.min(length - done, limit - at);
            System.arraycopy(buffer, at, into, done, count);
            at += count;
            done += count;
        }
    }

    /// Checks that everything was read and that the checksum after it is right.
    void verifyEnd() throws IOException {
        if (at < limit || loaded < contentBytes) {
            throw new StateFile.DamagedException(
                    path,
                    "it should end at byte "
                            + position()
                            + ", but has "
                            + contentBytes
                            + " before its checksum");
        }
        byte[] stored = new byte[4];
        input.readFully(contentBytes, stored, 0, 4);
        long expected = 0;
        for (byte b : stored) {
            expected = (expected << 8) | (b & 0xFF);
        }
        if (expected != checksum.getValue()) {
            throw new StateFile.DamagedException(
                    path,
                    String.format(
                            "its %d bytes have the checksum %08x, expected %08x",
                            contentBytes, checksum.getValue(), expected));
        }
    }
}
