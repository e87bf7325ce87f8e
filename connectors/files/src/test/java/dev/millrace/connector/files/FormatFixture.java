// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files;

import dev.millrace.spi.column.BatchReader;
import dev.millrace.spi.column.BoxedValues;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.connector.ColumnPredicate;
import dev.millrace.spi.connector.ConnectorContext;
import dev.millrace.spi.connector.Options;
import dev.millrace.spi.format.FileFormat;
import dev.millrace.spi.format.FileReader;
import dev.millrace.spi.format.FileWriterFactory;
import dev.millrace.spi.storage.FileEntry;
import dev.millrace.spi.storage.FileInput;
import dev.millrace.spi.storage.FileLocation;
import dev.millrace.spi.storage.FileOutput;
import dev.millrace.spi.storage.FileStore;
import dev.millrace.spi.storage.FileStores;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What the tests of all formats share: files in memory, and reading and writing them whole.
public final class FormatFixture implements ConnectorContext {
    public static final Options NO_OPTIONS = new Options(Map.of());

    private final ZoneId zone;
    private final MemoryStore store = new MemoryStore();

    public FormatFixture(String zone) {
        this.zone = ZoneId.of(zone);
    }

    public FormatFixture() {
        this("UTC");
    }

    /// Options given as name, value, name, value…
    public static Options options(String... namesAndValues) {
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            values.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return new Options(values);
    }

    public static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /// Puts a file into the store.
    public FileLocation file(String path, byte[] content) {
        store.files.put(path, content);
        return new FileLocation(store, path);
    }

    public FileInput input(byte[] content) {
        return new MemoryInput(content);
    }

    /// All rows of a file, read part by part, all columns.
    public List<List<@Nullable Object>> rows(
            FileFormat format, DataType.Struct schema, byte[] content, Options options) {
        return rows(format, schema, content, options, schema.names(), "mem:/f." + format.name());
    }

    /// All rows of a file, read part by part.
    public List<List<@Nullable Object>> rows(
            FileFormat format,
            DataType.Struct schema,
            byte[] content,
            Options options,
            List<String> columns,
            String uri) {
        FileReader reader = format.reader(schema, options, this);
        FileInput input = input(content);
        List<Long> starts = new ArrayList<>(reader.partStarts(input, uri));
        starts.add((long) content.length);
        DataType.Struct delivered =
                new DataType.Struct(
                        columns.stream().map(c -> schema.field(schema.indexOf(c))).toList());
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (int i = 0; i + 1 < starts.size(); i++) {
            rows.addAll(
                    drain(
                            reader.open(
                                    input,
                                    uri,
                                    starts.get(i),
                                    starts.get(i + 1),
                                    columns,
                                    List.<ColumnPredicate>of()),
                            delivered));
        }
        return rows;
    }

    /// All rows of a reader, which is closed.
    public static List<List<@Nullable Object>> drain(BatchReader reader, DataType.Struct schema) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        try (reader) {
            for (ColumnBatch batch = reader.next(); batch != null; batch = reader.next()) {
                rows.addAll(BoxedValues.rows(batch, schema));
            }
        }
        return rows;
    }

    /// The bytes of a file of these rows.
    public byte[] write(
            FileFormat format,
            DataType.Struct schema,
            List<? extends List<? extends @Nullable Object>> rows,
            Options options) {
        MemoryOutput output = new MemoryOutput(new ByteArrayOutputStream());
        try {
            FileWriterFactory.FileWriter writer = format.writer(schema, options, this).open(output);
            writer.write(BoxedValues.batch(schema, rows));
            writer.finish();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return output.bytes.toByteArray();
    }

    @Override
    public FileStores fileStores() {
        return path -> new FileLocation(store, path);
    }

    @Override
    public ZoneId timeZone() {
        return zone;
    }

    @Override
    public InstantSource clock() {
        return InstantSource.fixed(Instant.parse("2024-02-29T12:00:00Z"));
    }

    @Override
    public @Nullable String configuration(String key) {
        return null;
    }

    private record MemoryInput(byte[] content) implements FileInput {
        @Override
        public long length() {
            return content.length;
        }

        @Override
        public int read(long position, byte[] into, int offset, int length) {
            if (position >= content.length) {
                return -1;
            }
            int count = (int) Math.min(length, content.length - position);
            System.arraycopy(content, (int) position, into, offset, count);
            return count;
        }

        @Override
        public void close() {}
    }

    /// An output that collects its bytes.
    public static FileOutput output(ByteArrayOutputStream bytes) {
        return new MemoryOutput(bytes);
    }

    private record MemoryOutput(ByteArrayOutputStream bytes) implements FileOutput {

        @Override
        public void write(byte[] data, int offset, int length) {
            bytes.write(data, offset, length);
        }

        @Override
        public long position() {
            return bytes.size();
        }

        @Override
        public void sync() {}

        @Override
        public void close() {}
    }

    private static final class MemoryStore implements FileStore {
        private final Map<String, byte[]> files = new HashMap<>();

        @Override
        public @Nullable FileEntry entry(String path) {
            byte[] content = files.get(path);
            return content == null ? null : new FileEntry(path, false, content.length, 0);
        }

        @Override
        public List<FileEntry> list(String directory) {
            throw new UnsupportedOperationException();
        }

        @Override
        public FileInput open(String path) throws IOException {
            byte[] content = files.get(path);
            if (content == null) {
                throw new NoSuchFileException(path);
            }
            return new MemoryInput(content);
        }

        @Override
        public FileOutput create(String path) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void createDirectories(String directory) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void rename(String from, String to) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void replace(String from, String to) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void exchange(String one, String other) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void delete(String path) {
            throw new UnsupportedOperationException();
        }

        @Override
        public String uri(String path) {
            return "mem:" + path;
        }
    }
}
