// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.json;

import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.NullColumn;

/// Reads fields of the type `void`: everything is NULL.
final class NothingReader extends ValueReader {
    @Override
    int read(JsonCursor in, int row) {
        in.skipValue();
        return GOOD;
    }

    @Override
    Column build(int size, byte[] data) {
        return new NullColumn(size);
    }

    @Override
    void grow(int rows) {}
}
