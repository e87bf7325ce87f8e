// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.layout;

import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.storage.FileLocation;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.NoSuchFileException;

/// Errors that several parts of the connector raise.
public final class FileErrors {
    private FileErrors() {}

    /// A path as Spark prints it: qualified, not encoded, without the empty host (`file:/data/in`).
    public static String display(FileLocation location) {
        try {
            URI uri = new URI(location.uri());
            String authority = uri.getAuthority();
            return uri.getScheme()
                    + ":"
                    + (authority == null ? "" : "//" + authority)
                    + location.path();
        } catch (URISyntaxException e) {
            return location.uri();
        }
    }

    /// A path that the user named and that is not there.
    public static MillraceException pathNotFound(String path) {
        return MillraceException.of(ErrorKind.ANALYSIS, "PATH_NOT_FOUND", "42K03")
                .with("path", path)
                .text("Path does not exist: " + path + ".");
    }

    public static MillraceException pathAlreadyExists(FileLocation location) {
        String path = display(location);
        return MillraceException.of(ErrorKind.ANALYSIS, "PATH_ALREADY_EXISTS", "42K04")
                .with("outputPath", path)
                .text(
                        "Path "
                                + path
                                + " already exists. Set mode as \"overwrite\" to overwrite the"
                                + " existing path.");
    }

    /// A file that was listed and can no longer be found, or cannot be read.
    public static MillraceException readFailed(String uri, IOException cause) {
        String text = "Encountered error while reading file " + uri + ". ";
        if (cause instanceof NoSuchFileException) {
            return MillraceException.of(
                            ErrorKind.EXECUTION, "FAILED_READ_FILE.FILE_NOT_EXIST", "KD001")
                    .with("path", uri)
                    .cause(cause)
                    .text(
                            text
                                    + "File does not exist. It is possible the underlying files"
                                    + " have been updated.\n"
                                    + "You can explicitly invalidate the cache in Spark by running"
                                    + " 'REFRESH TABLE tableName' command in SQL or by recreating"
                                    + " the Dataset/DataFrame involved.");
        }
        return MillraceException.of(ErrorKind.EXECUTION, "FAILED_READ_FILE.NO_HINT", "KD001")
                .with("path", uri)
                .cause(cause)
                .text(text);
    }

    /// A write that failed for a reason outside Millrace: a full disk, a missing permission.
    public static MillraceException writeFailed(FileLocation location, IOException cause) {
        String path = display(location);
        return MillraceException.of(ErrorKind.EXECUTION, "TASK_WRITE_FAILED", "58030")
                .with("path", path)
                .cause(cause)
                .text("Task failed while writing rows to " + path + ". " + cause.getMessage());
    }

    /// A directory that cannot be listed.
    public static MillraceException listFailed(FileLocation location, IOException cause) {
        return MillraceException.of(ErrorKind.EXECUTION)
                .cause(cause)
                .text("Cannot list the files of " + display(location) + ": " + cause.getMessage());
    }

    public static MillraceException illegal(String text) {
        return MillraceException.of(ErrorKind.ILLEGAL_ARGUMENT).text(text);
    }
}
