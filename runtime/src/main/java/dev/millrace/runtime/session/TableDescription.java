// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.session;

import dev.millrace.plan.relation.CatalogStatement.SchemaMode;
import dev.millrace.plan.relation.Origin;
import dev.millrace.plan.relation.Relation;
import dev.millrace.plan.relation.Statement.OnTables;
import dev.millrace.runtime.catalog.CatalogObject;
import dev.millrace.runtime.catalog.PartitionDirectories.Partition;
import dev.millrace.runtime.catalog.SessionCatalog;
import dev.millrace.runtime.catalog.TableDefinition;
import dev.millrace.runtime.catalog.TableErrors;
import dev.millrace.runtime.catalog.TableId;
import dev.millrace.runtime.catalog.TableStatistics.Size;
import dev.millrace.runtime.catalog.Tables;
import dev.millrace.runtime.catalog.ViewDefinition;
import dev.millrace.runtime.json.Json;
import dev.millrace.spi.storage.PartitionPath;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// What `DESCRIBE` and `SHOW COLUMNS` say.
final class TableDescription {
    private static final DateTimeFormatter CREATED =
            DateTimeFormatter.ofPattern("EEE MMM dd HH:mm:ss zzz yyyy", Locale.ROOT);
    private static final String COMMENT = "comment";
    private static final DataType.Struct SCHEMA =
            DataType.Struct.of(
                    column("col_name", false, "name of the column"),
                    column("data_type", false, "data type of the column"),
                    column("comment", true, "comment of the column"));

    private final Session session;
    private final SessionCatalog catalog;
    private final SessionConfiguration configuration;

    TableDescription(Session session, SessionCatalog catalog, SessionConfiguration configuration) {
        this.session = session;
        this.catalog = catalog;
        this.configuration = configuration;
    }

    private static StructField column(String name, boolean nullable, String comment) {
        String metadata = Json.object().put(COMMENT, comment).build().toString();
        return new StructField(name, DataType.STRING, nullable, metadata);
    }

    Relation.LocalTable describe(OnTables.DescribeTable describe) {
        return switch (catalog.object(describe.name())) {
            case null ->
                    throw TableErrors.notFound(
                            describe.name(), catalog.currentDatabase(), describe.origin());
            case CatalogObject.TemporaryView ignored -> relation(describe.relation());
            case CatalogObject.SavedView(var view) -> view(view, describe.isExtended());
            case CatalogObject.SavedTable(var table) -> table(table, describe.isExtended());
        };
    }

    private Relation.LocalTable view(ViewDefinition view, boolean isExtended) {
        List<List<@Nullable Object>> rows = columns(view.schema());
        if (isExtended) {
            rows.add(Arrays.asList("", "", ""));
            rows.add(Arrays.asList("# Detailed Table Information", "", ""));
            details(view).forEach((name, value) -> rows.add(Arrays.asList(name, value, "")));
        }
        return Answers.table(SCHEMA, rows);
    }

    /// Whether views have modes, which a setting of Spark's can switch off.
    boolean showsModes() {
        return configuration.flag("spark.sql.legacy.viewSchemaBindingMode");
    }

    static SchemaMode mode(ViewDefinition view) {
        SchemaMode mode = view.mode();
        return mode == null ? SchemaMode.BINDING : mode;
    }

    private Relation.LocalTable table(TableDefinition table, boolean isExtended) {
        List<List<@Nullable Object>> rows = rows(table);
        if (isExtended) {
            rows.add(Arrays.asList("", "", ""));
            rows.add(Arrays.asList("# Detailed Table Information", "", ""));
            details(table).forEach((name, value) -> rows.add(Arrays.asList(name, value, "")));
        }
        return Answers.table(SCHEMA, rows);
    }

    /// The columns, those of the partitions once more.
    private static List<List<@Nullable Object>> rows(TableDefinition table) {
        List<List<@Nullable Object>> rows = columns(table.schema());
        if (!table.partitionColumns().isEmpty()) {
            rows.add(Arrays.asList("# Partition Information", "", ""));
            rows.add(Arrays.asList("# col_name", "data_type", "comment"));
            for (String column : table.partitionColumns()) {
                rows.add(row(table.schema().field(table.schema().indexOf(column))));
            }
        }
        return rows;
    }

    /// What `DESCRIBE … PARTITION` says.
    Relation.LocalTable partition(TableDefinition table, Partition partition, boolean isExtended) {
        List<List<@Nullable Object>> rows = rows(table);
        if (isExtended) {
            rows.add(Arrays.asList("", "", ""));
            rows.add(Arrays.asList("# Detailed Partition Information", "", ""));
            rows.add(Arrays.asList("Database", table.database(), ""));
            rows.add(Arrays.asList("Table", table.name(), ""));
            details(table, partition)
                    .forEach((name, value) -> rows.add(Arrays.asList(name, value, "")));
            rows.add(Arrays.asList("", "", ""));
            rows.add(Arrays.asList("# Storage Information", "", ""));
            rows.add(Arrays.asList("Location", table.location(), ""));
            if (!table.options().isEmpty()) {
                rows.add(Arrays.asList("Storage Properties", pairs(table.options()), ""));
            }
        }
        return Answers.table(SCHEMA, rows);
    }

    /// When a partition was made is not known: it is a directory and no more.
    Map<String, String> details(TableDefinition table, Partition partition) {
        List<String> values = new ArrayList<>();
        for (int i = 0; i < partition.values().size(); i++) {
            String value = partition.values().get(i);
            values.add(
                    table.partitionColumns().get(i)
                            + "="
                            + (value == null ? PartitionPath.NULL_VALUE : value));
        }
        Map<String, String> details = new LinkedHashMap<>();
        details.put("Partition Values", "[" + String.join(", ", values) + "]");
        details.put("Location", Tables.shown(partition.directory()));
        if (!table.options().isEmpty()) {
            details.put("Storage Properties", pairs(table.options()));
        }
        details.put("Created Time", "UNKNOWN");
        details.put("Last Access", "UNKNOWN");
        Size size =
                catalog.tables()
                        .statistics(table.id())
                        .partitions()
                        .get(catalog.tables().partitions(table).name(partition));
        if (size != null) {
            details.put("Partition Statistics", size.shown());
        }
        return details;
    }

    /// The columns of any relation.
    Relation.LocalTable relation(Relation relation) {
        return Answers.table(SCHEMA, columns(session.schema(relation)));
    }

    private static List<List<@Nullable Object>> columns(DataType.Struct schema) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        schema.fields().forEach(field -> rows.add(row(field)));
        return rows;
    }

    private static List<@Nullable Object> row(StructField field) {
        return Arrays.asList(field.name(), field.declaredType(), comment(field));
    }

    /// The comment of a column, null if it has none.
    static @Nullable String comment(StructField field) {
        return Json.parse(field.metadata()) instanceof Json.Struct metadata
                        && metadata.member(COMMENT) instanceof Json.Text(String text)
                ? text
                : null;
    }

    private Map<String, String> details(TableId id, long createdMillis) {
        Map<String, String> details = new LinkedHashMap<>();
        details.put("Catalog", SessionCatalog.CATALOG);
        details.put("Database", id.database());
        details.put("Table", id.name());
        if (createdMillis > 0) {
            details.put(
                    "Created Time",
                    CREATED.format(
                            Instant.ofEpochMilli(createdMillis).atZone(configuration.timeZone())));
        }
        details.put("Last Access", "UNKNOWN");
        details.put("Created By", "Millrace");
        return details;
    }

    Map<String, String> details(TableDefinition table) {
        Map<String, String> details = details(table.id(), table.createdMillis());
        details.put("Type", table.isExternal() ? "EXTERNAL" : "MANAGED");
        details.put("Provider", table.format());
        if (table.comment() != null) {
            details.put("Comment", table.comment());
        }
        if (!table.properties().isEmpty()) {
            details.put("Table Properties", pairs(table.properties()));
        }
        Size size = catalog.tables().statistics(table.id()).table();
        if (size != null) {
            details.put("Statistics", size.shown());
        }
        if (table.location() != null) {
            details.put("Location", table.location());
        }
        if (!table.options().isEmpty()) {
            details.put("Storage Properties", pairs(table.options()));
        }
        if (!table.partitionColumns().isEmpty()) {
            details.put("Partition Provider", "Catalog");
        }
        return details;
    }

    Map<String, String> details(ViewDefinition view) {
        Map<String, String> details = details(view.id(), view.createdMillis());
        details.put("Type", "VIEW");
        if (view.comment() != null) {
            details.put("Comment", view.comment());
        }
        details.put("View Text", view.text());
        details.put("View Original Text", view.text());
        if (showsModes()) {
            details.put("View Schema Mode", mode(view).words());
        }
        details.put(
                "View Catalog and Namespace",
                SessionCatalog.CATALOG + "." + CatalogShows.identifier(view.currentDatabase()));
        List<String> columns =
                view.queryColumns().isEmpty() ? view.schema().names() : view.queryColumns();
        details.put(
                "View Query Output Columns",
                columns.stream()
                        .map(TableErrors::quoted)
                        .collect(Collectors.joining(", ", "[", "]")));
        if (!view.properties().isEmpty()) {
            details.put("Table Properties", pairs(view.properties()));
        }
        return details;
    }

    private static String pairs(Map<String, String> values) {
        List<String> pairs = new ArrayList<>();
        new TreeMap<>(values)
                .forEach((key, value) -> pairs.add(key + "=" + Redaction.of(key, value)));
        return "[" + String.join(", ", pairs) + "]";
    }

    Relation.LocalTable columns(List<String> name, @Nullable Origin origin) {
        if (catalog.object(name) == null) {
            throw TableErrors.notFound(name, catalog.currentDatabase(), origin);
        }
        DataType.Struct schema =
                session.schema(new Relation.NamedTable(name, Map.of(), false, null));
        return Answers.table(
                Answers.texts("col_name"),
                schema.names().stream().map(n -> Arrays.asList((Object) n)).toList());
    }
}
