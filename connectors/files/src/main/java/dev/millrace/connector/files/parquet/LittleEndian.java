// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.parquet;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Numbers in byte arrays, lowest byte first.
final class LittleEndian {
    private static final VarHandle INTS =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private LittleEndian() {}

    static int int32(byte[] data, int at) {
        return (int) INTS.get(data, at);
    }

    static long int64(byte[] data, int at) {
        return (long) LONGS.get(data, at);
    }

    static void putInt32(byte[] data, int at, int value) {
        INTS.set(data, at, value);
    }

    static void putInt64(byte[] data, int at, long value) {
        LONGS.set(data, at, value);
    }
}
