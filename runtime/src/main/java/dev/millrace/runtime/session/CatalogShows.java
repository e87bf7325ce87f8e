// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.session;

import dev.millrace.plan.relation.CatalogStatement.DescribeColumn;
import dev.millrace.plan.relation.CatalogStatement.Show;
import dev.millrace.plan.relation.CatalogStatement.ShowCatalogs;
import dev.millrace.plan.relation.CatalogStatement.ShowCreate;
import dev.millrace.plan.relation.CatalogStatement.ShowFunctions;
import dev.millrace.plan.relation.CatalogStatement.ShowProperties;
import dev.millrace.plan.relation.CatalogStatement.ShowTableExtended;
import dev.millrace.plan.relation.CatalogStatement.Target;
import dev.millrace.plan.relation.Relation;
import dev.millrace.runtime.catalog.CatalogObject;
import dev.millrace.runtime.catalog.SessionCatalog;
import dev.millrace.runtime.catalog.TableDefinition;
import dev.millrace.runtime.catalog.TableErrors;
import dev.millrace.runtime.catalog.TableId;
import dev.millrace.runtime.catalog.ViewDefinition;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What `SHOW CREATE TABLE`, `SHOW TBLPROPERTIES` and their like say.
final class CatalogShows {
    /// What `SHOW TABLE EXTENDED` answers, of tables as of partitions.
    static final DataType.Struct EXTENDED =
            DataType.Struct.of(
                    new StructField("namespace", DataType.STRING, false),
                    new StructField("tableName", DataType.STRING, false),
                    new StructField("isTemporary", DataType.BOOLEAN, false),
                    new StructField("information", DataType.STRING, false));

    private static final Pattern PLAIN = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");

    private final Session session;
    private final SessionCatalog catalog;
    private final SessionConfiguration configuration;
    private final TableDescription descriptions;

    CatalogShows(
            Session session,
            SessionCatalog catalog,
            SessionConfiguration configuration,
            TableDescription descriptions) {
        this.session = session;
        this.catalog = catalog;
        this.configuration = configuration;
        this.descriptions = descriptions;
    }

    Relation.LocalTable run(Show show) {
        return switch (show) {
            case ShowCreate(Target target) ->
                    Answers.table(Answers.texts("createtab_stmt"), List.of(List.of(ddl(target))));
            case ShowProperties(Target target, var key) -> properties(target, key);
            case ShowTableExtended extended -> extended(extended);
            case DescribeColumn column -> column(column);
            case ShowFunctions functions -> functions(functions);
            case ShowCatalogs(var pattern) ->
                    Answers.names("catalog", pattern, Stream.of(SessionCatalog.CATALOG));
        };
    }

    private Relation.LocalTable functions(ShowFunctions show) {
        String database = show.database();
        if (database != null) {
            catalog.tables().databases().existing(database);
        }
        return Answers.names(
                "function",
                show.pattern(),
                session.functions().stream()
                        .filter(f -> f.isOfUser() ? show.isOfUser() : show.isOfSystem())
                        .map(Session.FunctionName::name));
    }

    private CatalogObject existing(Target target) {
        CatalogObject object = catalog.object(target.name());
        if (object == null) {
            throw TableErrors.notFound(target.name(), catalog.currentDatabase(), target.origin());
        }
        return Objects.requireNonNull(object);
    }

    private String ddl(Target target) {
        return switch (existing(target)) {
            case CatalogObject.SavedTable(var table) -> ddl(table);
            case CatalogObject.SavedView(var view) -> ddl(view);
            case CatalogObject.TemporaryView(var name) ->
                    throw TableErrors.tempViewNotExpected(
                            name, "SHOW CREATE TABLE", target.origin());
        };
    }

    static String identifier(String name) {
        return PLAIN.matcher(name).matches() ? name : TableErrors.quoted(name);
    }

    private static String name(TableId id, boolean withCatalog) {
        return (withCatalog ? SessionCatalog.CATALOG + "." : "")
                + identifier(id.database())
                + "."
                + identifier(id.name());
    }

    private String ddl(TableDefinition table) {
        StringBuilder text = new StringBuilder("CREATE ");
        text.append("TABLE ").append(name(table.id(), true)).append(" (\n  ");
        List<String> columns = new ArrayList<>();
        for (StructField field : table.schema().fields()) {
            String collation = field.type() instanceof DataType.Text ? " COLLATE UTF8_BINARY" : "";
            columns.add(
                    identifier(field.name())
                            + " "
                            + field.declaredSqlName()
                            + collation
                            + comment(TableDescription.comment(field)));
        }
        text.append(String.join(",\n  ", columns)).append(")\n");
        text.append("USING ").append(table.format()).append('\n');
        if (!table.options().isEmpty()) {
            text.append("OPTIONS (\n").append(pairs(table.options())).append(")\n");
        }
        if (!table.partitionColumns().isEmpty()) {
            text.append("PARTITIONED BY (")
                    .append(
                            String.join(
                                    ", ",
                                    table.partitionColumns().stream()
                                            .map(CatalogShows::identifier)
                                            .toList()))
                    .append(")\n");
        }
        if (table.comment() != null) {
            text.append("COMMENT '").append(escaped(table.comment())).append("'\n");
        }
        if (table.isExternal()) {
            text.append("LOCATION '").append(table.location()).append("'\n");
        }
        if (!table.properties().isEmpty()) {
            text.append("TBLPROPERTIES (\n").append(pairs(table.properties())).append(")\n");
        }
        return text.toString();
    }

    private static String comment(@Nullable String comment) {
        return comment == null ? "" : " COMMENT '" + escaped(comment) + "'";
    }

    private static String escaped(String text) {
        return text.replace("'", "\\'");
    }

    private static String pairs(Map<String, String> values) {
        List<String> lines = new ArrayList<>();
        new TreeMap<>(values)
                .forEach(
                        (key, value) ->
                                lines.add(
                                        "  '"
                                                + escaped(key)
                                                + "' = '"
                                                + escaped(Redaction.of(key, value))
                                                + "'"));
        return String.join(",\n", lines);
    }

    private String ddl(ViewDefinition view) {
        StringBuilder text = new StringBuilder("CREATE VIEW ");
        text.append(name(view.id(), false)).append(" (\n  ");
        List<String> columns = new ArrayList<>();
        for (StructField field : view.schema().fields()) {
            columns.add(identifier(field.name()) + comment(TableDescription.comment(field)));
        }
        text.append(String.join(",\n  ", columns)).append(")\n");
        if (view.comment() != null) {
            text.append("COMMENT '").append(escaped(view.comment())).append("'\n");
        }
        if (!view.properties().isEmpty()) {
            text.append("TBLPROPERTIES (\n").append(pairs(view.properties())).append(")\n");
        }
        if (descriptions.showsModes()) {
            text.append("WITH SCHEMA ").append(TableDescription.mode(view).words()).append('\n');
        }
        return text.append("AS ").append(view.text()).append('\n').toString();
    }

    private Relation.LocalTable properties(Target target, @Nullable String key) {
        DataType.Struct schema = Answers.texts("key", "value");
        String name;
        Map<String, String> properties;
        switch (existing(target)) {
            case CatalogObject.SavedTable(var table) -> {
                name = table.plainName();
                properties = new TreeMap<>(table.properties());
            }
            case CatalogObject.SavedView(var view) -> {
                name = view.id().plain();
                properties = new TreeMap<>(view.properties());
            }
            case CatalogObject.TemporaryView ignored -> {
                return Answers.table(schema, List.of());
            }
        }
        List<List<@Nullable Object>> rows = new ArrayList<>();
        if (key != null) {
            String value = properties.get(key);
            rows.add(
                    Arrays.asList(
                            key,
                            value == null
                                    ? "Table " + name + " does not have property: " + key
                                    : Redaction.of(key, value)));
        } else {
            properties.forEach(
                    (each, value) -> rows.add(Arrays.asList(each, Redaction.of(each, value))));
        }
        return Answers.table(schema, rows);
    }

    private Relation.LocalTable extended(ShowTableExtended show) {
        String database =
                show.database() == null
                        ? catalog.currentDatabase()
                        : catalog.tables().databases().existing(show.database()).name();
        Pattern wanted = Answers.namePattern(show.pattern());
        List<List<@Nullable Object>> rows = new ArrayList<>();
        catalog.views().names().stream()
                .filter(name -> wanted.matcher(name).matches())
                .forEach(name -> rows.add(Arrays.asList("", name, true, temporary(name) + "\n")));
        catalog.tables().all(database).stream()
                .filter(table -> wanted.matcher(table.name()).matches())
                .forEach(
                        table ->
                                rows.add(
                                        Arrays.asList(
                                                database,
                                                table.name(),
                                                false,
                                                lines(extended(table), table.schema()))));
        catalog.tables().allViews(database).stream()
                .filter(view -> wanted.matcher(view.id().name()).matches())
                .forEach(
                        view ->
                                rows.add(
                                        Arrays.asList(
                                                database,
                                                view.id().name(),
                                                false,
                                                lines(descriptions.details(view), view.schema()))));
        rows.sort((a, b) -> String.valueOf(a.get(1)).compareTo(String.valueOf(b.get(1))));
        return Answers.table(EXTENDED, rows);
    }

    private Map<String, String> extended(TableDefinition table) {
        Map<String, String> details = descriptions.details(table);
        if (!table.partitionColumns().isEmpty()) {
            details.put(
                    "Partition Columns",
                    table.partitionColumns().stream()
                            .map(TableErrors::quoted)
                            .collect(Collectors.joining(", ", "[", "]")));
        }
        return details;
    }

    private String temporary(String name) {
        Map<String, String> details = new java.util.LinkedHashMap<>();
        details.put("Table", name);
        details.put("Created Time", "UNKNOWN");
        details.put("Last Access", "UNKNOWN");
        details.put("Created By", "Millrace");
        details.put("Type", "VIEW");
        if (descriptions.showsModes()) {
            details.put("View Schema Mode", "BINDING");
        }
        return lines(
                details,
                session.schema(new Relation.NamedTable(List.of(name), Map.of(), false, null)));
    }

    private static String lines(Map<String, String> details, DataType.Struct schema) {
        StringBuilder text = new StringBuilder();
        details.forEach((name, value) -> text.append(name).append(": ").append(value).append('\n'));
        return text.append("Schema: ").append(SchemaTree.of(schema)).append('\n').toString();
    }

    private Relation.LocalTable column(DescribeColumn describe) {
        CatalogObject object = existing(describe.target());
        DataType.Struct schema =
                session.schema(
                        new Relation.NamedTable(describe.target().name(), Map.of(), false, null));
        int index =
                describe.column().size() == 1
                        ? schema.indexOfIgnoreCase(describe.column().getFirst())
                        : -1;
        if (index < 0) {
            throw TableErrors.noColumn(describe.column(), schema.names(), null);
        }
        boolean isSaved = !(object instanceof CatalogObject.TemporaryView);
        StructField field =
                object instanceof CatalogObject.SavedTable(var table)
                        ? table.schema().field(index)
                        : schema.field(index);
        String comment = TableDescription.comment(field);
        List<List<@Nullable Object>> rows = new ArrayList<>();
        rows.add(Arrays.asList("col_name", field.name()));
        rows.add(Arrays.asList("data_type", field.declaredType()));
        rows.add(Arrays.asList("comment", comment == null ? "NULL" : comment));
        if (describe.isExtended() && isSaved) {
            for (String statistic :
                    List.of(
                            "min",
                            "max",
                            "num_nulls",
                            "distinct_count",
                            "avg_col_len",
                            "max_col_len",
                            "histogram")) {
                rows.add(Arrays.asList(statistic, "NULL"));
            }
        }
        return Answers.table(Answers.texts("info_name", "info_value"), rows);
    }
}
