// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.write;

import dev.millrace.connector.files.layout.FileErrors;
import dev.millrace.spi.connector.ConnectorContext;
import dev.millrace.spi.connector.Options;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// The options that say where files are written, as opposed to how a file of a format is written.
public final class WriteOptions {
    /// Names in lower case, those of batch and streaming writers.
    private static final Set<String> OF_FILES =
            Set.of(
                    "path",
                    "partitionoverwritemode",
                    "maxrecordsperfile",
                    "checkpointlocation",
                    "queryname",
                    "retention");

    private WriteOptions() {}

    /// The options that are left for the format.
    public static Options ofFormat(Options options) {
        Map<String, String> left = new HashMap<>();
        for (Map.Entry<String, String> option : options.asMap().entrySet()) {
            if (!OF_FILES.contains(option.getKey().toLowerCase(Locale.ROOT))) {
                left.put(option.getKey(), option.getValue());
            }
        }
        return new Options(left);
    }

    /// Option `partitionOverwriteMode`, else the session's.
    public static boolean isDynamicOverwrite(Options options, ConnectorContext context) {
        String mode = options.value("partitionOverwriteMode");
        if (mode == null) {
            mode = context.configuration("spark.sql.sources.partitionOverwriteMode");
        }
        String name = mode == null ? "STATIC" : mode.toUpperCase(Locale.ROOT);
        return switch (name) {
            case "STATIC" -> false;
            case "DYNAMIC" -> true;
            default -> throw FileErrors.illegal("No value found for '" + name + "'");
        };
    }

    /// Option `maxRecordsPerFile`, else the session's; 0 for no limit.
    public static long maxRecordsPerFile(Options options, ConnectorContext context) {
        String text = options.value("maxRecordsPerFile");
        if (text == null) {
            text = context.configuration("spark.sql.files.maxRecordsPerFile");
        }
        try {
            return text == null ? 0 : Math.max(0, Long.parseLong(text.strip()));
        } catch (NumberFormatException e) {
            throw MillraceException.of(ErrorKind.NUMBER_FORMAT)
                    .cause(e)
                    .text("For input string: \"" + text + "\"");
        }
    }
}
