// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.parquet;

import dev.millrace.connector.files.text.ParseMode;
import dev.millrace.spi.connector.ConnectorContext;
import dev.millrace.spi.connector.OptionNames;
import dev.millrace.spi.connector.Options;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.format.FileFormat;
import dev.millrace.spi.format.FileReader;
import dev.millrace.spi.format.FileWriterFactory;
import dev.millrace.spi.format.FormatErrors;
import dev.millrace.spi.format.FormatOptions;
import dev.millrace.spi.format.SchemaMerge;
import dev.millrace.spi.storage.FileInput;
import dev.millrace.spi.storage.FileLocation;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Parquet, as Spark reads and writes it.
public final class ParquetFormat implements FileFormat {
    private static final OptionNames OF_READER =
            FormatOptions.of(
                    "Parquet reader",
                    Set.of("mergeschema"),
                    Map.of(
                            "datetimerebasemode", "CORRECTED",
                            "int96rebasemode", "CORRECTED",
                            "parquet.", ""));
    private static final OptionNames OF_WRITER =
            FormatOptions.of(
                    "Parquet writer",
                    Set.of("compression", "parquet.compression", "parquet.block.size"),
                    Map.of("parquet.", ""));
    private static final int DEFAULT_ROW_GROUP_BYTES = 128 << 20;

    @Override
    public String name() {
        return "parquet";
    }

    /// The schema in the first file's footer; with `mergeSchema`, of all files.
    @Override
    public DataType.Struct inferSchema(
            List<FileLocation> files, Options options, ConnectorContext context) {
        OF_READER.check(options);
        if (files.isEmpty()) {
            throw noFiles();
        }
        boolean merge =
                options.flag(
                        "mergeSchema",
                        "true".equals(context.configuration("spark.sql.parquet.mergeSchema")));
        return SchemaMerge.of(files, merge, ParquetFormat::schemaOf);
    }

    private static DataType.Struct schemaOf(FileLocation location) {
        try (FileInput file = location.store().open(location.path())) {
            ParquetFooter footer = ParquetFooter.readForSchema(file, location.uri());
            String json = footer.value(ParquetWriter.SCHEMA_KEY);
            DataType.Struct declared = json == null ? null : SchemaJson.read(json);
            return declared == null
                    ? ParquetTypes.schema(footer.root()).asNullable()
                    : declared.asNullable();
        } catch (IOException e) {
            throw ParseMode.readFailure(location.uri(), e);
        }
    }

    @Override
    public boolean hasRowIndex() {
        return true;
    }

    @Override
    public FileReader reader(DataType.Struct schema, Options options, ConnectorContext context) {
        OF_READER.check(options);
        return new ParquetReader(schema);
    }

    @Override
    public FileWriterFactory writer(
            DataType.Struct schema, Options options, ConnectorContext context) {
        OF_WRITER.check(options);
        WriteSchema fileSchema =
                WriteSchema.of(
                        schema,
                        timestampForm(
                                context.configuration("spark.sql.parquet.outputTimestampType")));
        return new ParquetWriter(
                schema,
                fileSchema,
                codec(options, context),
                options.integer("parquet.block.size", DEFAULT_ROW_GROUP_BYTES));
    }

    private static WriteSchema.TimestampForm timestampForm(@Nullable String configured) {
        return configured == null
                ? WriteSchema.TimestampForm.INT96
                : WriteSchema.TimestampForm.valueOf(configured.toUpperCase(Locale.ROOT));
    }

    private static Codec codec(Options options, ConnectorContext context) {
        String name =
                options.value(
                        "compression",
                        options.value(
                                "parquet.compression",
                                configured(context, "spark.sql.parquet.compression.codec")));
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "none", "uncompressed" -> Codec.UNCOMPRESSED;
            case "snappy" -> Codec.SNAPPY;
            case "gzip" -> Codec.GZIP;
            case "zstd" -> Codec.ZSTD;
            case "lzo", "lz4", "lz4_raw", "brotli" ->
                    throw MillraceException.unsupported("the Parquet codec '" + name + "'");
            default ->
                    throw FormatErrors.unknownCodec(
                            name,
                            "brotli, uncompressed, lzo, snappy, lz4_raw, none, zstd, lz4, gzip");
        };
    }

    private static String configured(ConnectorContext context, String key) {
        String value = context.configuration(key);
        return value == null ? "snappy" : value;
    }
}
