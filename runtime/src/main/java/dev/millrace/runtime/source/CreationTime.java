// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.source;

import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.storage.FileLocation;
import dev.millrace.spi.storage.FileSums;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.time.InstantSource;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// When a query was started first, as the source's log in the checkpoint keeps it: file `0` with
/// the line `v1` and the milliseconds since the epoch, as Spark writes it.
final class CreationTime {
    private static final Pattern CONTENT = Pattern.compile("v([0-9]{1,9})\\R(-?[0-9]{1,18})\\s*");

    private CreationTime() {}

    /// The time that the log has; the time now, which is written to it, if it has none.
    static long of(FileLocation log, InstantSource clock) {
        FileLocation file = log.resolve("0");
        try {
            return parse(
                    new String(FileSums.readAll(file.store(), file.path()), StandardCharsets.UTF_8),
                    file);
        } catch (NoSuchFileException e) {
            return create(file, clock.millis());
        } catch (IOException e) {
            throw failed(file, e);
        }
    }

    private static long create(FileLocation file, long now) {
        try {
            file.store().delete(FileSums.beside(file.path()));
            FileSums.writeNew(
                    file.store(), file.path(), ("v1\n" + now).getBytes(StandardCharsets.UTF_8));
            return now;
        } catch (IOException e) {
            throw failed(file, e);
        }
    }

    private static long parse(String content, FileLocation file) {
        Matcher matcher = CONTENT.matcher(content);
        if (!matcher.matches()) {
            throw MillraceException.of(ErrorKind.EXECUTION, "MALFORMED_LOG_FILE", "KD002")
                    .with("text", content + " in " + file.path())
                    .text(
                            "Log file was malformed: failed to read correct log version from "
                                    + content
                                    + " in "
                                    + file.path()
                                    + ".");
        }
        int version = Integer.parseInt(matcher.group(1));
        if (version != 1) {
            throw MillraceException.of(
                            ErrorKind.EXECUTION,
                            "INVALID_LOG_VERSION.MAX_SUPPORTED_VERSION",
                            "KD002")
                    .with("maxSupportedVersion", 1)
                    .with("version", version)
                    .text(
                            "UnsupportedLogVersion. The maximum supported log version is v1, but"
                                    + " encountered v"
                                    + version
                                    + ". The log file was produced by a newer version of Spark and"
                                    + " cannot be read by this version. You need to upgrade.");
        }
        return Long.parseLong(matcher.group(2));
    }

    private static MillraceException failed(FileLocation file, IOException cause) {
        return MillraceException.of(ErrorKind.EXECUTION)
                .cause(cause)
                .text("Cannot keep the time in " + file.path() + ": " + cause.getMessage());
    }
}
