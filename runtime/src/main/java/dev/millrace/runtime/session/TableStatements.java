// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.session;

import dev.millrace.execution.task.Cancellation;
import dev.millrace.plan.relation.CatalogStatement;
import dev.millrace.plan.relation.Origin;
import dev.millrace.plan.relation.Relation;
import dev.millrace.plan.relation.Statement.OnTables;
import dev.millrace.plan.relation.Statement.OnTables.Creation;
import dev.millrace.runtime.catalog.CatalogObject;
import dev.millrace.runtime.catalog.SessionCatalog;
import dev.millrace.runtime.catalog.TableDefinition;
import dev.millrace.runtime.catalog.TableErrors;
import dev.millrace.runtime.catalog.TableId;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
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
            TableDescription descriptions) {
        this.session = session;
        this.catalog = catalog;
        this.writer = writer;
        this.descriptions = descriptions;
    }

    Relation.LocalTable run(OnTables statement, Cancellation cancellation) {
        return switch (statement) {
            case OnTables.CreateTable create -> create(create, cancellation);
            case OnTables.CreateTableLike create -> createLike(create);
            case OnTables.DropTable drop -> drop(drop);
            case OnTables.Insert insert -> {
                writer.insert(insert, cancellation);
                yield Answers.nothing();
            }
            case OnTables.InsertSeveral(var inserts) -> {
                writer.insert(inserts, cancellation);
                yield Answers.nothing();
            }
            case OnTables.TruncateTable(var name, var origin) -> {
                writer.truncate(
                        new TableChanges(catalog)
                                .table(
                                        new CatalogStatement.Target(name, false, origin),
                                        "TRUNCATE TABLE"),
                        cancellation);
                yield Answers.nothing();
            }
            case OnTables.RefreshTable(var name, var origin) -> refresh(name, origin);
            case OnTables.DescribeTable describe -> descriptions.describe(describe);
            case OnTables.ShowColumns(var name, var origin) -> descriptions.columns(name, origin);
            case OnTables.ShowTables show -> show(show);
            case OnTables.ShowDatabases(var pattern) ->
                    Answers.names(
                            "namespace", pattern, catalog.tables().databases().names().stream());
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
        TableId name = catalog.tableId(create.name());
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
        boolean exists = catalog.tables().find(name) != null || catalog.tables().view(name) != null;
        if (!exists || create.creation() == Creation.CREATE) {
            if (exists) {
                throw TableErrors.alreadyExists(name, create.name());
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

    /// A table with the columns of another one or of a view, and with a table's format, options
    /// and partitions; comment and properties are not taken over.
    private Relation.LocalTable createLike(OnTables.CreateTableLike create) {
        CatalogStatement.Target target = create.source();
        CatalogObject source = catalog.object(target.name());
        DataType.Struct columns =
                switch (source) {
                    case null ->
                            throw TableErrors.notFound(
                                    target.name(), catalog.currentDatabase(), target.origin());
                    case CatalogObject.SavedTable(var table) -> table.schema();
                    case CatalogObject.SavedView(var view) -> view.schema();
                    case CatalogObject.TemporaryView(var name) ->
                            session.schema(new Relation.NamedTable(name, Map.of(), false, null));
                };
        TableDefinition table =
                source instanceof CatalogObject.SavedTable(var found) ? found : null;
        TableId name = catalog.tableId(create.name());
        if (catalog.tables().find(name) != null || catalog.tables().view(name) != null) {
            if (create.ifNotExists()) {
                return Answers.nothing();
            }
            throw TableErrors.alreadyExistsHere(name);
        }
        catalog.tables().requireNew(name);
        OnTables.Layout layout =
                new OnTables.Layout(
                        create.format() == null && table != null ? table.format() : create.format(),
                        table == null ? Map.of() : table.options(),
                        table == null ? List.of() : table.partitionColumns(),
                        create.location(),
                        null,
                        create.properties());
        writer.creation().create(writer.creation().define(name, columns, layout));
        return Answers.nothing();
    }

    /// A temporary view of the name goes first, as in Spark.
    private Relation.LocalTable drop(OnTables.DropTable drop) {
        if (drop.name().size() == 1 && session.dropView(drop.name().getFirst())) {
            return Answers.nothing();
        }
        TableId id = catalog.tableId(drop.name());
        TableDefinition table = catalog.tables().find(id);
        if (table != null) {
            catalog.tables().drop(table);
        } else if (catalog.tables().view(id) != null) {
            throw TableErrors.wrongKind(
                    id, "DROP TABLE", "EXTERNAL or MANAGED", "VIEW", "DROP VIEW");
        } else if (!drop.ifExists()) {
            throw TableErrors.nothingToDrop(id, catalog.currentDatabase());
        }
        return Answers.nothing();
    }

    /// Nothing is cached, so that only the name is checked.
    private Relation.LocalTable refresh(List<String> name, @Nullable Origin origin) {
        if (catalog.object(name) == null) {
            throw TableErrors.notFound(name, catalog.currentDatabase(), origin);
        }
        return Answers.nothing();
    }

    private Relation.LocalTable show(OnTables.ShowTables show) {
        String database = show.database() == null ? session.currentDatabase() : show.database();
        boolean isGlobal = database.equalsIgnoreCase(SessionCatalog.GLOBAL);
        String there = isGlobal ? "" : catalog.tables().databases().existing(database).name();
        String pattern = show.pattern();
        Pattern wanted = pattern == null ? null : Answers.namePattern(pattern);
        List<List<@Nullable Object>> rows = new ArrayList<>();
        if (!isGlobal && !show.onlyViews()) {
            catalog.tables().all(there).stream()
                    .map(TableDefinition::name)
                    .filter(name -> wanted == null || wanted.matcher(name).matches())
                    .forEach(name -> rows.add(Arrays.asList(there, name, false)));
        }
        if (!isGlobal) {
            catalog.tables().allViews(there).stream()
                    .map(view -> view.id().name())
                    .filter(name -> wanted == null || wanted.matcher(name).matches())
                    .forEach(name -> rows.add(Arrays.asList(there, name, false)));
            rows.sort(Comparator.comparing(row -> String.valueOf(row.get(1))));
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
}
