// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.layout;

import dev.millrace.connector.files.text.TextSettings;
import dev.millrace.spi.connector.Options;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.storage.FileEntry;

import org.jspecify.annotations.Nullable;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Locale;
import java.util.regex.Pattern;

/// Which files below the paths of a request count, by its options.
///
/// @param isRecursive `recursiveFileLookup`: every directory is searched and none is a partition
/// @param name `pathGlobFilter`, matched against the last part of the path
/// @param afterMillis `modifiedAfter`, exclusive
/// @param beforeMillis `modifiedBefore`, exclusive
public record ListingFilter(
        boolean isRecursive, @Nullable Pattern name, long afterMillis, long beforeMillis) {
    public static ListingFilter of(Options options, ZoneId timeZone) {
        String glob = options.value("pathGlobFilter");
        ZoneId zoneOfTimes = TextSettings.zone(options, timeZone);
        return new ListingFilter(
                flag(options, "recursiveFileLookup"),
                glob == null ? null : Glob.compile(glob),
                millis(options, "modifiedAfter", zoneOfTimes, Long.MIN_VALUE),
                millis(options, "modifiedBefore", zoneOfTimes, Long.MAX_VALUE));
    }

    /// An option that is false unless it is `true`, in any case, with Spark's message for anything
    /// else than the two.
    public static boolean flag(Options options, String name) {
        String text = options.value(name, "false");
        if (!text.equalsIgnoreCase("true") && !text.equalsIgnoreCase("false")) {
            throw FileErrors.illegal("For input string: \"" + text + "\"");
        }
        return text.equalsIgnoreCase("true");
    }

    boolean accepts(FileEntry file) {
        return (name == null || name.matcher(file.name()).matches())
                && file.modifiedMillis() > afterMillis
                && file.modifiedMillis() < beforeMillis;
    }

    private static long millis(
            Options options, String option, ZoneId timeZone, long defaultMillis) {
        String text = options.value(option);
        if (text == null) {
            return defaultMillis;
        }
        try {
            return Math.floorDiv(PartitionValues.timestampMicros(text, timeZone), 1000L);
        } catch (DateTimeException e) {
            String strategy = option.toLowerCase(Locale.ROOT);
            throw MillraceException.of(ErrorKind.ANALYSIS, "_LEGACY_ERROR_TEMP_1294", "XXKCM")
                    .with("strategy", strategy)
                    .with("timeString", text)
                    .cause(e)
                    .text(
                            "The timestamp provided for the '"
                                    + strategy
                                    + "' option is invalid. The expected format is"
                                    + " 'YYYY-MM-DDTHH:mm:ss', but the provided timestamp: "
                                    + text
                                    + ".");
        }
    }
}
