// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.text;

import java.io.IOException;
import java.io.InputStream;

/// Bytes that come many at a time: a single one is read as many of which there is one.
abstract class BulkInput extends InputStream {
    @Override
    public final int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public final int read(byte[] into, int offset, int length) throws IOException {
        return length == 0 ? 0 : readSome(into, offset, length);
    }

    /// At least one byte and at most `length`, which is above 0; -1 at the end.
    abstract int readSome(byte[] into, int offset, int length) throws IOException;
}
