// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.local;

import dev.millrace.spi.storage.FileInput;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/// An open file. Reads go through a buffer outside the heap that Java keeps per thread and makes as
/// large as the largest read, so a read is cut into pieces.
final class LocalFileInput implements FileInput {
    static final int LARGEST_TRANSFER_BYTES = 1 << 20;

    private final FileChannel channel;
    private final long length;

    LocalFileInput(FileChannel channel) throws IOException {
        this.channel = channel;
        this.length = channel.size();
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public int read(long position, byte[] into, int offset, int length) throws IOException {
        return channel.read(
                ByteBuffer.wrap(into, offset, Math.min(length, LARGEST_TRANSFER_BYTES)), position);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
