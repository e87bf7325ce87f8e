// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.orc;

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

import java.io.IOException;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// ORC, as Spark reads and writes it.
///
/// It is implemented here, over codecs only: ORC's own library needs Hadoop's, which are ten times
/// as large as the rest of Millrace's formats together.
public final class OrcFormat implements FileFormat {
    private static final OptionNames OF_READER =
            FormatOptions.of("ORC reader", Set.of("mergeschema"), Map.of("orc.", ""));
    private static final OptionNames OF_WRITER =
            FormatOptions.of(
                    "ORC writer", Set.of("compression", "orc.compress"), Map.of("orc.", ""));

    private final ZoneId zone;

    /// The format that `ServiceLoader` finds, in the zone of this computer, as Spark has it.
    public OrcFormat() {
        this(ZoneId.systemDefault());
    }

    /// @param zone that wall-clock times of files are in
    public OrcFormat(ZoneId zone) {
        this.zone = zone;
    }

    @Override
    public String name() {
        return "orc";
    }

    /// The schema of the first file; with `mergeSchema`, of all files.
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
                        "true".equals(context.configuration("spark.sql.orc.mergeSchema")));
        return SchemaMerge.of(files, merge, OrcFormat::schemaOf);
    }

    private static DataType.Struct schemaOf(FileLocation location) {
        try (FileInput file = location.store().open(location.path())) {
            if (OrcTail.read(file).root().dataType() instanceof DataType.Struct struct) {
                return struct.asNullable();
            }
            throw new IOException("a file without columns");
        } catch (MillraceException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw FormatErrors.footer(location, e);
        }
    }

    @Override
    public FileReader reader(DataType.Struct schema, Options options, ConnectorContext context) {
        OF_READER.check(options);
        OrcWriter.requireTypes(schema);
        return new OrcReader(schema, zone);
    }

    @Override
    public FileWriterFactory writer(
            DataType.Struct schema, Options options, ConnectorContext context) {
        OF_WRITER.check(options);
        OrcWriter.requireTypes(schema);
        String name = options.value("compression");
        if (name == null) {
            name = options.value("orc.compress");
        }
        if (name == null) {
            name = context.configuration("spark.sql.orc.compression.codec");
        }
        return new OrcWriter(schema, OrcCodec.named(name == null ? "zstd" : name), zone);
    }
}
