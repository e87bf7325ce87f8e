// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.session;

import dev.millrace.execution.task.Cancellation;
import dev.millrace.plan.relation.CatalogStatement;
import dev.millrace.plan.relation.PartitionStatement;
import dev.millrace.plan.relation.Relation;
import dev.millrace.plan.relation.Statement;
import dev.millrace.runtime.catalog.SessionCatalog;
import dev.millrace.runtime.catalog.TableDefinition;
import dev.millrace.runtime.catalog.TableErrors;
import dev.millrace.runtime.catalog.ViewDefinition;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.connector.ConnectorContext;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Runs SQL statements that are not queries.
final class StatementRunner {
    private static final String UNDEFINED = "<undefined>";

    private final Session session;
    private final SessionConfiguration configuration;
    private final SessionCatalog catalog;
    private final TableStatements tables;
    private final ViewStatements views;
    private final DatabaseStatements databases;
    private final TableChanges changes;
    private final CatalogShows shows;
    private final PartitionStatements partitions;

    StatementRunner(
            Session session,
            SessionConfiguration configuration,
            SessionCatalog catalog,
            TableWriter writer,
            QueryRunner queries,
            ConnectorContext context) {
        this.session = session;
        this.configuration = configuration;
        this.catalog = catalog;
        TableDescription descriptions = new TableDescription(session, catalog, configuration);
        this.tables = new TableStatements(session, catalog, writer, descriptions);
        this.views = new ViewStatements(catalog, queries, configuration, context);
        this.databases = new DatabaseStatements(catalog, context);
        this.changes = new TableChanges(catalog);
        this.shows = new CatalogShows(session, catalog, configuration, descriptions);
        this.partitions = new PartitionStatements(session, catalog, descriptions);
    }

    Relation.LocalTable run(Statement statement, Cancellation cancellation) {
        return switch (statement) {
            case Statement.Query query -> rows(query.relation(), cancellation);
            case Statement.CreateView view -> createView(view);
            case Statement.DropView view -> dropView(view);
            case Statement.SetVariable variable -> set(variable);
            case Statement.ResetVariable variable -> reset(variable);
            case Statement.Needless(var names) -> {
                for (CatalogStatement.Target target : names) {
                    tables.run(
                            new Statement.OnTables.RefreshTable(target.name(), target.origin()),
                            cancellation);
                }
                yield Answers.nothing();
            }
            case Statement.OnTables onTables -> tables.run(onTables, cancellation);
            case CatalogStatement.OnViews onViews -> {
                views.run(onViews);
                yield Answers.nothing();
            }
            case CatalogStatement.OnDatabases onDatabases -> databases.run(onDatabases);
            case CatalogStatement.Change change -> {
                changes.run(change);
                yield Answers.nothing();
            }
            case CatalogStatement.Show show -> shows.run(show);
            case PartitionStatement partition -> partitions.run(partition, cancellation);
            case Statement.Describe(var relation) -> tables.describe(relation);
            case Statement.Explain explain ->
                    Answers.table(
                            Answers.texts("plan"),
                            List.of(
                                    Arrays.asList(
                                            session.explain(
                                                    explain.relation(),
                                                    explain.mode(),
                                                    cancellation))));
        };
    }

    private Relation.LocalTable rows(Relation relation, Cancellation cancellation) {
        List<ColumnBatch> batches = new ArrayList<>();
        try (QueryResult result = session.execute(relation, cancellation)) {
            for (ColumnBatch batch = result.next(); batch != null; batch = result.next()) {
                batches.add(batch);
            }
            return new Relation.LocalTable(result.schema(), batches);
        }
    }

    private Relation.LocalTable createView(Statement.CreateView view) {
        Relation query =
                view.columns().isEmpty()
                        ? view.query()
                        : new Relation.Renamed(view.query(), view.columns());
        session.createTextView(view, query);
        return Answers.nothing();
    }

    private Relation.LocalTable dropView(Statement.DropView view) {
        String name = String.join(".", view.name());
        if (session.dropView(name)) {
            return Answers.nothing();
        }
        ViewDefinition saved = catalog.savedView(view.name());
        if (saved != null) {
            catalog.tables().drop(saved);
            return Answers.nothing();
        }
        TableDefinition table = catalog.table(view.name());
        if (table != null) {
            throw TableErrors.wrongKind(
                    table.id(),
                    "DROP VIEW",
                    "VIEW or METRIC_VIEW",
                    table.isExternal() ? "EXTERNAL" : "MANAGED",
                    "DROP TABLE");
        }
        if (!view.ifExists()) {
            throw TableErrors.nothingToDrop(
                    catalog.tableId(view.name()), catalog.currentDatabase());
        }
        return Answers.nothing();
    }

    private Relation.LocalTable set(Statement.SetVariable variable) {
        String key = variable.key();
        List<List<@Nullable Object>> rows = new ArrayList<>();
        if (key == null) {
            configuration.explicit().forEach((k, v) -> rows.add(Arrays.asList(k, v)));
        } else if (variable.value() == null) {
            String value = configuration.value(key);
            rows.add(Arrays.asList(key, value == null ? UNDEFINED : value));
        } else {
            configuration.set(key, variable.value());
            rows.add(Arrays.asList(key, variable.value()));
        }
        return Answers.table(Answers.texts("key", "value"), rows);
    }

    private Relation.LocalTable reset(Statement.ResetVariable variable) {
        if (variable.key() == null) {
            configuration.reset();
        } else {
            configuration.unset(variable.key());
        }
        return Answers.nothing();
    }
}
