// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.avro;

import dev.millrace.spi.connector.ConnectorContext;
import dev.millrace.spi.connector.OptionNames;
import dev.millrace.spi.connector.Options;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.format.FormatOptions;
import dev.millrace.spi.storage.FileInput;
import dev.millrace.spi.storage.FileLocation;

import org.apache.avro.Schema;
import org.apache.avro.SchemaParseException;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;

/// The options of Avro files, checked.
///
/// @param schema what the user wants to read or write, null for what the files or columns say
/// @param isPositional true if columns and fields meet by position, not by name
/// @param isAnyName false if only files whose names end with `.avro` are read
record AvroOptions(
        @Nullable Schema schema,
        boolean isPositional,
        boolean isAnyName,
        boolean isCaseSensitive,
        String recordName,
        String recordNamespace,
        AvroCodec codec,
        int level) {
    private static final Set<String> SHARED =
            Set.of("avroschema", "avroschemaurl", "positionalfieldmatching", "mode");
    private static final OptionNames OF_READER =
            FormatOptions.of(
                    "Avro reader",
                    with("ignoreextension"),
                    Map.of(
                            "datetimerebasemode", "CORRECTED",
                            "enablestableidentifiersforuniontype", "false",
                            "recursivefieldmaxdepth", "-1",
                            "stableidentifierprefixforuniontype", "member_"));
    private static final OptionNames OF_WRITER =
            FormatOptions.of(
                    "Avro writer", with("recordname", "recordnamespace", "compression"), Map.of());

    private static Set<String> with(String... more) {
        Set<String> all = new java.util.HashSet<>(SHARED);
        all.addAll(Set.of(more));
        return all;
    }

    static AvroOptions ofReader(Options options, ConnectorContext context) {
        OF_READER.check(options);
        return of(options, context, AvroCodec.UNCOMPRESSED, -1);
    }

    static AvroOptions ofWriter(Options options, ConnectorContext context) {
        OF_WRITER.check(options);
        String name = options.value("compression");
        if (name == null) {
            name = context.configuration("spark.sql.avro.compression.codec");
        }
        AvroCodec codec = AvroCodec.named(name == null ? "snappy" : name);
        String level = context.configuration(codec.levelKey());
        return of(options, context, codec, level == null ? -1 : Integer.parseInt(level));
    }

    private static AvroOptions of(
            Options options, ConnectorContext context, AvroCodec codec, int level) {
        return new AvroOptions(
                schema(options, context),
                options.flag("positionalFieldMatching", false),
                options.flag("ignoreExtension", true),
                "true".equals(context.configuration("spark.sql.caseSensitive")),
                options.value("recordName", "topLevelRecord"),
                options.value("recordNamespace", ""),
                codec,
                level);
    }

    private static @Nullable Schema schema(Options options, ConnectorContext context) {
        String text = options.value("avroSchema");
        String url = options.value("avroSchemaUrl");
        if (text == null && url != null) {
            text = content(context.fileStores().resolve(url));
        }
        return text == null ? null : parse(text);
    }

    static Schema parse(String text) {
        try {
            return new Schema.Parser().parse(text);
        } catch (SchemaParseException | StackOverflowError e) {
            throw MillraceException.of(ErrorKind.EXECUTION)
                    .cause(e)
                    .text("org.apache.avro.SchemaParseException: " + e.getMessage());
        }
    }

    private static String content(FileLocation location) {
        try (FileInput file = location.store().open(location.path())) {
            byte[] bytes = new byte[(int) Math.min(file.length(), 64 << 20)];
            file.readFully(0, bytes, 0, bytes.length);
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw MillraceException.of(ErrorKind.EXECUTION)
                    .cause(e)
                    .text("The Avro schema " + location.uri() + " cannot be read.");
        }
    }
}
