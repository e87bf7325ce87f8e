// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.statestore;

import dev.millrace.spi.state.LocalDatabase;
import dev.millrace.spi.state.StateStore;

/// The value of an entry as it is in a database: 0, or 1 and the expiry (8 bytes), before the value
/// itself.
final class StoredValue {
    static final int EXPIRY_BYTES = 8;

    private byte[] bytes = new byte[256];
    private int start;
    private int end;
    private long expiry;

    /// Reads the value of a key.
    ///
    /// @return false if there is none
    boolean read(LocalDatabase database, byte[] key, int keyLength) {
        int length = database.get(key, 0, keyLength, bytes);
        if (length > bytes.length) {
            bytes = new byte[length * 2];
            length = database.get(key, 0, keyLength, bytes);
        }
        if (length < 0) {
            return false;
        }
        set(bytes, length);
        return true;
    }

    /// Stands for a value that lies elsewhere.
    void set(byte[] stored, int length) {
        bytes = stored;
        end = length;
        if (stored[0] == 0) {
            expiry = StateStore.NEVER;
            start = 1;
        } else {
            expiry = BigEndian.longAt(stored, 1);
            start = 1 + EXPIRY_BYTES;
        }
    }

    byte[] bytes() {
        return bytes;
    }

    int start() {
        return start;
    }

    int length() {
        return end - start;
    }

    long expiry() {
        return expiry;
    }
}
