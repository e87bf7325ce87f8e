// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.session;

import dev.millrace.plan.relation.CatalogStatement.AddColumns;
import dev.millrace.plan.relation.CatalogStatement.Change;
import dev.millrace.plan.relation.CatalogStatement.ChangeColumn;
import dev.millrace.plan.relation.CatalogStatement.ImpossibleChange;
import dev.millrace.plan.relation.CatalogStatement.Rename;
import dev.millrace.plan.relation.CatalogStatement.SetComment;
import dev.millrace.plan.relation.CatalogStatement.SetProperties;
import dev.millrace.plan.relation.CatalogStatement.SetStorageProperties;
import dev.millrace.plan.relation.CatalogStatement.Target;
import dev.millrace.plan.relation.CatalogStatement.UnsetProperties;
import dev.millrace.runtime.catalog.CatalogObject;
import dev.millrace.runtime.catalog.SessionCatalog;
import dev.millrace.runtime.catalog.TableDefinition;
import dev.millrace.runtime.catalog.TableErrors;
import dev.millrace.runtime.catalog.TableId;
import dev.millrace.runtime.catalog.Tables;
import dev.millrace.runtime.catalog.ViewDefinition;
import dev.millrace.runtime.json.Json;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/// `ALTER TABLE` and `ALTER VIEW`: what Spark's own catalog can change of a table, no more.
final class TableChanges {
    private static final String COMMENT = "comment";

    private final SessionCatalog catalog;

    TableChanges(SessionCatalog catalog) {
        this.catalog = catalog;
    }

    private Tables tables() {
        return catalog.tables();
    }

    void run(Change change) {
        switch (change) {
            case Rename rename -> rename(rename);
            case SetProperties(Target target, var properties) -> {
                String comment = properties.get(COMMENT);
                change(
                        target,
                        verb(target, "SET TBLPROPERTIES"),
                        (old, all) -> {
                            all.putAll(properties);
                            return comment == null ? old : comment;
                        });
            }
            case UnsetProperties(Target target, var keys, var ignored) ->
                    change(
                            target,
                            verb(target, "UNSET TBLPROPERTIES"),
                            (old, all) -> {
                                keys.forEach(all::remove);
                                return keys.contains(COMMENT) ? null : old;
                            });
            case SetComment(Target target, var comment) -> comment(target, comment);
            case AddColumns(Target target, var columns) -> addColumns(target, columns);
            case ChangeColumn column -> changeColumn(column);
            case ImpossibleChange(Target target, String operation) ->
                    throw TableErrors.noOperation(
                            table(target, "ALTER TABLE ... " + operation).id(), operation);
            case SetStorageProperties(Target target, var properties) -> {
                TableDefinition table =
                        table(target, "ALTER TABLE ... SET [SERDE|SERDEPROPERTIES]");
                Map<String, String> options = new HashMap<>(table.options());
                options.putAll(properties);
                tables().put(table.withOptions(options));
            }
        }
    }

    private static String verb(Target target, String words) {
        return "ALTER " + (target.isView() ? "VIEW" : "TABLE") + " ... " + words;
    }

    /// Changes properties in place and gives the new comment.
    @FunctionalInterface
    private interface Edit {
        @Nullable String apply(@Nullable String comment, Map<String, String> properties);
    }

    private void change(Target target, String operation, Edit edit) {
        if (target.isView()) {
            ViewDefinition view = view(target, operation);
            Map<String, String> properties = new HashMap<>(view.properties());
            String comment = edit.apply(view.comment(), properties);
            properties.remove(COMMENT);
            tables().put(view.withProperties(comment, properties));
        } else {
            TableDefinition table = table(target, operation);
            Map<String, String> properties = new HashMap<>(table.properties());
            String comment = edit.apply(table.comment(), properties);
            properties.remove(COMMENT);
            put(table, table.withProperties(comment, properties));
        }
    }

    private void comment(Target target, @Nullable String comment) {
        TableDefinition table = table(target, "COMMENT ON TABLE");
        put(table, table.withProperties(comment, table.properties()));
    }

    private void put(TableDefinition old, TableDefinition changed) {
        if (old.isInMemory()) {
            throw MillraceException.unsupported("ALTER TABLE of a memory table");
        }
        tables().put(changed);
    }

    private void rename(Rename rename) {
        Target target = rename.target();
        String operation = "ALTER " + (target.isView() ? "VIEW" : "TABLE") + " ... RENAME TO";
        CatalogObject object = existing(target);
        if (object instanceof CatalogObject.TemporaryView(var name)) {
            if (rename.to().size() > 1) {
                throw TableErrors.renameAcross(name, rename.to());
            }
            (name.size() > 1 ? catalog.globalViews() : catalog.views())
                    .rename(name.getLast(), rename.to().getLast());
            return;
        }
        List<String> to = rename.to();
        TableId old =
                switch (object) {
                    case CatalogObject.SavedView(var view) -> view.id();
                    case CatalogObject.SavedTable(var table) -> table.id();
                    case CatalogObject.TemporaryView ignored ->
                            throw MillraceException.bug("a temporary view has been renamed");
                };
        TableId id =
                to.size() == 1 ? new TableId(old.database(), to.getFirst()) : catalog.tableId(to);
        if (!id.database().equals(old.database())) {
            throw TableErrors.otherDatabase(old.database(), id.database());
        }
        tables().requireNew(id);
        switch (object) {
            case CatalogObject.SavedView(var view) when target.isView() ->
                    tables().rename(view, id);
            case CatalogObject.SavedTable(var table) when !target.isView() ->
                    tables().rename(table, id);
            case CatalogObject.SavedView(var view) ->
                    throw TableErrors.tableExpected(view.id().parts(), operation, target.origin());
            case CatalogObject.SavedTable(var table) ->
                    throw TableErrors.viewExpected(table.id(), operation, true, target.origin());
            case CatalogObject.TemporaryView ignored ->
                    throw MillraceException.bug("a temporary view has been renamed");
        }
    }

    private void addColumns(Target target, List<StructField> columns) {
        TableDefinition table = table(target, "ALTER TABLE ... ADD COLUMNS");
        List<StructField> fields = new ArrayList<>(table.schema().fields());
        int partitions = table.partitionColumns().size();
        for (StructField column : columns) {
            if (new DataType.Struct(fields).indexOfIgnoreCase(column.name()) >= 0) {
                throw TableErrors.columnExists(column.name().toLowerCase(Locale.ROOT));
            }
            fields.add(fields.size() - partitions, column);
        }
        put(table, table.withSchema(new DataType.Struct(fields).asNullable()));
    }

    /// Only comments change: types and places do not in Spark's own catalog.
    private void changeColumn(ChangeColumn change) {
        TableDefinition table = table(change.target(), "ALTER TABLE ... CHANGE COLUMN");
        DataType.Struct schema = table.schema();
        int index =
                change.column().size() == 1
                        ? schema.indexOfIgnoreCase(change.column().getFirst())
                        : -1;
        if (index < 0) {
            throw TableErrors.noColumn(change.column(), schema.names(), change.origin());
        }
        StructField field = schema.field(index);
        StructField type = change.type();
        if (type != null && !type.declaredType().equals(field.declaredType())) {
            throw TableErrors.otherType(table.id(), field, type, change.origin());
        }
        String comment = change.comment();
        if (comment != null) {
            List<StructField> fields = new ArrayList<>(schema.fields());
            Map<String, Json> metadata =
                    new java.util.LinkedHashMap<>(
                            ((Json.Struct) Json.parse(field.metadata())).members());
            metadata.put(COMMENT, Json.of(comment));
            fields.set(
                    index,
                    new StructField(
                            field.name(),
                            field.type(),
                            field.nullable(),
                            new Json.Struct(metadata).toString()));
            put(table, table.withSchema(new DataType.Struct(fields)));
        }
    }

    private CatalogObject existing(Target target) {
        CatalogObject object = catalog.object(target.name());
        if (object == null) {
            throw TableErrors.notFound(target.name(), catalog.currentDatabase(), target.origin());
        }
        return Objects.requireNonNull(object);
    }

    TableDefinition table(Target target, String operation) {
        return switch (existing(target)) {
            case CatalogObject.SavedTable(var table) -> table;
            case CatalogObject.SavedView(var view) ->
                    throw TableErrors.tableExpected(view.id().parts(), operation, target.origin());
            case CatalogObject.TemporaryView(var name) ->
                    throw TableErrors.tableExpected(name, operation, target.origin());
        };
    }

    private ViewDefinition view(Target target, String operation) {
        return switch (existing(target)) {
            case CatalogObject.SavedView(var view) -> view;
            case CatalogObject.SavedTable(var table) ->
                    throw TableErrors.viewExpected(table.id(), operation, true, target.origin());
            case CatalogObject.TemporaryView(var name) ->
                    throw TableErrors.permanentViewExpected(name, operation, target.origin());
        };
    }
}
