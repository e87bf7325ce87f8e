// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.text;

import dev.millrace.spi.storage.FileInput;

import java.io.IOException;
import java.io.InputStream;

/// Files as streams of bytes, decompressed as the end of their names says.
public final class FileStreams {
    private FileStreams() {}

    /// True if the file is compressed as a whole, so that it cannot be cut.
    public static boolean isCompressed(String uri) {
        return TextCompression.ofFile(uri) != TextCompression.NONE;
    }

    /// Opens the bytes `start .. end` of a file, or the whole content of a compressed one.
    public static InputStream open(FileInput file, String uri, long start, long end)
            throws IOException {
        return TextCompression.ofFile(uri).decompressed(new Range(file, start, end));
    }

    /// A part of a file.
    private static final class Range extends InputStream {
        private final FileInput file;
        private final long end;
        private long position;

        Range(FileInput file, long start, long end) {
            this.file = file;
            this.position = start;
            this.end = end;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            int wanted = (int) Math.min(length, end - position);
            int count = wanted <= 0 ? -1 : file.read(position, into, offset, wanted);
            position += Math.max(count, 0);
            return count;
        }

        @Override
        public int available() {
            return (int) Math.min(Integer.MAX_VALUE, end - position);
        }
    }
}
