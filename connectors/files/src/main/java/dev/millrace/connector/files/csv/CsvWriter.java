// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.csv;

import dev.millrace.connector.files.text.TextCompression;
import dev.millrace.connector.files.text.TextOutput;
import dev.millrace.connector.files.text.TextValues;
import dev.millrace.connector.files.text.TimePattern;
import dev.millrace.spi.column.BooleanColumn;
import dev.millrace.spi.column.BytesColumn;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.column.DecimalColumn;
import dev.millrace.spi.column.DoubleColumn;
import dev.millrace.spi.column.IntColumn;
import dev.millrace.spi.column.LongColumn;
import dev.millrace.spi.connector.Options;
import dev.millrace.spi.format.FileWriterFactory;
import dev.millrace.spi.storage.FileOutput;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;

/// Writes CSV files of one schema.
///
/// A field is quoted if it holds the separator, a line end or, unless `escapeQuotes` is off, a
/// quote, or begins the line with the comment character; within quotes, quotes and the escape
/// character
/// are escaped. NULL is `nullValue`, an empty string `emptyValue`.
record CsvWriter(
        DataType.Struct schema,
        CsvOptions options,
        boolean quoteAll,
        boolean escapeQuotes,
        TextCompression compression)
        implements FileWriterFactory {
    static CsvWriter of(DataType.Struct schema, Options given, CsvOptions options) {
        return new CsvWriter(
                schema,
                options,
                given.flag("quoteAll", false),
                given.flag("escapeQuotes", true),
                TextCompression.of(given.value("compression", given.value("codec", "none"))));
    }

    @Override
    public String extension() {
        return ".csv" + compression.extension();
    }

    @Override
    public FileWriter open(FileOutput output) throws IOException {
        Writer writer = new Writer(this, new TextOutput(output, compression, options.encoding()));
        if (options.header()) {
            writer.writeHeader();
        }
        return writer;
    }

    private static @Nullable TimePattern pattern(@Nullable String format, Locale locale) {
        return format == null ? null : TimePattern.forFormatting(format, locale);
    }

    private static final class Writer implements FileWriter {
        private final CsvWriter settings;
        private final CsvOptions options;
        private final TextOutput output;
        private final TextValues values;
        private final TextValues.Output field = new TextValues.Output();
        private final byte[] nullValue;
        private final byte[] emptyValue;
        private final byte[] lineEnd;

        Writer(CsvWriter settings, TextOutput output) {
            this.settings = settings;
            this.options = settings.options;
            this.output = output;
            this.values =
                    new TextValues(
                            options.zone(),
                            pattern(options.timestampFormat(), options.locale()),
                            pattern(options.localTimestampFormat(), options.locale()),
                            pattern(options.dateFormat(), options.locale()));
            this.nullValue = options.nullValue().getBytes(StandardCharsets.UTF_8);
            this.emptyValue = options.emptyValue().getBytes(StandardCharsets.UTF_8);
            byte[] separator = options.lineSeparator();
            this.lineEnd = separator == null ? new byte[] {'\n'} : separator;
        }

        void writeHeader() throws IOException {
            for (int i = 0; i < settings.schema.size(); i++) {
                field.reset();
                field.text(settings.schema.field(i).name());
                endField(i);
            }
            output.buffer().write(lineEnd, 0, lineEnd.length);
            output.drain();
        }

        @Override
        public void write(ColumnBatch batch) throws IOException {
            for (int row = 0; row < batch.rowCount(); row++) {
                for (int i = 0; i < batch.columnCount(); i++) {
                    Column column = batch.column(i);
                    if (column.isNull(row)) {
                        writeNull(i);
                        continue;
                    }
                    field.reset();
                    value(column, settings.schema.field(i).type(), row);
                    endField(i);
                }
                output.buffer().write(lineEnd, 0, lineEnd.length);
                output.drain();
            }
        }

        private void writeNull(int index) {
            if (index > 0) {
                output.buffer().write(options.separator(), 0, options.separator().length);
            }
            if (settings.quoteAll) {
                output.buffer().one(options.quote());
            }
            output.buffer().write(nullValue, 0, nullValue.length);
            if (settings.quoteAll) {
                output.buffer().one(options.quote());
            }
        }

        private void value(Column column, DataType type, int row) {
            switch (column) {
                case IntColumn ints when type instanceof DataType.Date ->
                        values.date(ints.value(row), field);
                case IntColumn ints -> field.integer(ints.value(row));
                case LongColumn longs when type instanceof DataType.Timestamp ->
                        values.timestamp(longs.value(row), field);
                case LongColumn longs when type instanceof DataType.TimestampNtz ->
                        values.localTimestamp(longs.value(row), field);
                case LongColumn longs -> field.integer(longs.value(row));
                case DoubleColumn doubles ->
                        field.text(
                                type instanceof DataType.Float32
                                        ? Float.toString((float) doubles.value(row))
                                        : Double.toString(doubles.value(row)));
                case BooleanColumn booleans -> field.text(booleans.value(row) ? "true" : "false");
                case DecimalColumn decimals ->
                        field.text(
                                decimals.value(row, ((DataType.Decimal) type).scale()).toString());
                case BytesColumn bytes when type instanceof DataType.Binary ->
                        field.text(
                                "["
                                        + HexFormat.ofDelimiter(" ")
                                                .withUpperCase()
                                                .formatHex(bytes.bytes(row))
                                        + "]");
                case BytesColumn bytes ->
                        field.write(bytes.data(), bytes.start(row), bytes.length(row));
                default -> throw new IllegalStateException("a CSV column of " + type.sqlName());
            }
        }

        /// Writes the field in work, trimmed, quoted and escaped as needed.
        private void endField(int index) {
            TextValues.Output out = output.buffer();
            if (index > 0) {
                out.write(options.separator(), 0, options.separator().length);
            }
            byte[] text = field.bytes();
            int from = 0;
            int until = field.size();
            while (options.trimStart() && from < until && text[from] >= 0 && text[from] <= ' ') {
                from++;
            }
            while (options.trimEnd()
                    && until > from
                    && text[until - 1] >= 0
                    && text[until - 1] <= ' ') {
                until--;
            }
            if (from == until && !settings.quoteAll) {
                out.write(emptyValue, 0, emptyValue.length);
                return;
            }
            if (!settings.quoteAll && !needsQuotes(text, from, until, index)) {
                out.write(text, from, until - from);
                return;
            }
            out.one(options.quote());
            for (int i = from; i < until; i++) {
                boolean isQuote = text[i] == options.quote();
                boolean isEscape = text[i] == options.escape() && options.escapeEscape() != 0;
                if (isQuote || isEscape) {
                    out.one(isQuote ? options.escape() : options.escapeEscape());
                }
                out.one(text[i]);
            }
            out.one(options.quote());
        }

        private boolean needsQuotes(byte[] text, int from, int until, int index) {
            byte separator = options.separator()[0];
            if (options.quote() == 0) {
                return false;
            }
            if (index == 0 && options.comment() != 0 && text[from] == options.comment()) {
                return true;
            }
            for (int i = from; i < until; i++) {
                byte c = text[i];
                boolean quotes = c == options.quote() && settings.escapeQuotes;
                if (c == separator || c == '\n' || c == '\r' || quotes) {
                    return true;
                }
            }
            return false;
        }

        @Override
        public void finish() throws IOException {
            output.finish();
        }
    }
}
