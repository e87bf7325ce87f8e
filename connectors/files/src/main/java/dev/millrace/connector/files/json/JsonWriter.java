// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.json;

import dev.millrace.connector.files.text.TextCompression;
import dev.millrace.connector.files.text.TextOutput;
import dev.millrace.connector.files.text.TextSettings;
import dev.millrace.connector.files.text.TextValues;
import dev.millrace.connector.files.text.TimePattern;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.connector.ConnectorContext;
import dev.millrace.spi.connector.OptionNames;
import dev.millrace.spi.connector.Options;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.format.FileWriterFactory;
import dev.millrace.spi.format.FormatOptions;
import dev.millrace.spi.storage.FileOutput;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Writes JSON lines of one schema.
record JsonWriter(
        DataType.Struct schema,
        boolean ignoreNullFields,
        ZoneId zone,
        @Nullable TimePattern timestampPattern,
        @Nullable TimePattern localTimestampPattern,
        @Nullable TimePattern datePattern,
        byte[] lineEnd,
        Charset encoding,
        TextCompression compression)
        implements FileWriterFactory {
    private static final OptionNames NAMES =
            FormatOptions.of(
                    "JSON writer",
                    Set.of(
                            "compression",
                            "dateformat",
                            "timestampformat",
                            "timestampntzformat",
                            "timezone",
                            "locale",
                            "linesep",
                            "encoding",
                            "charset",
                            "ignorenullfields"),
                    Map.of(
                            "pretty",
                            "false",
                            "sortkeys",
                            "false",
                            "timeformat",
                            "",
                            "writenonasciicharacterascodepoint",
                            "false"));

    static JsonWriter of(DataType.Struct schema, Options options, ConnectorContext context) {
        NAMES.check(options);
        requireWritable(schema);
        String nulls = context.configuration("spark.sql.jsonGenerator.ignoreNullFields");
        Locale locale = Locale.forLanguageTag(options.value("locale", "en-US"));
        return new JsonWriter(
                schema,
                options.flag("ignoreNullFields", !"false".equals(nulls)),
                TextSettings.zone(options, context.timeZone()),
                pattern(options.value("timestampFormat"), locale),
                pattern(options.value("timestampNTZFormat"), locale),
                pattern(options.value("dateFormat"), locale),
                options.value("lineSep", "\n").getBytes(StandardCharsets.UTF_8),
                JsonOptions.charset(options.value("encoding", options.value("charset", "UTF-8"))),
                TextCompression.of(options.value("compression", "none")));
    }

    private static @Nullable TimePattern pattern(@Nullable String text, Locale locale) {
        return text == null ? null : TimePattern.forFormatting(text, locale);
    }

    private static void requireWritable(DataType type) {
        switch (type) {
            case DataType.Struct struct ->
                    struct.fields().forEach(field -> requireWritable(field.type()));
            case DataType.Array array -> requireWritable(array.element());
            case DataType.Map map -> {
                requireWritable(map.value());
                boolean simple =
                        !(map.key() instanceof DataType.Struct)
                                && !(map.key() instanceof DataType.Array)
                                && !(map.key() instanceof DataType.Map);
                if (!simple) {
                    throw MillraceException.unsupported(
                            "writing maps with keys of the type "
                                    + map.key().sqlName()
                                    + " as JSON");
                }
                requireWritable(map.key());
            }
            case DataType.Time ignored -> throw refused(type);
            case DataType.CalendarInterval ignored -> throw refused(type);
            case DataType.DayTimeInterval ignored -> throw refused(type);
            case DataType.YearMonthInterval ignored -> throw refused(type);
            default -> {}
        }
    }

    private static MillraceException refused(DataType type) {
        return MillraceException.unsupported("writing the type " + type.sqlName() + " as JSON");
    }

    @Override
    public String extension() {
        return ".json" + compression.extension();
    }

    @Override
    public FileWriter open(FileOutput file) throws IOException {
        TextOutput output = new TextOutput(file, compression, encoding);
        TextValues values =
                new TextValues(zone, timestampPattern, localTimestampPattern, datePattern);
        JsonGenerator generator = new JsonGenerator(output.buffer(), values, ignoreNullFields);
        return new FileWriter() {
            @Override
            public void write(ColumnBatch batch) throws IOException {
                for (int row = 0; row < batch.rowCount(); row++) {
                    generator.record(schema, batch.columns(), row);
                    output.buffer().write(lineEnd, 0, lineEnd.length);
                    output.drain();
                }
            }

            @Override
            public void finish() throws IOException {
                output.finish();
            }
        };
    }
}
