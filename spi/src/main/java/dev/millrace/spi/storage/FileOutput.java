// SPDX-License-Identifier: Apache-2.0
package dev.millrace.spi.storage;

import java.io.IOException;

/// A file under construction, written from start to end by one thread.
public interface FileOutput extends AutoCloseable {
    void write(byte[] bytes, int offset, int length) throws IOException;

    /// Bytes written so far.
    long position();

    /// Forces everything written so far to the device.
    void sync() throws IOException;

    /// Closes without forcing anything to the device.
    @Override
    void close() throws IOException;
}
