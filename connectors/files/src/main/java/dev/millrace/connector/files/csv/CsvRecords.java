// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.csv;

import dev.millrace.connector.files.text.ParseMode;
import dev.millrace.spi.column.BatchReader;
import dev.millrace.spi.column.BoxedValues;
import dev.millrace.spi.column.BytesBuilder;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.StringJoiner;

/// Reads records into batches, fields by position, and deals with the malformed ones: those with a
/// field of a wrong type, or with too few or too many fields. The number of fields counts only if
/// all columns, or the corrupt-record column, are read: a record is judged by what is read of it.
final class CsvRecords implements BatchReader {
    private final CsvTokenizer tokens;
    private final CsvOptions options;
    private final String uri;
    private final DataType.Struct delivered;
    private final int[] positions;
    private final CsvFieldReader[] readers;
    private final int corruptIndex;
    private final int fieldCount;
    private final boolean countsFields;
    private final byte[] nullValue;
    private final byte[] emptyValue;
    private final BytesBuilder corrupt = new BytesBuilder(64);

    /// @param schema all columns of the file, the corrupt-record column included
    /// @param delivered the columns to deliver
    CsvRecords(
            CsvTokenizer tokens,
            CsvOptions options,
            String uri,
            DataType.Struct schema,
            DataType.Struct delivered,
            InstantSource clock) {
        this.tokens = tokens;
        this.options = options;
        this.uri = uri;
        this.delivered = delivered;
        this.positions = new int[delivered.size()];
        this.readers = new CsvFieldReader[delivered.size()];
        int corruptField = schema.indexOf(options.corruptColumn());
        this.corruptIndex = delivered.indexOf(options.corruptColumn());
        this.fieldCount = schema.size() - (corruptField >= 0 ? 1 : 0);
        this.countsFields = corruptIndex >= 0 || delivered.size() == fieldCount;
        for (int i = 0; i < positions.length; i++) {
            int field = schema.indexOf(delivered.field(i).name());
            positions[i] = corruptField >= 0 && field > corruptField ? field - 1 : field;
            readers[i] = new CsvFieldReader(delivered.field(i).type(), options, clock);
        }
        this.nullValue = options.nullValue().getBytes(StandardCharsets.UTF_8);
        this.emptyValue = options.emptyValue().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public @Nullable ColumnBatch next() {
        int rows = 0;
        while (rows < ColumnBatch.TARGET_ROWS && tokens.next()) {
            if (delivered.size() == 0) {
                rows++;
                continue;
            }
            boolean good = readFields();
            if (!good && options.mode() == ParseMode.FAILFAST) {
                throw failure();
            }
            if (!good && options.mode() == ParseMode.DROPMALFORMED) {
                return dropped(rows);
            }
            addCorrupt(good);
            rows++;
        }
        return rows == 0 ? null : build(rows);
    }

    private void addCorrupt(boolean good) {
        if (corruptIndex < 0) {
            return;
        }
        if (good) {
            corrupt.appendNull();
        } else {
            int start = tokens.recordStart();
            corrupt.append(tokens.data(), start, tokens.recordEnd() - start);
        }
    }

    /// The batch so far, without the record that was just read.
    private ColumnBatch dropped(int rows) {
        addCorrupt(true);
        return build(rows + 1).slice(0, rows);
    }

    private boolean readFields() {
        boolean good = !countsFields || tokens.count() == fieldCount;
        for (int i = 0; i < readers.length; i++) {
            if (i == corruptIndex) {
                continue;
            }
            int field = positions[i];
            if (field >= tokens.count() || isNull(field)) {
                readers[i].addNull();
            } else if (tokens.kind(field) == CsvTokenizer.EMPTY) {
                good &= readers[i].add(emptyValue, 0, emptyValue.length);
            } else {
                good &= readers[i].add(tokens.data(), tokens.start(field), tokens.length(field));
            }
        }
        return good;
    }

    private boolean isNull(int field) {
        return switch (tokens.kind(field)) {
            case CsvTokenizer.ABSENT -> true;
            case CsvTokenizer.EMPTY -> Arrays.equals(emptyValue, nullValue);
            default -> {
                int start = tokens.start(field);
                yield Arrays.equals(
                        tokens.data(),
                        start,
                        start + tokens.length(field),
                        nullValue,
                        0,
                        nullValue.length);
            }
        };
    }

    private ColumnBatch build(int rows) {
        List<Column> columns = new ArrayList<>(readers.length);
        for (int i = 0; i < readers.length; i++) {
            columns.add(i == corruptIndex ? corrupt.build() : readers[i].build());
        }
        return new ColumnBatch(rows, columns);
    }

    private RuntimeException failure() {
        addCorrupt(false);
        int rows = 0;
        for (int i = 0; i < readers.length; i++) {
            rows = i == corruptIndex ? rows : readers[i].size();
        }
        ColumnBatch batch = build(rows);
        StringJoiner text = new StringJoiner(",", "[", "]");
        for (int i = 0; i < readers.length; i++) {
            text.add(
                    String.valueOf(
                            BoxedValues.read(
                                    batch.column(i), delivered.field(i).type(), rows - 1)));
        }
        return ParseMode.failure(uri, text.toString());
    }
}
