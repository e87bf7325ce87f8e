// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.session;

import dev.millrace.execution.task.Cancellation;
import dev.millrace.plan.relation.Relation;
import dev.millrace.plan.relation.Statement.OnTables;
import dev.millrace.plan.relation.Statement.OnTables.Creation;
import dev.millrace.runtime.catalog.SessionCatalog;
import dev.millrace.runtime.catalog.TableDefinition;
import dev.millrace.runtime.catalog.TableErrors;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/// Runs the SQL statements about tables.
final class TableStatements {
    private final Session session;
    private final SessionCatalog catalog;
    private final TableWriter writer;
    private final TableDescription descriptions;

    TableStatements(
            Session session,
            SessionCatalog catalog,
            TableWriter writer,
            SessionConfiguration configuration) {
        this.session = session;
        this.catalog = catalog;
        this.writer = writer;
        this.descriptions = new TableDescription(session, catalog, configuration);
    }

    Relation.LocalTable run(OnTables statement, Cancellation cancellation) {
        return switch (statement) {
            case OnTables.CreateTable create -> create(create, cancellation);
            case OnTables.DropTable drop -> drop(drop);
            case OnTables.Insert insert -> {
                writer.insert(insert, cancellation);
                yield Answers.nothing();
            }
            case OnTables.TruncateTable(var name) -> {
                writer.truncate(name, cancellation);
                yield Answers.nothing();
            }
            case OnTables.RefreshTable(var name) -> refresh(name);
            case OnTables.DescribeTable describe -> descriptions.describe(describe);
            case OnTables.ShowColumns(var name) -> descriptions.columns(name);
            case OnTables.ShowTables show -> show(show);
            case OnTables.ShowDatabases(var pattern) -> databases(pattern);
            case OnTables.UseDatabase(var name) -> {
                session.useDatabase(name);
                yield Answers.nothing();
            }
        };
    }

    Relation.LocalTable describe(Relation relation) {
        return descriptions.relation(relation);
    }

    private Relation.LocalTable create(OnTables.CreateTable create, Cancellation cancellation) {
        Relation query = create.query();
        if (query != null) {
            if (create.columns().size() > 0) {
                throw MillraceException.unsupported("CREATE TABLE with columns AND a query");
            }
            writer.createAs(create.name(), create.creation(), query, create.layout(), cancellation);
            return Answers.nothing();
        }
        String name = SessionCatalog.tableName(create.name());
        if (create.creation() == Creation.REPLACE
                || create.creation() == Creation.CREATE_OR_REPLACE) {
            writer.createAs(
                    create.name(),
                    create.creation(),
                    new Relation.LocalTable(create.columns(), List.of()),
                    create.layout(),
                    cancellation);
            return Answers.nothing();
        }
        boolean exists = catalog.tables().find(name) != null;
        if (!exists || create.creation() == Creation.CREATE) {
            if (exists) {
                throw TableErrors.alreadyExists(create.name().getLast());
            }
            catalog.tables().requireNew(name);
            writer.creation()
                    .create(
                            create.columns().size() == 0
                                    ? writer.creation().defineFromData(name, create.layout())
                                    : writer.creation()
                                            .define(name, create.columns(), create.layout()));
        }
        return Answers.nothing();
    }

    /// A temporary view of the name goes first, as in Spark.
    private Relation.LocalTable drop(OnTables.DropTable drop) {
        if (drop.name().size() == 1 && session.dropView(drop.name().getFirst())) {
            return Answers.nothing();
        }
        TableDefinition table = catalog.tables().find(SessionCatalog.tableName(drop.name()));
        if (table != null) {
            catalog.tables().drop(table);
        } else if (!drop.ifExists()) {
            throw TableErrors.nothingToDrop(SessionCatalog.tableName(drop.name()));
        }
        return Answers.nothing();
    }

    /// Nothing is cached, so that only the name is checked.
    private Relation.LocalTable refresh(List<String> name) {
        if (catalog.table(name) == null && catalog.view(name) == null) {
            throw TableErrors.notFound(name);
        }
        return Answers.nothing();
    }

    private Relation.LocalTable show(OnTables.ShowTables show) {
        String database = show.database() == null ? session.currentDatabase() : show.database();
        boolean isGlobal = database.equalsIgnoreCase(SessionCatalog.GLOBAL);
        if (!isGlobal && !database.equalsIgnoreCase(SessionCatalog.DEFAULT)) {
            throw TableErrors.schemaNotFound(database);
        }
        String pattern = show.pattern();
        Pattern wanted = pattern == null ? null : Answers.namePattern(pattern);
        List<List<@Nullable Object>> rows = new ArrayList<>();
        if (!isGlobal && !show.onlyViews()) {
            catalog.tables().all().stream()
                    .map(TableDefinition::name)
                    .filter(name -> wanted == null || wanted.matcher(name).matches())
                    .forEach(name -> rows.add(Arrays.asList(SessionCatalog.DEFAULT, name, false)));
        }
        if (isGlobal) {
            catalog.globalViews().names().stream()
                    .filter(name -> wanted == null || wanted.matcher(name).matches())
                    .forEach(name -> rows.add(Arrays.asList(SessionCatalog.GLOBAL, name, true)));
        }
        catalog.views().names().stream()
                .filter(name -> wanted == null || wanted.matcher(name).matches())
                .forEach(name -> rows.add(Arrays.asList("", name, true)));
        DataType.Struct schema =
                DataType.Struct.of(
                        new StructField("namespace", DataType.STRING, false),
                        new StructField(
                                show.onlyViews() ? "viewName" : "tableName",
                                DataType.STRING,
                                false),
                        new StructField("isTemporary", DataType.BOOLEAN, false));
        return Answers.table(schema, rows);
    }

    private static Relation.LocalTable databases(@Nullable String pattern) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        if (pattern == null
                || Answers.namePattern(pattern).matcher(SessionCatalog.DEFAULT).matches()) {
            rows.add(Arrays.asList((Object) SessionCatalog.DEFAULT));
        }
        return Answers.table(Answers.texts("namespace"), rows);
    }
}
