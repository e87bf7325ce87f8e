// SPDX-License-Identifier: Apache-2.0
package dev.millrace.spi.storage;

import java.io.EOFException;
import java.io.IOException;

/// An open file that can be read at any position by several threads. Stays readable when the file
/// is replaced or deleted meanwhile.
public interface FileInput extends AutoCloseable {
    /// Length when it was opened.
    long length() throws IOException;

    /// Reads up to `length` bytes at `position`; returns how many, -1 at the end of the file.
    int read(long position, byte[] into, int offset, int length) throws IOException;

    /// Reads exactly `length` bytes or fails with `EOFException`.
    default void readFully(long position, byte[] into, int offset, int length) throws IOException {
        int done = 0;
        while (done < length) {
            int count = read(position + done, into, offset + done, length - done);
            if (count < 0) {
                throw new EOFException(
                        "file ends at "
                                + (position + done)
                                + ", "
                                + (position + length)
                                + " bytes expected");
            }
            done += count;
        }
    }

    @Override
    void close() throws IOException;
}
