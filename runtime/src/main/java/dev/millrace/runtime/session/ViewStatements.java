// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.session;

import dev.millrace.plan.analysis.Catalog.Entry;
import dev.millrace.plan.relation.CatalogStatement.AlterViewMode;
import dev.millrace.plan.relation.CatalogStatement.AlterViewQuery;
import dev.millrace.plan.relation.CatalogStatement.CreateView;
import dev.millrace.plan.relation.CatalogStatement.OnViews;
import dev.millrace.plan.relation.CatalogStatement.SchemaMode;
import dev.millrace.plan.relation.Relation;
import dev.millrace.plan.relation.Statement.OnTables.Creation;
import dev.millrace.runtime.catalog.CatalogObject;
import dev.millrace.runtime.catalog.SessionCatalog;
import dev.millrace.runtime.catalog.TableErrors;
import dev.millrace.runtime.catalog.TableId;
import dev.millrace.runtime.catalog.ViewDefinition;
import dev.millrace.spi.connector.ConnectorContext;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Makes and changes the views of the catalog.
final class ViewStatements {
    private static final String MODES = "spark.sql.legacy.viewSchemaBindingMode";
    private static final String COMPENSATION = "spark.sql.legacy.viewSchemaCompensation";

    private final SessionCatalog catalog;
    private final QueryRunner queries;
    private final SessionConfiguration configuration;
    private final ConnectorContext context;

    ViewStatements(
            SessionCatalog catalog,
            QueryRunner queries,
            SessionConfiguration configuration,
            ConnectorContext context) {
        this.catalog = catalog;
        this.queries = queries;
        this.configuration = configuration;
        this.context = context;
    }

    void run(OnViews statement) {
        switch (statement) {
            case CreateView create -> create(create);
            case AlterViewQuery alter -> alter(alter);
            case AlterViewMode(var target, SchemaMode mode) ->
                    catalog.tables()
                            .put(view(target.name(), "ALTER VIEW ... WITH SCHEMA").withMode(mode));
        }
    }

    private void create(CreateView create) {
        TableId id = catalog.tableId(create.name());
        DataType.Struct query = queries.analyse(create.query(), uses(id)).schema();
        ViewDefinition old = catalog.tables().view(id);
        if (old != null && create.creation() == Creation.IF_NOT_EXISTS) {
            return;
        }
        if (create.creation() == Creation.CREATE_OR_REPLACE) {
            if (catalog.tables().find(id) != null) {
                throw notAView(id, "CREATE OR REPLACE VIEW");
            }
        } else {
            if (catalog.tables().find(id) != null && create.creation() == Creation.IF_NOT_EXISTS) {
                return;
            }
            catalog.tables().requireNew(id);
        }
        SchemaMode mode = create.mode() == null ? defaultMode() : create.mode();
        if (mode == SchemaMode.EVOLUTION && !create.columns().isEmpty()) {
            // Names that a user gave are kept.
            mode = SchemaMode.TYPE_EVOLUTION;
        }
        ViewDefinition view =
                new ViewDefinition(
                        id,
                        create.text(),
                        shown(id, create.columns(), query),
                        mode == SchemaMode.EVOLUTION ? List.of() : query.names(),
                        mode,
                        catalog.currentDatabase(),
                        configuration.ofViews(),
                        create.comment(),
                        create.properties(),
                        context.clock().millis());
        if (old == null) {
            catalog.tables().add(view);
        } else {
            catalog.tables().put(view);
        }
    }

    private TemporaryUses uses(TableId id) {
        return new TemporaryUses(catalog, id);
    }

    private @Nullable SchemaMode defaultMode() {
        if (!configuration.flag(MODES)) {
            return null;
        }
        return configuration.flag(COMPENSATION) ? SchemaMode.COMPENSATION : SchemaMode.BINDING;
    }

    /// The columns of the query under the names that the view gives them.
    private static DataType.Struct shown(
            TableId view, List<StructField> columns, DataType.Struct query) {
        if (!columns.isEmpty() && columns.size() != query.size()) {
            throw otherWidth(view, columns, query);
        }
        List<StructField> shown = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < query.size(); i++) {
            StructField field = query.field(i);
            StructField given = columns.isEmpty() ? field : columns.get(i);
            if (!seen.add(given.name().toLowerCase(Locale.ROOT))) {
                throw TableErrors.columnExists(given.name().toLowerCase(Locale.ROOT));
            }
            boolean hasOwn = !given.metadata().equals(StructField.NO_METADATA);
            shown.add(
                    new StructField(
                            given.name(),
                            field.type(),
                            field.nullable(),
                            hasOwn ? given.metadata() : field.metadata()));
        }
        return new DataType.Struct(shown);
    }

    private static MillraceException otherWidth(
            TableId view, List<StructField> columns, DataType.Struct query) {
        boolean few = query.size() < columns.size();
        String viewColumns =
                String.join(", ", columns.stream().map(c -> quoted(c.name())).toList());
        String dataColumns =
                String.join(", ", query.names().stream().map(ViewStatements::quoted).toList());
        return MillraceException.of(
                        ErrorKind.ANALYSIS,
                        "CREATE_VIEW_COLUMN_ARITY_MISMATCH."
                                + (few ? "NOT_ENOUGH_DATA_COLUMNS" : "TOO_MANY_DATA_COLUMNS"),
                        "21S01")
                .with("viewName", view.quoted())
                .with("viewColumns", viewColumns)
                .with("dataColumns", dataColumns)
                .text(
                        "Cannot create view "
                                + view.quoted()
                                + ", the reason is "
                                + (few ? "not enough data columns" : "too many data columns")
                                + ":\nView columns: "
                                + viewColumns
                                + ".\nData columns: "
                                + dataColumns
                                + ".");
    }

    private static String quoted(String name) {
        return TableErrors.quoted(name);
    }

    private void alter(AlterViewQuery alter) {
        List<String> name = alter.view().name();
        if (catalog.object(name) instanceof CatalogObject.TemporaryView) {
            queries.analyse(alter.query());
            String plain = name.getLast();
            (name.size() > 1 ? catalog.globalViews() : catalog.views())
                    .putText(
                            plain,
                            new Entry.View(plain, alter.query()),
                            true,
                            catalog.currentDatabase());
            return;
        }
        ViewDefinition old = view(name, "ALTER VIEW ... AS", alter.view().origin());
        Relation query = alter.query();
        DataType.Struct schema = queries.analyse(query, uses(old.id())).schema();
        catalog.tables()
                .put(
                        new ViewDefinition(
                                old.id(),
                                alter.text(),
                                shown(old.id(), List.of(), schema),
                                old.mode() == SchemaMode.EVOLUTION ? List.of() : schema.names(),
                                old.mode(),
                                catalog.currentDatabase(),
                                configuration.ofViews(),
                                old.comment(),
                                old.properties(),
                                old.createdMillis()));
    }

    private ViewDefinition view(List<String> name, String operation) {
        return view(name, operation, null);
    }

    private ViewDefinition view(
            List<String> name,
            String operation,
            dev.millrace.plan.relation.@Nullable Origin origin) {
        return switch (catalog.object(name)) {
            case null -> throw TableErrors.notFound(name, catalog.currentDatabase(), origin);
            case CatalogObject.SavedView(var view) -> view;
            case CatalogObject.TemporaryView(var temporary) ->
                    throw TableErrors.permanentViewExpected(temporary, operation, origin);
            case CatalogObject.SavedTable(var table) ->
                    throw TableErrors.viewExpected(table.id(), operation, true, origin);
        };
    }

    private static MillraceException notAView(TableId id, String operation) {
        return TableErrors.viewExpected(id, operation, false, null);
    }
}
