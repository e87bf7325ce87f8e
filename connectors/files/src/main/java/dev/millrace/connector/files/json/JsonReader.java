// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.json;

import dev.millrace.connector.files.text.CorruptRecords;
import dev.millrace.connector.files.text.LineEnds;
import dev.millrace.connector.files.text.TextParts;
import dev.millrace.spi.column.BatchReader;
import dev.millrace.spi.connector.ColumnPredicate;
import dev.millrace.spi.format.FileReader;
import dev.millrace.spi.storage.FileInput;
import dev.millrace.spi.type.DataType;

import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/// Reads JSON files of one schema.
final class JsonReader implements FileReader {
    private final DataType.Struct schema;
    private final JsonOptions options;
    private final InstantSource clock;
    private final TextParts parts;

    JsonReader(DataType.Struct schema, JsonOptions options, InstantSource clock) {
        this.schema = schema;
        this.options = options;
        this.clock = clock;
        this.parts =
                new TextParts(
                        new LineEnds(options.lineSeparator()),
                        !options.multiLine(),
                        options.encoding());
        CorruptRecords.checkType(schema, options.corruptColumn());
        // Types that cannot be read are refused now.
        new ValueReaders(options, clock).struct(schema);
    }

    @Override
    public List<Long> partStarts(FileInput file, String uri) {
        return parts.starts(file, uri);
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
        JsonRecords records =
                new JsonRecords(
                        TextParts.chosen(schema, columns),
                        options,
                        uri,
                        new ValueReaders(options, clock));
        JsonLines lines = new JsonLines(new JsonCursor(options.syntax()), records);
        return parts.records(file, uri, start, end, lines);
    }

    /// Hands the records of a file, or a share of them, to the inference, part by part.
    void sample(FileInput file, String uri, JsonInference inference) throws IOException {
        List<Long> starts = new ArrayList<>(partStarts(file, uri));
        starts.add(file.length());
        SplittableRandom random = new SplittableRandom(1);
        double share = options.inference().samplingRatio();
        for (int i = 0; i + 1 < starts.size(); i++) {
            byte[] content = parts.content(file, uri, starts.get(i), starts.get(i + 1));
            int length = content.length;
            byte[] data = Arrays.copyOf(content, length + JsonCursor.PADDING);
            inference.use(data, length);
            int at = 0;
            while (at < length) {
                int found = options.multiLine() ? -1 : parts.lineEnds().find(data, at, length);
                int end = found < 0 ? length : found;
                int next = found < 0 ? length : parts.lineEnds().after(data, end);
                data[end] = 0;
                if (share == 1 || random.nextDouble() < share) {
                    inference.add(at, end);
                    data = inference.data();
                }
                at = next;
            }
        }
    }
}
