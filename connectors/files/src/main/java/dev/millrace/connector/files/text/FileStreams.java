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
    private static final class Range extends BulkInput {
        private final FileInput file;
        private final long end;
        private long position;

        Range(FileInput file, long start, long end) {
            this.file = file;
            this.position = start;
            this.end = end;
        }

        @Override
        int readSome(byte[] into, int offset, int length) throws IOException {
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
