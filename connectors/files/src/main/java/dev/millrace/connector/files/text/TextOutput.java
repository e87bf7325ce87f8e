// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.text;

import dev.millrace.spi.storage.FileOutput;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/// A text file under construction: UTF-8 is collected in a buffer and goes, encoded and compressed,
/// to the file. Used by one thread.
public final class TextOutput {
    private static final int DRAIN_BYTES = 1 << 16;

    private final TextValues.Output buffer = new TextValues.Output();
    private final OutputStream stream;
    private final Charset encoding;

    public TextOutput(FileOutput file, TextCompression compression, Charset encoding)
            throws IOException {
        OutputStream plain =
                new OutputStream() {
                    @Override
                    public void write(int value) throws IOException {
                        file.write(new byte[] {(byte) value}, 0, 1);
                    }

                    @Override
                    public void write(byte[] bytes, int offset, int length) throws IOException {
                        file.write(bytes, offset, length);
                    }
                };
        this.stream = compression.compressed(plain);
        this.encoding = encoding;
    }

    /// Where text is appended.
    public TextValues.Output buffer() {
        return buffer;
    }

    /// Called between records: hands the buffer on when it is large.
    public void drain() throws IOException {
        if (buffer.size() >= DRAIN_BYTES) {
            flush();
        }
    }

    private void flush() throws IOException {
        if (encoding.equals(StandardCharsets.UTF_8)) {
            stream.write(buffer.bytes(), 0, buffer.size());
        } else {
            stream.write(buffer.toString(StandardCharsets.UTF_8).getBytes(encoding));
        }
        buffer.reset();
    }

    /// Hands everything on, the end of the compressed form included.
    public void finish() throws IOException {
        flush();
        stream.close();
    }
}
