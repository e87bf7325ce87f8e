// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.stream;

import dev.millrace.connector.files.layout.FileErrors;
import dev.millrace.spi.connector.Options;
import dev.millrace.spi.connector.TimeText;
import dev.millrace.spi.error.MillraceException;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/// The options of a streaming file source, checked as Spark checks them when the query starts.
///
/// @param maxFiles files per batch, 0 for no limit
/// @param maxBytes bytes per batch, 0 for no limit
/// @param isLatestFirst newest files first
/// @param maxFileAgeMillis files older than the newest seen one by more than this do not count
/// @param isNameOnly two files of the same name are the same file, wherever they are
/// @param maxCachedFiles listed files that may wait for later batches
/// @param discardCachedRatio when fewer than this part of a batch's files wait, they are forgotten
/// and listed again
/// @param cleaning what happens to files that were read
/// @param archiveDirectory where to they are moved, null unless they are archived
record SourceOptions(
        int maxFiles,
        long maxBytes,
        boolean isLatestFirst,
        long maxFileAgeMillis,
        boolean isNameOnly,
        int maxCachedFiles,
        float discardCachedRatio,
        Cleaning cleaning,
        @Nullable String archiveDirectory) {
    private static final List<String> DISALLOWED = List.of("modifiedBefore", "modifiedAfter");

    /// The option `cleanSource`.
    enum Cleaning {
        OFF,
        DELETE,
        ARCHIVE
    }

    static SourceOptions of(Options options) {
        for (String name : DISALLOWED) {
            if (options.has(name)) {
                throw FileErrors.illegal(
                        "option '"
                                + name.toLowerCase(Locale.ROOT)
                                + "' is not allowed in file stream sources");
            }
        }
        int maxFiles = (int) positive(options, "maxFilesPerTrigger", Integer.MAX_VALUE);
        long maxBytes = positive(options, "maxBytesPerTrigger", Long.MAX_VALUE);
        if (maxFiles > 0 && maxBytes > 0) {
            throw FileErrors.illegal(
                    "Options 'maxFilesPerTrigger' and 'maxBytesPerTrigger' can't be both set at the"
                            + " same time");
        }
        long maxFileAge =
                TimeText.parse(
                        options.value("maxFileAge", "7d"),
                        TimeUnit.MILLISECONDS,
                        TimeUnit.MILLISECONDS);
        boolean latestFirst = flag(options, "latestFirst");
        boolean nameOnly = flag(options, "fileNameOnly");
        Cleaning cleaning = cleaning(options);
        int cached = cachedFiles(options);
        float ratio = discardRatio(options);
        if (maxFileAge < 0) {
            throw FileErrors.illegal("requirement failed");
        }
        boolean ageCounts = !latestFirst || (maxFiles == 0 && maxBytes == 0);
        return new SourceOptions(
                maxFiles,
                maxBytes,
                latestFirst,
                ageCounts ? maxFileAge : Long.MAX_VALUE,
                nameOnly,
                cached,
                ratio,
                cleaning,
                cleaning == Cleaning.ARCHIVE ? options.value("sourceArchiveDir") : null);
    }

    boolean isLimited() {
        return maxFiles > 0 || maxBytes > 0;
    }

    private static long positive(Options options, String name, long largest) {
        String text = options.value(name);
        if (text == null) {
            return 0;
        }
        try {
            long value = Long.parseLong(text);
            if (value > 0 && value <= largest) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw invalid(text, name, "a positive integer");
        }
        throw invalid(text, name, "a positive integer");
    }

    private static boolean flag(Options options, String name) {
        String text = options.value(name, "false");
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw invalid(text, name, "'true' or 'false'");
        };
    }

    private static int cachedFiles(Options options) {
        String text = options.value("maxCachedFiles", "10000");
        try {
            int value = Integer.parseInt(text);
            if (value >= 0) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw invalid(text, "maxCachedFiles", "an integer greater than or equal to 0");
        }
        throw invalid(text, "maxCachedFiles", "an integer greater than or equal to 0");
    }

    private static float discardRatio(Options options) {
        String text = options.value("discardCachedInputRatio", "0.2");
        try {
            float value = Float.parseFloat(text);
            if (value >= 0 && value <= 1) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw invalid(text, "discardCachedInputRatio", "a positive float between 0 and 1");
        }
        throw invalid(text, "discardCachedInputRatio", "a positive float between 0 and 1");
    }

    private static Cleaning cleaning(Options options) {
        String mode = options.value("cleanSource", "off");
        Cleaning cleaning =
                switch (mode.toLowerCase(Locale.ROOT)) {
                    case "off" -> Cleaning.OFF;
                    case "delete" -> Cleaning.DELETE;
                    case "archive" -> Cleaning.ARCHIVE;
                    default ->
                            throw FileErrors.illegal(
                                    "Invalid mode for clean source option Some("
                                            + mode
                                            + "). Must be one of ARCHIVE,DELETE,OFF");
                };
        if (cleaning == Cleaning.ARCHIVE && !options.has("sourceArchiveDir")) {
            throw FileErrors.illegal("Archive mode must be used with 'sourceArchiveDir' option.");
        }
        return cleaning;
    }

    private static MillraceException invalid(String value, String name, String expected) {
        return FileErrors.illegal(
                "Invalid value '" + value + "' for option '" + name + "', must be " + expected);
    }
}
