// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.stream;

import dev.millrace.connector.files.layout.FileErrors;
import dev.millrace.connector.files.layout.FileNames;
import dev.millrace.connector.files.layout.Glob;
import dev.millrace.connector.files.layout.InputPaths;
import dev.millrace.connector.files.log.SourceEntry;
import dev.millrace.connector.files.table.LoggedFiles;
import dev.millrace.spi.connector.ConnectorContext;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.storage.FileEntry;
import dev.millrace.spi.storage.FileLocation;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// Deletes or archives files whose batch is history, as well as it can: a file that cannot be
/// cleaned stays, which is logged and disturbs nobody. A file that was changed after it had been
/// taken is left alone, for nobody has read what is in it now.
///
/// An archived file keeps its whole path below the archive directory: `/in/day=1/f.json` becomes
/// `/old/in/day=1/f.json`.
final class SourceCleaner implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(SourceCleaner.class.getName());
    private static final String THREADS = "spark.sql.streaming.fileSource.cleaner.numThreads";

    private final @Nullable FileLocation archive;
    private final ConnectorContext context;
    private final @Nullable ExecutorService executor;

    private SourceCleaner(
            @Nullable FileLocation archive,
            ConnectorContext context,
            @Nullable ExecutorService executor) {
        this.archive = archive;
        this.context = context;
        this.executor = executor;
    }

    /// The cleaner that the options ask for, null for none. Refuses an archive in which the source
    /// would find its own files again.
    static @Nullable SourceCleaner of(
            SourceOptions options, InputPaths paths, ConnectorContext context) {
        String directory = options.archiveDirectory();
        FileLocation archive =
                directory == null ? null : archive(directory, paths.patterns().getFirst(), context);
        if (options.cleaning() == SourceOptions.Cleaning.OFF) {
            return null;
        }
        String configured = context.configuration(THREADS);
        int threads = configured == null ? 1 : Integer.parseInt(configured.strip());
        return new SourceCleaner(
                archive,
                context,
                threads <= 0
                        ? null
                        : Executors.newFixedThreadPool(
                                threads,
                                Thread.ofPlatform()
                                        .daemon()
                                        .name("file-source-cleaner-", 0)
                                        .factory()));
    }

    /// The refusal of a source that must not be cleaned, as a sink's log names its files.
    static MillraceException refusal() {
        return MillraceException.of(ErrorKind.UNSUPPORTED, "_LEGACY_ERROR_TEMP_2261", "XXKCM")
                .text(
                        "Clean up source files is not supported when reading from the output"
                                + " directory of FileStreamSink.");
    }

    void clean(List<SourceEntry> entries) {
        for (SourceEntry entry : entries) {
            if (executor == null) {
                cleanOne(entry);
            } else {
                executor.execute(() -> cleanOne(entry));
            }
        }
    }

    /// Waits for what is under way.
    @Override
    public void close() {
        if (executor != null) {
            executor.close();
        }
    }

    private void cleanOne(SourceEntry entry) {
        try {
            FileLocation file = LoggedFiles.locate(entry.path(), context.fileStores());
            FileEntry now = file.store().entry(file.path());
            if (now == null) {
                return;
            }
            if (now.isDirectory() || now.modifiedMillis() != entry.timestampMillis()) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "{0} was changed after it had been read and is left alone",
                        entry.path());
            } else if (archive == null) {
                file.store().delete(file.path());
            } else {
                file.store().rename(file.path(), archive.path() + file.path());
            }
        } catch (IOException | RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "cannot clean up {0}: {1}", entry.path(), e);
        }
    }

    private static FileLocation archive(
            String directory, FileLocation source, ConnectorContext context) {
        FileLocation archive = context.fileStores().resolve(directory);
        if (!archive.store().equals(source.store())) {
            throw FileErrors.illegal(
                    "requirement failed: Base archive path is located on a different file system"
                            + " than the source files. source path: "
                            + FileErrors.display(source)
                            + " / base archive path: "
                            + FileErrors.display(archive));
        }
        if (isBelowPattern(archive.path(), source.path())) {
            throw FileErrors.illegal(
                    "requirement failed: Base archive path cannot be set to the path where archived"
                            + " path can possibly match with source pattern. Ensure the base"
                            + " archive path doesn't match with source pattern in depth, where the"
                            + " depth is minimum of depth on both paths.");
        }
        return archive;
    }

    /// True if the shorter of both matches the beginning of the longer one, name by name.
    private static boolean isBelowPattern(String archive, String pattern) {
        List<String> names = names(archive);
        List<String> patterns = names(pattern);
        for (int i = 0; i < Math.min(names.size(), patterns.size()); i++) {
            if (!Glob.compile(patterns.get(i)).matcher(names.get(i)).matches()) {
                return false;
            }
        }
        return true;
    }

    private static List<String> names(String path) {
        List<String> names = new java.util.ArrayList<>();
        for (String rest = path; !rest.equals("/"); rest = FileNames.parent(rest)) {
            names.add(FileNames.name(rest));
        }
        Collections.reverse(names);
        return names;
    }
}
