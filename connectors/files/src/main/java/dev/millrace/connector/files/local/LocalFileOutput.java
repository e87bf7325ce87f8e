// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.local;

import dev.millrace.spi.storage.FileOutput;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/// A new file, written without a buffer: whoever writes has its own.
final class LocalFileOutput implements FileOutput {
    private final FileChannel channel;
    private final boolean syncs;
    private long position;

    LocalFileOutput(FileChannel channel, boolean syncs) {
        this.channel = channel;
        this.syncs = syncs;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int done = 0;
        while (done < length) {
            int piece = Math.min(length - done, LocalFileInput.LARGEST_TRANSFER_BYTES);
            done += channel.write(ByteBuffer.wrap(bytes, offset + done, piece));
        }
        position += length;
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public void sync() throws IOException {
        if (syncs) {
            // The data and the length; the times of the file need not survive.
            channel.force(false);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
