// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files;

import dev.millrace.connector.files.local.LocalFileStore;
import dev.millrace.connector.files.local.LocalFileStores;
import dev.millrace.connector.files.write.Identities;
import dev.millrace.connector.files.write.ProcessIdentity;
import dev.millrace.spi.column.BatchReader;
import dev.millrace.spi.column.BoxedValues;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.connector.ColumnPredicate;
import dev.millrace.spi.connector.ConnectorContext;
import dev.millrace.spi.connector.Options;
import dev.millrace.spi.connector.ReadRequest;
import dev.millrace.spi.connector.Scan;
import dev.millrace.spi.connector.ScanRequest;
import dev.millrace.spi.connector.Split;
import dev.millrace.spi.connector.StreamSink;
import dev.millrace.spi.connector.Table;
import dev.millrace.spi.connector.TaskWriter;
import dev.millrace.spi.connector.WriteJob;
import dev.millrace.spi.connector.WriteRequest;
import dev.millrace.spi.connector.WriteRequest.SaveMode;
import dev.millrace.spi.connector.WriteTarget;
import dev.millrace.spi.storage.FileStore;
import dev.millrace.spi.storage.FileStores;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// One process with a files connector over a directory, driven through the connector's contracts.
final class Workbench implements ConnectorContext {
    static final DataType.Struct ID_AND_K =
            DataType.Struct.of(
                    new StructField("id", DataType.INTEGER), new StructField("k", DataType.STRING));

    final FilesConnector connector;
    final Map<String, String> configuration = new HashMap<>();
    private final Path root;
    private final FileStores stores;

    private Workbench(Path root, FileStore store, ProcessIdentity identity) {
        this.root = root;
        this.stores = new LocalFileStores(store, root.toString());
        this.connector = new FilesConnector(List.of(new LinesFormat()), identity, 2);
        configuration.put("spark.sql.streaming.fileSource.log.compactInterval", "3");
        configuration.put("spark.sql.streaming.fileSink.log.compactInterval", "3");
    }

    static Workbench over(Path root) {
        return new Workbench(root, LocalFileStore.withoutSync(), ProcessIdentity.current());
    }

    /// A process that sees the files through a store.
    static Workbench over(Path root, FileStore store) {
        return new Workbench(root, store, ProcessIdentity.current());
    }

    /// A process that is going to die.
    static Workbench doomed(Path root, FileStore store) {
        return new Workbench(root, store, Identities.ofDeadProcess());
    }

    @Override
    public FileStores fileStores() {
        return stores;
    }

    @Override
    public ZoneId timeZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public InstantSource clock() {
        return InstantSource.fixed(Instant.parse("2026-01-01T00:00:00Z"));
    }

    @Override
    public @Nullable String configuration(String key) {
        return configuration.get(key);
    }

    static List<@Nullable Object> row(@Nullable Object... values) {
        return new ArrayList<>(Arrays.asList(values));
    }

    static Options options(String... namesAndValues) {
        Map<String, String> options = new HashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            options.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return new Options(options);
    }

    /// Writes a file of the source with a given modification time.
    Path file(String path, String content, long modifiedMillis) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
        Files.setLastModifiedTime(file, FileTime.fromMillis(modifiedMillis));
        return file;
    }

    Path file(String path, String content) throws IOException {
        return file(path, content, 1_700_000_000_000L);
    }

    Table open(DataType.@Nullable Struct schema, Options options, String... paths) {
        return connector.openTable(new ReadRequest("lines", schema, options, List.of(paths)), this);
    }

    List<List<@Nullable Object>> read(String path) {
        return read(open(null, options(), path));
    }

    static List<List<@Nullable Object>> read(Table table, ColumnPredicate... predicates) {
        try (Scan scan = table.scan(new ScanRequest(table.schema().names(), List.of(predicates)))) {
            return rows(scan, table.schema());
        }
    }

    static List<List<@Nullable Object>> rows(Scan scan, DataType.Struct schema) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (Split split : scan.splits()) {
            try (BatchReader reader = split.open()) {
                for (ColumnBatch batch = reader.next(); batch != null; batch = reader.next()) {
                    rows.addAll(BoxedValues.rows(batch, schema));
                }
            }
        }
        return rows;
    }

    WriteRequest writeRequest(
            String path, SaveMode mode, List<String> partitions, Options options) {
        return new WriteRequest("lines", ID_AND_K, path, mode, partitions, options);
    }

    /// Writes rows of `(id, k)`, each list by a task of its own.
    @SafeVarargs
    final void write(
            String path,
            SaveMode mode,
            List<String> partitions,
            Options options,
            List<List<@Nullable Object>>... tasks) {
        WriteTarget target =
                connector.openWrite(writeRequest(path, mode, partitions, options), this);
        if (!target.isSkipped()) {
            run(target.begin(), tasks);
        }
    }

    @SafeVarargs
    final void overwriteDynamically(String path, List<List<@Nullable Object>>... tasks) {
        write(
                path,
                SaveMode.OVERWRITE,
                List.of("k"),
                options("partitionOverwriteMode", "dynamic"),
                tasks);
    }

    /// A batch of a streaming sink; false if the sink had it.
    @SafeVarargs
    final boolean writeBatch(StreamSink sink, long batch, List<List<@Nullable Object>>... tasks) {
        WriteJob job = sink.begin(batch);
        if (job == null) {
            return false;
        }
        run(job, tasks);
        return true;
    }

    @SafeVarargs
    static void run(WriteJob job, List<List<@Nullable Object>>... tasks) {
        List<WriteJob.TaskResult> results = new ArrayList<>();
        try {
            for (int task = 0; task < tasks.length; task++) {
                TaskWriter writer = job.writer(task);
                writer.write(BoxedValues.batch(ID_AND_K, tasks[task]));
                results.add(writer.finish());
            }
        } catch (RuntimeException e) {
            job.abort();
            throw e;
        }
        job.commit(results);
    }

    /// All files below a directory, relative to it, without the part of a name that is random.
    List<String> files(String path) throws IOException {
        Path directory = root.resolve(path);
        try (Stream<Path> walk = Files.walk(directory)) {
            return walk.filter(Files::isRegularFile)
                    .map(file -> directory.relativize(file).toString())
                    .map(name -> name.replaceAll("-[0-9a-f]{8}-[0-9a-f-]{27}", "-U"))
                    .sorted()
                    .toList();
        }
    }

    /// True if nothing of a write is left below the directory.
    boolean isClean() throws IOException {
        try (Stream<Path> walk = Files.walk(root)) {
            return walk.noneMatch(
                    file -> file.getFileName().toString().startsWith("_millrace_staging-"));
        }
    }
}
