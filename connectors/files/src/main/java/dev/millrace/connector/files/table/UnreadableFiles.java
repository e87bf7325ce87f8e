// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.table;

import dev.millrace.connector.files.layout.ListingFilter;
import dev.millrace.spi.connector.ConnectorContext;
import dev.millrace.spi.connector.Options;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.storage.FileLocation;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.function.Function;

/// What becomes of files that cannot be read: they fail the query, unless the options
/// `ignoreMissingFiles` or `ignoreCorruptFiles`, or the session's settings of those names, let a
/// scan go on without them.
///
/// @param skipsMissing without the files that are gone
/// @param skipsCorrupt without what is left of a file from the place where it is damaged; malformed
/// records are no damage, they are for the option `mode`
public record UnreadableFiles(boolean skipsMissing, boolean skipsCorrupt) {
    private static final System.Logger LOG = System.getLogger(UnreadableFiles.class.getName());

    public static UnreadableFiles of(Options options, ConnectorContext context) {
        return new UnreadableFiles(
                flag("ignoreMissingFiles", options, context),
                flag("ignoreCorruptFiles", options, context));
    }

    private static boolean flag(String name, Options options, ConnectorContext context) {
        return options.has(name)
                ? ListingFilter.flag(options, name)
                : "true".equals(context.configuration("spark.sql.files." + name));
    }

    /// True if the scan goes on without the rest of the file; a warning then says so.
    boolean skips(MillraceException failure, String uri) {
        if (!skipsCorrupt || !isDamage(failure)) {
            return false;
        }
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        LOG.log(
                System.Logger.Level.WARNING,
                "skipping what is left of the damaged file {0}: {1}",
                uri,
                cause.getMessage());
        return true;
    }

    /// The schema of the files that can be read. Where damage may be skipped and is met, each is
    /// tried alone.
    ///
    /// @param inference the schema of some files
    DataType.Struct inferSchema(
            List<FileLocation> files, Function<List<FileLocation>, DataType.Struct> inference) {
        try {
            return inference.apply(files);
        } catch (MillraceException e) {
            if (!skipsCorrupt || !isDamage(e)) {
                throw e;
            }
        }
        return inference.apply(files.stream().filter(file -> isReadable(file, inference)).toList());
    }

    private boolean isReadable(
            FileLocation file, Function<List<FileLocation>, DataType.Struct> inference) {
        try {
            var unused = inference.apply(List.of(file));
            return true;
        } catch (MillraceException e) {
            if (!skips(e, file.uri())) {
                throw e;
            }
            return false;
        }
    }

    private static boolean isDamage(MillraceException failure) {
        return startsWith(failure.condition(), "FAILED_READ_FILE.")
                && !startsWith(failure.condition(), "FAILED_READ_FILE.FILE_NOT_EXIST")
                && !(failure.getCause() instanceof MillraceException cause
                        && startsWith(cause.condition(), "MALFORMED_RECORD"));
    }

    private static boolean startsWith(@Nullable String condition, String prefix) {
        return condition != null && condition.startsWith(prefix);
    }
}
