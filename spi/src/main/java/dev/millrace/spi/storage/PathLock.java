// SPDX-License-Identifier: Apache-2.0
package dev.millrace.spi.storage;

import java.io.IOException;

/// The exclusive hold on a path that `FileStore.lock` gave. Ends with `close`, and with the process
/// however that ends.
public interface PathLock extends AutoCloseable {
    @Override
    void close() throws IOException;
}
