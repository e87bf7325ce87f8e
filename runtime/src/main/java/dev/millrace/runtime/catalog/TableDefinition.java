// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.catalog;

import dev.millrace.runtime.memory.MemoryConnector;
import dev.millrace.spi.connector.Options;
import dev.millrace.spi.connector.ReadRequest;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// A table of the catalog: what is known of it without a look at its data.
///
/// @param schema all columns nullable, those of the partitions last
/// @param location where its files are, `file:/…`; null for a table in memory
/// @param isExternal the location was given by a user: dropping the table leaves the files
public record TableDefinition(
        TableId id,
        String format,
        DataType.Struct schema,
        List<String> partitionColumns,
        Map<String, String> options,
        @Nullable String location,
        boolean isExternal,
        @Nullable String comment,
        Map<String, String> properties,
        long createdMillis) {
    /// Options of writers only, lower case.
    private static final Set<String> WRITING =
            Set.of(
                    "compression",
                    "parquet.compression",
                    "parquet.block.size",
                    "quoteall",
                    "escapequotes",
                    "ignorenullfields",
                    "maxrecordsperfile",
                    "partitionoverwritemode",
                    "checkpointlocation",
                    "queryname",
                    "retention");

    /// Options of readers only, lower case.
    private static final Set<String> READING =
            Set.of(
                    "mode",
                    "columnnameofcorruptrecord",
                    "enforceschema",
                    "inferschema",
                    "infertimestamp",
                    "preferdate",
                    "multiline",
                    "nanvalue",
                    "positiveinf",
                    "negativeinf",
                    "maxcolumns",
                    "primitivesasstring",
                    "prefersdecimal",
                    "allowcomments",
                    "allowunquotedfieldnames",
                    "allowsinglequotes",
                    "allownumericleadingzeros",
                    "allowbackslashescapinganycharacter",
                    "allowunquotedcontrolchars",
                    "allownonnumericnumbers",
                    "dropfieldifallnull",
                    "samplingratio",
                    "mergeschema",
                    "wholetext",
                    "pathglobfilter",
                    "recursivefilelookup",
                    "modifiedbefore",
                    "modifiedafter",
                    "ignoremissingfiles",
                    "ignorecorruptfiles");

    public TableDefinition {
        partitionColumns = List.copyOf(partitionColumns);
        options = Map.copyOf(options);
        properties = Map.copyOf(properties);
    }

    /// The columns with those of the partitions moved to the end.
    public static DataType.Struct ordered(DataType.Struct schema, List<String> partitionColumns) {
        List<StructField> fields = new ArrayList<>(schema.fields());
        for (String column : partitionColumns) {
            StructField field = schema.field(schema.indexOfIgnoreCase(column));
            fields.remove(field);
            fields.add(field);
        }
        return new DataType.Struct(fields).asNullable();
    }

    public boolean isInMemory() {
        return location == null;
    }

    /// How it is read.
    ///
    /// @param more options of this read
    ReadRequest reading(Map<String, String> more) {
        if (location == null) {
            Map<String, String> all = new HashMap<>(more);
            all.put(MemoryConnector.NAME, name());
            return ReadRequest.inferred(format, new Options(all), List.of());
        }
        Map<String, String> all = without(WRITING);
        all.putAll(more);
        return new ReadRequest(format, schema, new Options(all), List.of(location));
    }

    /// The options for a writer.
    ///
    /// @param more options of this write
    public Options writing(Map<String, String> more) {
        Map<String, String> all = location == null ? new HashMap<>() : without(READING);
        all.putAll(more);
        if (location == null) {
            all.put(MemoryConnector.NAME, name());
        }
        return new Options(all);
    }

    private Map<String, String> without(Set<String> names) {
        Map<String, String> left = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        options.forEach(
                (name, value) -> {
                    if (!names.contains(name.toLowerCase(Locale.ROOT))) {
                        left.put(name, value);
                    }
                });
        return left;
    }

    public String name() {
        return id.name();
    }

    public String database() {
        return id.database();
    }

    /// As messages show it: `` `spark_catalog`.`default`.`t` ``.
    public String quotedName() {
        return id.quoted();
    }

    /// As a few older messages show it: `spark_catalog.default.t`.
    public String plainName() {
        return id.plain();
    }

    /// The same table under another name and place.
    public TableDefinition renamed(TableId to, @Nullable String location) {
        return new TableDefinition(
                to,
                format,
                schema,
                partitionColumns,
                options,
                location,
                isExternal,
                comment,
                properties,
                createdMillis);
    }

    public TableDefinition withSchema(DataType.Struct schema) {
        return new TableDefinition(
                id,
                format,
                schema,
                partitionColumns,
                options,
                location,
                isExternal,
                comment,
                properties,
                createdMillis);
    }

    public TableDefinition withProperties(
            @Nullable String comment, Map<String, String> properties) {
        return new TableDefinition(
                id,
                format,
                schema,
                partitionColumns,
                options,
                location,
                isExternal,
                comment,
                properties,
                createdMillis);
    }

    public TableDefinition withOptions(Map<String, String> options) {
        return new TableDefinition(
                id,
                format,
                schema,
                partitionColumns,
                options,
                location,
                isExternal,
                comment,
                properties,
                createdMillis);
    }
}
