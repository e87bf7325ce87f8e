// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.session;

import dev.millrace.plan.relation.Relation;
import dev.millrace.plan.relation.Statement.OnTables;
import dev.millrace.runtime.catalog.SessionCatalog;
import dev.millrace.runtime.catalog.TableDefinition;
import dev.millrace.runtime.catalog.TableErrors;
import dev.millrace.runtime.json.Json;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// What `DESCRIBE` and `SHOW COLUMNS` say.
final class TableDescription {
    private static final DateTimeFormatter CREATED =
            DateTimeFormatter.ofPattern("EEE MMM dd HH:mm:ss zzz yyyy", Locale.ROOT);
    private static final DataType.Struct SCHEMA = Answers.texts("col_name", "data_type", "comment");

    private final Session session;
    private final SessionCatalog catalog;
    private final SessionConfiguration configuration;

    TableDescription(Session session, SessionCatalog catalog, SessionConfiguration configuration) {
        this.session = session;
        this.catalog = catalog;
        this.configuration = configuration;
    }

    Relation.LocalTable describe(OnTables.DescribeTable describe) {
        TableDefinition table =
                catalog.view(describe.name()) == null ? catalog.table(describe.name()) : null;
        if (table == null) {
            if (describe.isExtended()) {
                throw MillraceException.unsupported("DESCRIBE EXTENDED of a view");
            }
            return relation(describe.relation());
        }
        List<List<@Nullable Object>> rows = columns(table.schema());
        if (!table.partitionColumns().isEmpty()) {
            rows.add(Arrays.asList("# Partition Information", "", ""));
            rows.add(Arrays.asList("# col_name", "data_type", "comment"));
            for (String column : table.partitionColumns()) {
                rows.add(row(table.schema().field(table.schema().indexOf(column))));
            }
        }
        if (describe.isExtended()) {
            rows.add(Arrays.asList("", "", ""));
            rows.add(Arrays.asList("# Detailed Table Information", "", ""));
            details(table).forEach((name, value) -> rows.add(Arrays.asList(name, value, "")));
        }
        return Answers.table(SCHEMA, rows);
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
        return Arrays.asList(field.name(), field.type().simpleName(), comment(field));
    }

    /// The comment of a column, null if it has none.
    static @Nullable String comment(StructField field) {
        return Json.parse(field.metadata()) instanceof Json.Struct metadata
                        && metadata.member("comment") instanceof Json.Text(String text)
                ? text
                : null;
    }

    private Map<String, String> details(TableDefinition table) {
        Map<String, String> details = new java.util.LinkedHashMap<>();
        details.put("Catalog", SessionCatalog.CATALOG);
        details.put("Database", SessionCatalog.DEFAULT);
        details.put("Table", table.name());
        if (table.createdMillis() > 0) {
            details.put(
                    "Created Time",
                    CREATED.format(
                            Instant.ofEpochMilli(table.createdMillis())
                                    .atZone(configuration.timeZone())));
        }
        details.put("Last Access", "UNKNOWN");
        details.put("Created By", "Millrace");
        details.put("Type", table.isExternal() ? "EXTERNAL" : "MANAGED");
        details.put("Provider", table.format());
        if (table.comment() != null) {
            details.put("Comment", table.comment());
        }
        if (!table.properties().isEmpty()) {
            details.put("Table Properties", pairs(table.properties()));
        }
        if (table.location() != null) {
            details.put("Location", table.location());
        }
        if (!table.options().isEmpty()) {
            details.put("Storage Properties", pairs(table.options()));
        }
        return details;
    }

    private static String pairs(Map<String, String> values) {
        List<String> pairs = new ArrayList<>();
        new TreeMap<>(values).forEach((key, value) -> pairs.add(key + "=" + value));
        return "[" + String.join(", ", pairs) + "]";
    }

    Relation.LocalTable columns(List<String> name) {
        if (catalog.table(name) == null && catalog.view(name) == null) {
            throw TableErrors.notFound(name);
        }
        DataType.Struct schema =
                session.schema(new Relation.NamedTable(name, Map.of(), false, null));
        return Answers.table(
                Answers.texts("col_name"),
                schema.names().stream().map(n -> Arrays.asList((Object) n)).toList());
    }
}
