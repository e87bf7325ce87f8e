// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.table;

import dev.millrace.connector.files.layout.FileErrors;
import dev.millrace.connector.files.layout.FileListing.Leaf;
import dev.millrace.connector.files.layout.FileNames;
import dev.millrace.connector.files.layout.ListingScope;
import dev.millrace.connector.files.layout.PartitionLayout;
import dev.millrace.connector.files.log.CompactibleLog;
import dev.millrace.connector.files.log.SinkEntry;
import dev.millrace.spi.connector.ConnectorContext;
import dev.millrace.spi.storage.FileEntry;
import dev.millrace.spi.storage.FileLocation;
import dev.millrace.spi.storage.FileStores;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/// The files that the log of a streaming sink names: only complete batches, each once.
public record LoggedFiles(FileLocation directory, FileStores stores, InstantSource clock)
        implements TableFiles {
    private static final String IGNORED = "spark.sql.streaming.fileStreamSink.ignoreMetadata";

    /// Not written through this, so nothing of it matters but that it is valid.
    private static final CompactibleLog.Settings READ_ONLY =
            new CompactibleLog.Settings(10, 10, false, 100, 0, false);

    /// The files of a directory if it has a sink log that counts, else null.
    public static @Nullable LoggedFiles find(FileLocation directory, ConnectorContext context) {
        if (Boolean.parseBoolean(context.configuration(IGNORED))) {
            return null;
        }
        try {
            FileEntry log =
                    directory.store().entry(FileNames.child(directory.path(), FileNames.SINK_LOG));
            return log != null && log.isDirectory()
                    ? new LoggedFiles(directory, context.fileStores(), context.clock())
                    : null;
        } catch (IOException e) {
            throw FileErrors.listFailed(directory, e);
        }
    }

    @Override
    public List<String> roots() {
        return List.of(directory.path());
    }

    @Override
    public Set<String> bases() {
        return Set.of(directory.path());
    }

    @Override
    public List<Leaf> leaves(ListingScope scope) {
        CompactibleLog log =
                new CompactibleLog(directory.resolve(FileNames.SINK_LOG), READ_ONLY, clock);
        Map<String, Leaf> leaves = new LinkedHashMap<>();
        for (SinkEntry entry : log.all(SinkEntry::parse)) {
            if (entry.isDeleted()) {
                leaves.remove(entry.path());
                continue;
            }
            FileLocation location = locate(entry.path(), stores);
            if (scope.paths().test(location.path())
                    && isSearched(location.path(), scope.directories())) {
                leaves.put(
                        entry.path(),
                        new Leaf(
                                location.store(),
                                new FileEntry(
                                        location.path(),
                                        false,
                                        entry.sizeBytes(),
                                        entry.modifiedMillis())));
            }
        }
        return List.copyOf(leaves.values());
    }

    @Override
    public List<Leaf> members(List<Leaf> leaves, PartitionLayout layout) {
        return leaves;
    }

    @Override
    public boolean mayBePartitioned() {
        return true;
    }

    /// The file that a URL-encoded URI of a log names.
    public static FileLocation locate(String uri, FileStores stores) {
        try {
            URI parsed = new URI(uri);
            String path = parsed.getPath();
            if (path == null) {
                throw FileErrors.illegal("'" + uri + "' in a log of files names no file");
            }
            String authority = parsed.getRawAuthority();
            return stores.resolve(
                    parsed.getScheme() == null
                            ? path
                            : parsed.getScheme()
                                    + "://"
                                    + (authority == null ? "" : authority)
                                    + path);
        } catch (URISyntaxException e) {
            throw FileErrors.illegal("'" + uri + "' in a log of files is not a URI");
        }
    }

    private boolean isSearched(String file, Predicate<String> directories) {
        String current = FileNames.parent(file);
        while (FileNames.isWithin(current, directory.path()) && !current.equals(directory.path())) {
            if (!directories.test(current)) {
                return false;
            }
            current = FileNames.parent(current);
        }
        return true;
    }
}
