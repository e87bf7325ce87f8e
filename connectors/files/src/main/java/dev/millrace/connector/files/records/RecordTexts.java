// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.records;

import dev.millrace.spi.column.BatchReader;
import dev.millrace.spi.column.BytesColumn;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.connector.ConnectorContext;
import dev.millrace.spi.connector.Options;
import dev.millrace.spi.connector.ReadRequest;
import dev.millrace.spi.connector.TextRecords;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.format.FileFormat;
import dev.millrace.spi.function.PartitionFunction;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Texts that the reader of a format sees as the lines of a file.
public final class RecordTexts implements TextRecords {
    /// Stands between two texts: a control character that is made for it, so that a text may have
    /// line breaks in it.
    private static final String SEPARATOR = "\u001e";

    /// What is said of files and means nothing to texts.
    private static final List<String> OF_FILES =
            List.of("lineSep", "multiLine", "encoding", "charset");

    private final FileFormat format;
    private final Options options;
    private final ConnectorContext context;

    private RecordTexts(FileFormat format, Options options, ConnectorContext context) {
        this.format = format;
        this.options = options;
        this.context = context;
    }

    /// Checks the options.
    public static RecordTexts of(FileFormat format, ReadRequest request, ConnectorContext context) {
        Map<String, String> values = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        values.putAll(request.options().asMap());
        OF_FILES.forEach(values::remove);
        values.put("lineSep", SEPARATOR);
        return new RecordTexts(format, new Options(values), context);
    }

    @Override
    public @Nullable String header(BatchReader texts) {
        if (!options.flag("header", false)) {
            return null;
        }
        String comment = options.value("comment", "");
        for (ColumnBatch batch = texts.next(); batch != null; batch = texts.next()) {
            BytesColumn column = (BytesColumn) batch.column(0);
            for (int row = 0; row < batch.rowCount(); row++) {
                String text = column.isNull(row) ? "" : column.text(row);
                boolean isComment = !comment.isEmpty() && text.stripLeading().startsWith(comment);
                if (!text.isBlank() && !isComment) {
                    return text;
                }
            }
        }
        return null;
    }

    @Override
    public DataType.Struct inferSchema(BatchReader texts, @Nullable String header) {
        Lines lines = headed(header);
        byte[] omitted = bytes(header);
        for (ColumnBatch batch = texts.next(); batch != null; batch = texts.next()) {
            lines.add(batch, omitted);
        }
        return format.inferSchema(List.of(lines.file().location()), options, context);
    }

    @Override
    public PartitionFunction reader(DataType.Struct schema, @Nullable String header) {
        Map<String, String> values = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        values.putAll(options.asMap());
        values.remove("header");
        if (header != null) {
            checkHeader(schema, headed(header).file());
        }
        return new RecordReader(
                format.name(),
                schema,
                format.reader(schema, new Options(values), context),
                bytes(header));
    }

    private void checkHeader(DataType.Struct schema, MemoryFile file) {
        try (BatchReader ignored =
                format.reader(schema, options, context)
                        .open(file, "", 0, file.length(), schema.names(), List.of())) {
            ignored.next();
        } catch (MillraceException e) {
            throw cause(e);
        }
    }

    /// What is wrong with the records: that they could not be read from a file is not.
    static MillraceException cause(MillraceException failure) {
        return failure.getCause() instanceof MillraceException cause ? cause : failure;
    }

    private static Lines headed(@Nullable String header) {
        Lines lines = new Lines();
        byte[] text = bytes(header);
        if (text != null) {
            lines.add(text);
        }
        return lines;
    }

    private static byte @Nullable [] bytes(@Nullable String header) {
        return header == null ? null : header.getBytes(StandardCharsets.UTF_8);
    }

    /// Bytes of texts with the separator behind each.
    static final class Lines {
        private byte[] bytes = new byte[1024];
        private int size;

        /// Adds the texts of a batch, but for those that are NULL or like the header.
        void add(ColumnBatch batch, byte @Nullable [] header) {
            BytesColumn column = (BytesColumn) batch.column(0);
            for (int row = 0; row < batch.rowCount(); row++) {
                if (!column.isNull(row)) {
                    byte[] text = column.bytes(row);
                    if (header == null || !java.util.Arrays.equals(text, header)) {
                        add(text);
                    }
                }
            }
        }

        private void add(byte[] text) {
            int needed = Math.addExact(size, text.length + 1);
            if (needed > bytes.length) {
                int doubled = (int) Math.min(2L * bytes.length, Integer.MAX_VALUE - 8);
                bytes = java.util.Arrays.copyOf(bytes, Math.max(needed, doubled));
            }
            System.arraycopy(text, 0, bytes, size, text.length);
            bytes[needed - 1] = (byte) SEPARATOR.charAt(0);
            size = needed;
        }

        MemoryFile file() {
            return new MemoryFile(bytes, size);
        }
    }
}
