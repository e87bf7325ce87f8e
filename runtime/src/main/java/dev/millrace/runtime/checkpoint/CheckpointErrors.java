// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.checkpoint;

import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.storage.FileLocation;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;

/// Spark's errors for checkpoints that cannot be used.
final class CheckpointErrors {
    private CheckpointErrors() {}

    /// Something else wrote the entry first.
    static MillraceException concurrentUpdate(long batchId, Throwable cause) {
        return MillraceException.of(ErrorKind.EXECUTION, "CONCURRENT_STREAM_LOG_UPDATE", "40000")
                .with("batchId", batchId)
                .cause(cause)
                .text(
                        "Concurrent update to the log. Multiple streaming jobs detected for "
                                + batchId
                                + ".\n"
                                + "Please make sure only one streaming job runs on a specific"
                                + " checkpoint location at a time.");
    }

    /// @param text the line that should have been a version
    static MillraceException malformed(String text, String path, @Nullable Throwable cause) {
        String shown = text + " (file " + path + ")";
        return MillraceException.of(ErrorKind.EXECUTION, "MALFORMED_LOG_FILE", "KD002")
                .with("text", shown)
                .cause(cause)
                .text(
                        "Log file was malformed: failed to read correct log version from "
                                + shown
                                + ".");
    }

    static MillraceException newerVersion(int version, int known, String path) {
        return MillraceException.of(
                        ErrorKind.EXECUTION, "INVALID_LOG_VERSION.MAX_SUPPORTED_VERSION", "KD002")
                .with("version", version)
                .with("maxSupportedVersion", known)
                .text(
                        "UnsupportedLogVersion. The maximum supported log version is v"
                                + known
                                + ", but encountered v"
                                + version
                                + ". The log file was produced by a newer version of Spark and"
                                + " cannot be read by this version. You need to upgrade. (file "
                                + path
                                + ")");
    }

    static MillraceException missingMetadata(String location) {
        return MillraceException.of(
                        ErrorKind.RUNTIME, "STREAMING_CHECKPOINT_MISSING_METADATA_FILE", "42K03")
                .with("checkpointLocation", location)
                .text(
                        "Checkpoint location "
                                + location
                                + " is in an inconsistent state: the metadata file is missing but"
                                + " offset and/or commit logs contain data. Please restore the"
                                + " metadata file or create a new checkpoint directory.");
    }

    static MillraceException notEmpty(String location) {
        return MillraceException.of(
                        ErrorKind.UNSUPPORTED, "STATE_STORE_CHECKPOINT_LOCATION_NOT_EMPTY", "42K03")
                .with("checkpointLocation", location)
                .text(
                        "The checkpoint location "
                                + location
                                + " should be empty on batch 0\n"
                                + "Please either use a new checkpoint location, or delete the"
                                + " existing data in the checkpoint location.");
    }

    /// A location as Spark prints it: `file:/data/checkpoint`.
    static String shown(FileLocation location) {
        String uri = location.uri();
        return uri.startsWith("file:///") ? "file:" + uri.substring(7) : uri;
    }

    static UncheckedIOException failed(String what, IOException cause) {
        return new UncheckedIOException(what + ": " + cause.getMessage(), cause);
    }
}
