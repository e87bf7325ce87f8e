// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel.hash;

import dev.millrace.execution.kernel.call.CallSite;
import dev.millrace.execution.kernel.call.Kernel;
import dev.millrace.execution.kernel.call.RowKernel;
import dev.millrace.spi.column.BytesBuilder;
import dev.millrace.spi.column.BytesColumn;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.IntColumn;
import dev.millrace.spi.column.LongBuilder;
import dev.millrace.spi.column.LongColumn;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32;

/// The hash functions of SQL.
public final class HashKernels {
    /// Names that `of` knows.
    private static final List<String> NAMES =
            List.of("hash", "xxhash64", "md5", "sha1", "sha2", "crc32");

    private HashKernels() {}

    /// Names that `of` knows.
    public static List<String> names() {
        List<String> names = new ArrayList<>(NAMES);
        names.addAll(CipherKernels.NAMES);
        return names;
    }

    /// The kernel of a call, null if the function is none of this class.
    public static @Nullable Kernel of(CallSite site) {
        return switch (site.function()) {
            case "hash" -> murmur3(site);
            case "xxhash64" -> xxHash64(site);
            case "md5" -> digest(site, "MD5");
            case "sha1" -> digest(site, "SHA-1");
            case "sha2" -> sha2(site);
            case "crc32" ->
                    RowKernel.<LongBuilder>strict(
                            site.type(),
                            (arguments, row, result) -> {
                                BytesColumn bytes = (BytesColumn) arguments[0];
                                CRC32 crc = new CRC32();
                                crc.update(bytes.data(), bytes.start(row), bytes.length(row));
                                result.append(crc.getValue());
                            });
            default -> CipherKernels.of(site);
        };
    }

    private static List<DataType> types(CallSite site) {
        List<DataType> types = new ArrayList<>();
        for (int i = 0; i < site.argumentCount(); i++) {
            types.add(site.argumentType(i));
        }
        return types;
    }

    private static Kernel murmur3(CallSite site) {
        List<DataType> types = types(site);
        return (arguments, rowCount, context) ->
                new IntColumn(Murmur3.hash(List.of(arguments), types, rowCount), null, rowCount);
    }

    private static Kernel xxHash64(CallSite site) {
        List<DataType> types = types(site);
        return (arguments, rowCount, context) -> {
            long[] hashes = new long[rowCount];
            for (int row = 0; row < rowCount; row++) {
                long hash = XxHash64.SEED;
                for (int i = 0; i < arguments.length; i++) {
                    hash = XxHash64.value(arguments[i], types.get(i), row, hash);
                }
                hashes[row] = hash;
            }
            return new LongColumn(hashes, null, rowCount);
        };
    }

    private static Kernel digest(CallSite site, String algorithm) {
        return RowKernel.<BytesBuilder>strict(
                site.type(),
                (arguments, row, result) -> appendDigest(arguments[0], row, algorithm, result));
    }

    /// 0 stands for 256 bits; a length that SHA-2 has not gives NULL.
    private static Kernel sha2(CallSite site) {
        return RowKernel.<BytesBuilder>strict(
                site.type(),
                (arguments, row, result) -> {
                    int bits = ((IntColumn) arguments[1]).value(row);
                    switch (bits) {
                        case 0, 256 -> appendDigest(arguments[0], row, "SHA-256", result);
                        case 224, 384, 512 ->
                                appendDigest(arguments[0], row, "SHA-" + bits, result);
                        default -> result.appendNull();
                    }
                });
    }

    private static void appendDigest(
            Column column, int row, String algorithm, BytesBuilder result) {
        BytesColumn bytes = (BytesColumn) column;
        try {
            MessageDigest digest = MessageDigest.getInstance(algorithm);
            digest.update(bytes.data(), bytes.start(row), bytes.length(row));
            String hex = HexFormat.of().formatHex(digest.digest());
            result.append(hex.getBytes(StandardCharsets.US_ASCII));
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException(algorithm + " is part of every JDK", missing);
        }
    }
}
