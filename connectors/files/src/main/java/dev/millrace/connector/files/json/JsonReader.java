// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.json;

import dev.millrace.connector.files.format.FileReader;
import dev.millrace.connector.files.text.CorruptRecords;
import dev.millrace.connector.files.text.FileStreams;
import dev.millrace.connector.files.text.LineEnds;
import dev.millrace.connector.files.text.LineParts;
import dev.millrace.connector.files.text.ParseMode;
import dev.millrace.spi.column.BatchReader;
import dev.millrace.spi.connector.ColumnPredicate;
import dev.millrace.spi.storage.FileInput;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/// Reads JSON files of one schema.
final class JsonReader implements FileReader {
    private static final long PART_BYTES = 2L << 20;

    private final DataType.Struct schema;
    private final JsonOptions options;
    private final InstantSource clock;
    private final LineEnds lineEnds;

    JsonReader(DataType.Struct schema, JsonOptions options, InstantSource clock) {
        this.schema = schema;
        this.options = options;
        this.clock = clock;
        this.lineEnds = new LineEnds(options.lineSeparator());
        CorruptRecords.checkType(schema, options.corruptColumn());
        // Types that cannot be read are refused now.
        new ValueReaders(options, clock).struct(schema);
    }

    @Override
    public List<Long> partStarts(FileInput file, String uri) {
        if (!options.isSplittable() || FileStreams.isCompressed(uri)) {
            return List.of(0L);
        }
        try {
            return LineParts.starts(file, PART_BYTES, lineEnds.cut());
        } catch (IOException e) {
            throw ParseMode.readFailure(uri, e);
        }
    }

    @Override
    public BatchReader open(
            FileInput file,
            String uri,
            long start,
            long end,
            List<String> columns,
            List<ColumnPredicate> predicates) {
        CorruptRecords.checkNotAlone(columns, options.corruptColumn());
        List<StructField> fields = new ArrayList<>(columns.size());
        for (String column : columns) {
            fields.add(schema.field(schema.indexOf(column)));
        }
        JsonRecords records =
                new JsonRecords(
                        new DataType.Struct(fields),
                        options,
                        uri,
                        new ValueReaders(options, clock));
        try {
            return new JsonLinesReader(
                    utf8(FileStreams.open(file, uri, start, end)),
                    uri,
                    new JsonCursor(options.syntax()),
                    records,
                    lineEnds,
                    options.multiLine());
        } catch (IOException e) {
            throw ParseMode.readFailure(uri, e);
        }
    }

    /// Hands the records of a file, or a share of them, to the inference, part by part.
    void sample(FileInput file, String uri, JsonInference inference) throws IOException {
        List<Long> starts = new ArrayList<>(partStarts(file, uri));
        starts.add(file.length());
        SplittableRandom random = new SplittableRandom(1);
        double share = options.inference().samplingRatio();
        for (int i = 0; i + 1 < starts.size(); i++) {
            byte[] content;
            try (InputStream input =
                    utf8(FileStreams.open(file, uri, starts.get(i), starts.get(i + 1)))) {
                content = input.readAllBytes();
            }
            int length = content.length;
            byte[] data = Arrays.copyOf(content, length + JsonCursor.PADDING);
            inference.use(data, length);
            int at = 0;
            while (at < length) {
                int found = options.multiLine() ? -1 : lineEnds.find(data, at, length);
                int end = found < 0 ? length : found;
                int next = found < 0 ? length : lineEnds.after(data, end);
                data[end] = 0;
                if (share == 1 || random.nextDouble() < share) {
                    inference.add(at, end);
                    data = inference.data();
                }
                at = next;
            }
        }
    }

    /// The input in UTF-8; one in another encoding is converted as a whole.
    private InputStream utf8(InputStream input) throws IOException {
        if (options.encoding().equals(StandardCharsets.UTF_8)) {
            return input;
        }
        try (input) {
            String text = new String(input.readAllBytes(), options.encoding());
            return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
        }
    }
}
