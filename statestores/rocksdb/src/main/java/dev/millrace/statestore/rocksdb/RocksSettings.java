// SPDX-License-Identifier: Apache-2.0
package dev.millrace.statestore.rocksdb;

import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;

import org.jspecify.annotations.Nullable;
import org.rocksdb.CompressionType;

import java.util.Locale;
import java.util.function.Function;

/// What a query's configuration says about its database; the package documentation lists the keys.
///
/// @param writeBufferBytes of one memory table
/// @param bound memory that all databases of the process share, null if this one is not part of it
record RocksSettings(
        long blockCacheBytes,
        long blockBytes,
        int formatVersion,
        int maxOpenFiles,
        long writeBufferBytes,
        int maxWriteBuffers,
        boolean allocatesAhead,
        CompressionType compression,
        @Nullable Bound bound) {
    private static final String PREFIX = "spark.sql.streaming.stateStore.rocksdb.";
    private static final long MEBIBYTE = 1 << 20;

    /// @param writeRatio part of it that writes may take
    /// @param highPriorityRatio part of the rest that is kept for indexes and filters
    record Bound(long bytes, double writeRatio, double highPriorityRatio) {}

    static RocksSettings of(Function<String, @Nullable String> configuration) {
        Reader reader = new Reader(configuration);
        if (reader.flag("compactOnCommit", false)) {
            throw MillraceException.unsupported(PREFIX + "compactOnCommit=true");
        }
        long writeBuffer = reader.number("writeBufferSizeMB", -1, -1);
        long writeBuffers = reader.number("maxWriteBufferNumber", -1, -1);
        return new RocksSettings(
                reader.number("blockCacheSizeMB", 256, 0) * MEBIBYTE,
                reader.number("blockSizeKB", 4, 1) * 1024,
                (int) reader.number("formatVersion", 5, 2),
                (int) reader.number("maxOpenFiles", -1, -1),
                (writeBuffer <= 0 ? 32 : writeBuffer) * MEBIBYTE,
                (int) (writeBuffers <= 0 ? 2 : writeBuffers),
                reader.flag("allowFAllocate", true),
                reader.compression(),
                reader.bound());
    }

    private record Reader(Function<String, @Nullable String> configuration) {
        long number(String name, long otherwise, long least) {
            String text = configuration.apply(PREFIX + name);
            if (text == null) {
                return otherwise;
            }
            try {
                long value = Long.parseLong(text.strip());
                if (value >= least && value <= Integer.MAX_VALUE) {
                    return value;
                }
            } catch (NumberFormatException e) {
                throw invalid(name, text, "an integer of at least " + least);
            }
            throw invalid(name, text, "an integer of at least " + least);
        }

        boolean flag(String name, boolean otherwise) {
            String text = configuration.apply(PREFIX + name);
            if (text == null) {
                return otherwise;
            }
            return switch (text.strip().toLowerCase(Locale.ROOT)) {
                case "true" -> true;
                case "false" -> false;
                default -> throw invalid(name, text, "true or false");
            };
        }

        double ratio(String name, double otherwise) {
            String text = configuration.apply(PREFIX + name);
            if (text == null) {
                return otherwise;
            }
            try {
                double value = Double.parseDouble(text.strip());
                if (value >= 0 && value <= 1) {
                    return value;
                }
            } catch (NumberFormatException e) {
                throw invalid(name, text, "a number between 0 and 1");
            }
            throw invalid(name, text, "a number between 0 and 1");
        }

        CompressionType compression() {
            String text = configuration.apply(PREFIX + "compression");
            return switch (text == null ? "lz4" : text.strip().toLowerCase(Locale.ROOT)) {
                case "none", "no", "uncompressed" -> CompressionType.NO_COMPRESSION;
                case "snappy" -> CompressionType.SNAPPY_COMPRESSION;
                case "z", "zlib" -> CompressionType.ZLIB_COMPRESSION;
                case "bzip2" -> CompressionType.BZLIB2_COMPRESSION;
                case "lz4" -> CompressionType.LZ4_COMPRESSION;
                case "lz4hc" -> CompressionType.LZ4HC_COMPRESSION;
                case "zstd" -> CompressionType.ZSTD_COMPRESSION;
                default ->
                        throw invalid(
                                "compression",
                                String.valueOf(text),
                                "one of none, snappy, zlib, bzip2, lz4, lz4hc, zstd");
            };
        }

        @Nullable Bound bound() {
            long bytes = number("maxMemoryUsageMB", 500, 1) * MEBIBYTE;
            double writes = ratio("writeBufferCacheRatio", 0.5);
            double high = ratio("highPriorityPoolRatio", 0.1);
            return flag("boundedMemoryUsage", false) ? new Bound(bytes, writes, high) : null;
        }

        private static MillraceException invalid(String name, String value, String wanted) {
            return MillraceException.of(ErrorKind.ILLEGAL_ARGUMENT)
                    .text(
                            "Invalid value '"
                                    + value
                                    + "' for "
                                    + PREFIX
                                    + name
                                    + ": must be "
                                    + wanted);
        }
    }
}
