// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.catalog;

import dev.millrace.plan.relation.Statement.OnTables.Layout;
import dev.millrace.runtime.memory.MemoryConnector;
import dev.millrace.spi.connector.ConnectorContext;
import dev.millrace.spi.connector.Options;
import dev.millrace.spi.connector.ReadRequest;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.storage.FileEntry;
import dev.millrace.spi.storage.FileLocation;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Makes the definitions of new tables, checked.
public final class TableCreation {
    private static final Set<String> FILE_FORMATS =
            Set.of("parquet", "json", "csv", "text", "orc", "xml", "avro");

    private final SessionCatalog catalog;
    private final ConnectorContext context;

    public TableCreation(SessionCatalog catalog, ConnectorContext context) {
        this.catalog = catalog;
        this.context = context;
    }

    /// The definition of a table of these columns. Nothing is written.
    ///
    public TableDefinition define(TableId name, DataType.Struct columns, Layout layout) {
        String format = format(name, layout.format());
        requireDistinct(columns);
        List<String> partitions = partitions(name, columns, layout.partitionColumns());
        Map<String, String> options = new HashMap<>(layout.options());
        options.keySet().removeIf("path"::equalsIgnoreCase);
        String given = layout.location();
        if (given == null) {
            given = new Options(layout.options()).value("path");
        }
        if (format.equals(MemoryConnector.FORMAT)) {
            return inMemory(name, columns, layout, given);
        }
        String location =
                given == null ? catalog.tables().home(name) : Tables.shown(resolve(given));
        return new TableDefinition(
                name,
                format,
                TableDefinition.ordered(columns, partitions),
                partitions,
                options,
                location,
                given != null,
                layout.comment(),
                layout.properties(),
                context.clock().millis());
    }

    private static TableDefinition inMemory(
            TableId name, DataType.Struct columns, Layout layout, @Nullable String location) {
        if (location != null || !layout.partitionColumns().isEmpty()) {
            throw MillraceException.unsupported("partitions and locations of memory tables");
        }
        return new TableDefinition(
                name,
                MemoryConnector.FORMAT,
                columns.asNullable(),
                List.of(),
                Map.of(),
                null,
                false,
                null,
                Map.of(),
                0);
    }

    private FileLocation resolve(String path) {
        return context.fileStores().resolve(path);
    }

    private String format(TableId table, @Nullable String written) {
        String format =
                written == null ? context.configuration("spark.sql.sources.default") : written;
        String name = String.valueOf(format).toLowerCase(Locale.ROOT);
        if (name.equals(MemoryConnector.FORMAT)) {
            return name;
        }
        if (Set.of("console", "noop", "rate", "rate-micro-batch", "socket").contains(name)) {
            throw noTableFormat(table, name);
        }
        catalog.formats().connector(name);
        if (!FILE_FORMATS.contains(name)) {
            throw noTableFormat(table, name);
        }
        return name;
    }

    private static MillraceException noTableFormat(TableId table, String format) {
        String shown = TableErrors.quoted(List.of(table.database(), table.name()));
        return MillraceException.of(
                        ErrorKind.UNSUPPORTED,
                        "CANNOT_CREATE_DATA_SOURCE_TABLE.EXTERNAL_METADATA_UNSUPPORTED",
                        "42KDE")
                .with("tableName", shown)
                .with("provider", format)
                .text(
                        "Failed to create data source table "
                                + shown
                                + ": provider '"
                                + format
                                + "' does not support external metadata but a schema is provided."
                                + " Please remove the schema when creating the table.");
    }

    private static void requireDistinct(DataType.Struct columns) {
        Set<String> seen = new HashSet<>();
        for (StructField field : columns.fields()) {
            String name = field.name().toLowerCase(Locale.ROOT);
            if (!seen.add(name)) {
                throw TableErrors.columnExists(name);
            }
        }
    }

    /// The partition columns under the names that the schema has for them.
    private static List<String> partitions(
            TableId table, DataType.Struct columns, List<String> written) {
        List<String> partitions = new ArrayList<>();
        for (String column : written) {
            int index = columns.indexOfIgnoreCase(column);
            if (index < 0) {
                throw undefinedColumn(table, column, columns);
            }
            partitions.add(columns.field(index).name());
        }
        if (!partitions.isEmpty() && partitions.size() == columns.size()) {
            throw MillraceException.of(
                            ErrorKind.ANALYSIS, "ALL_PARTITION_COLUMNS_NOT_ALLOWED", "KD005")
                    .text("Cannot use all columns for partition columns.");
        }
        return partitions;
    }

    private static MillraceException undefinedColumn(
            TableId table, String column, DataType.Struct columns) {
        String shown = table.quoted();
        String there =
                columns.names().stream().map(TableErrors::quoted).collect(Collectors.joining(", "));
        return MillraceException.of(ErrorKind.ANALYSIS, "COLUMN_NOT_DEFINED_IN_TABLE", "42703")
                .with("colType", "partition")
                .with("colName", TableErrors.quoted(column))
                .with("tableName", shown)
                .with("tableCols", there)
                .text(
                        "partition column "
                                + TableErrors.quoted(column)
                                + " is not defined in table "
                                + shown
                                + ", defined table columns are: "
                                + there
                                + ".");
    }

    /// The definition of a table whose columns are those of the data that is there already.
    public TableDefinition defineFromData(TableId name, Layout layout) {
        String format = format(name, layout.format());
        String path = layout.location();
        if (path == null) {
            path = new Options(layout.options()).value("path");
        }
        if (path == null) {
            throw unableToInfer(format);
        }
        FileLocation location = resolve(path);
        Map<String, String> options = new HashMap<>(layout.options());
        options.keySet().removeIf("path"::equalsIgnoreCase);
        DataType.Struct columns =
                columnsOf(ReadRequest.inferred(format, new Options(options), List.of(path)));
        Layout found =
                new Layout(
                        format,
                        layout.options(),
                        partitionsOf(location, columns),
                        path,
                        layout.comment(),
                        layout.properties());
        return define(name, columns, found);
    }

    /// A location where nothing is yet is as one without data.
    private DataType.Struct columnsOf(ReadRequest data) {
        try {
            return catalog.open(data).schema();
        } catch (MillraceException e) {
            if ("PATH_NOT_FOUND".equals(e.condition())) {
                String format = data.format();
                throw unableToInfer(
                        format.equals("parquet") ? "Parquet" : format.toUpperCase(Locale.ROOT));
            }
            throw e;
        }
    }

    private static MillraceException unableToInfer(String format) {
        return MillraceException.of(ErrorKind.ANALYSIS, "UNABLE_TO_INFER_SCHEMA", "42KD9")
                .with("format", format)
                .text("Unable to infer schema for " + format + ". It must be specified manually.");
    }

    /// The names of the `name=value` directories, from the outside in.
    private static List<String> partitionsOf(FileLocation location, DataType.Struct columns) {
        List<String> names = new ArrayList<>();
        FileLocation at = location;
        try {
            for (boolean deeper = true; deeper; ) {
                deeper = false;
                for (FileEntry entry : at.store().list(at.path())) {
                    int equals = entry.name().indexOf('=');
                    if (entry.isDirectory()
                            && equals > 0
                            && columns.indexOfIgnoreCase(entry.name().substring(0, equals)) >= 0) {
                        names.add(entry.name().substring(0, equals));
                        at = at.resolve(entry.name());
                        deeper = true;
                        break;
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + at.path(), e);
        }
        return names;
    }

    /// Makes a table without rows: its directory, then its definition.
    public void create(TableDefinition table) {
        String location = table.location();
        if (location == null) {
            catalog.tables().memory().findOrCreate(table.name(), table.schema());
            return;
        }
        if (!table.isExternal()) {
            catalog.tables().requireUnusedHome(table.id());
        }
        FileLocation directory = resolve(location);
        try {
            directory.store().createDirectories(directory.path());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make the directory " + location, e);
        }
        catalog.tables().add(table);
    }
}
