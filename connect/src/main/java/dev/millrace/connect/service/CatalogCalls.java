// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.service;

import dev.millrace.connect.convert.ProtoTypes;
import dev.millrace.connect.sql.SqlParser;
import dev.millrace.execution.task.Cancellation;
import dev.millrace.plan.function.TypeErrors;
import dev.millrace.plan.relation.CatalogStatement;
import dev.millrace.plan.relation.Relation;
import dev.millrace.plan.relation.Statement;
import dev.millrace.plan.relation.Statement.OnTables;
import dev.millrace.runtime.catalog.DatabaseDefinition;
import dev.millrace.runtime.catalog.SessionCatalog;
import dev.millrace.runtime.catalog.TableErrors;
import dev.millrace.runtime.json.Json;
import dev.millrace.runtime.session.Session;
import dev.millrace.spi.column.BoxedValues;
import dev.millrace.spi.column.ColumnBatches;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import org.apache.spark.connect.proto.Catalog;
import org.apache.spark.connect.proto.CreateDatabase;
import org.apache.spark.connect.proto.CreateExternalTable;
import org.apache.spark.connect.proto.CreateTable;
import org.apache.spark.connect.proto.GetFunction;
import org.apache.spark.connect.proto.ListDatabases;
import org.apache.spark.connect.proto.ListFunctions;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The calls of `spark.catalog`, answered as small tables: a single value stands in a column
/// `value`.
final class CatalogCalls {
    private static final DataType.Struct NAMES =
            DataType.Struct.of(
                    new StructField("name", DataType.STRING),
                    new StructField("catalog", DataType.STRING),
                    new StructField("namespace", new DataType.Array(DataType.STRING, true)),
                    new StructField("description", DataType.STRING),
                    new StructField("tableType", DataType.STRING),
                    new StructField("isTemporary", DataType.BOOLEAN, false));
    private static final DataType.Struct COLUMNS =
            DataType.Struct.of(
                    new StructField("name", DataType.STRING),
                    new StructField("description", DataType.STRING),
                    new StructField("dataType", DataType.STRING),
                    new StructField("nullable", DataType.BOOLEAN, false),
                    new StructField("isPartition", DataType.BOOLEAN, false),
                    new StructField("isBucket", DataType.BOOLEAN, false),
                    new StructField("isCluster", DataType.BOOLEAN, false));
    private static final DataType.Struct DATABASES =
            DataType.Struct.of(
                    new StructField("name", DataType.STRING),
                    new StructField("catalog", DataType.STRING),
                    new StructField("description", DataType.STRING),
                    new StructField("locationUri", DataType.STRING));
    private static final DataType.Struct FUNCTIONS =
            DataType.Struct.of(
                    new StructField("name", DataType.STRING),
                    new StructField("catalog", DataType.STRING),
                    new StructField("namespace", new DataType.Array(DataType.STRING, true)),
                    new StructField("description", DataType.STRING),
                    new StructField("className", DataType.STRING),
                    new StructField("isTemporary", DataType.BOOLEAN, false));
    private static final DataType.Struct CATALOGS =
            DataType.Struct.of(
                    new StructField("name", DataType.STRING),
                    new StructField("description", DataType.STRING));

    private final Session session;
    private final SqlParser parser;
    private final PersistedFrames persisted;

    CatalogCalls(Session session, SqlParser parser, PersistedFrames persisted) {
        this.session = session;
        this.parser = parser;
        this.persisted = persisted;
    }

    Relation answer(Catalog call) {
        return switch (call.getCatTypeCase()) {
            case CURRENT_CATALOG -> value(DataType.STRING, SessionCatalog.CATALOG);
            case LIST_CATALOGS ->
                    table(CATALOGS, List.of(Arrays.asList(SessionCatalog.CATALOG, null)));
            case CURRENT_DATABASE -> value(DataType.STRING, session.currentDatabase());
            case SET_CURRENT_DATABASE ->
                    ran(new OnTables.UseDatabase(call.getSetCurrentDatabase().getDbName()));
            case LIST_DATABASES -> databases(call.getListDatabases());
            case GET_DATABASE -> databases(List.of(database(call.getGetDatabase().getDbName())));
            case DATABASE_EXISTS ->
                    value(
                            DataType.BOOLEAN,
                            isDatabase(
                                    parser.parseIdentifier(call.getDatabaseExists().getDbName())));
            case LIST_TABLES ->
                    tables(
                            call.getListTables().hasDbName()
                                    ? call.getListTables().getDbName()
                                    : session.currentDatabase(),
                            call.getListTables().hasPattern()
                                    ? call.getListTables().getPattern()
                                    : "*",
                            false);
            case LIST_VIEWS ->
                    tables(
                            call.getListViews().hasDbName()
                                    ? call.getListViews().getDbName()
                                    : session.currentDatabase(),
                            call.getListViews().hasPattern()
                                    ? call.getListViews().getPattern()
                                    : "*",
                            true);
            default -> ofOneTable(call);
        };
    }

    private Relation ofOneTable(Catalog call) {
        return switch (call.getCatTypeCase()) {
            case GET_TABLE ->
                    names(
                            List.of(
                                    find(
                                            name(
                                                    call.getGetTable().getTableName(),
                                                    call.getGetTable().hasDbName()
                                                            ? call.getGetTable().getDbName()
                                                            : null))));
            case TABLE_EXISTS ->
                    value(
                            DataType.BOOLEAN,
                            exists(
                                    name(
                                            call.getTableExists().getTableName(),
                                            call.getTableExists().hasDbName()
                                                    ? call.getTableExists().getDbName()
                                                    : null)));
            case LIST_COLUMNS ->
                    columns(
                            name(
                                    call.getListColumns().getTableName(),
                                    call.getListColumns().hasDbName()
                                            ? call.getListColumns().getDbName()
                                            : null));
            case CREATE_TABLE -> create(call.getCreateTable());
            case CREATE_EXTERNAL_TABLE -> create(call.getCreateExternalTable());
            case DROP_TABLE ->
                    ran(
                            new OnTables.DropTable(
                                    parser.parseIdentifier(call.getDropTable().getTableName()),
                                    call.getDropTable().getIfExists()));
            case DROP_VIEW ->
                    ran(
                            new Statement.DropView(
                                    parser.parseIdentifier(call.getDropView().getViewName()),
                                    call.getDropView().getIfExists()));
            case TRUNCATE_TABLE ->
                    ran(
                            new OnTables.TruncateTable(
                                    parser.parseIdentifier(call.getTruncateTable().getTableName()),
                                    null));
            case REFRESH_TABLE ->
                    ran(
                            new OnTables.RefreshTable(
                                    parser.parseIdentifier(call.getRefreshTable().getTableName()),
                                    null));
            // Nothing is cached, and partitions are found anew by every scan.
            case REFRESH_BY_PATH -> nothing();
            case RECOVER_PARTITIONS -> {
                find(parser.parseIdentifier(call.getRecoverPartitions().getTableName()));
                yield nothing();
            }
            default -> ofViews(call);
        };
    }

    private Relation ofViews(Catalog call) {
        return switch (call.getCatTypeCase()) {
            case DROP_TEMP_VIEW ->
                    value(DataType.BOOLEAN, session.dropView(call.getDropTempView().getViewName()));
            case DROP_GLOBAL_TEMP_VIEW ->
                    value(
                            DataType.BOOLEAN,
                            session.dropView(
                                    "global_temp." + call.getDropGlobalTempView().getViewName()));
            case CREATE_DATABASE -> createDatabase(call.getCreateDatabase());
            case DROP_DATABASE ->
                    answered(
                            new CatalogStatement.DropDatabase(
                                    parser.parseIdentifier(call.getDropDatabase().getDbName()),
                                    call.getDropDatabase().getIfExists(),
                                    call.getDropDatabase().getCascade()));
            case GET_TABLE_PROPERTIES ->
                    answered(
                            new CatalogStatement.ShowProperties(
                                    table(call.getGetTableProperties().getTableName()), null));
            case GET_CREATE_TABLE_STRING -> {
                if (call.getGetCreateTableString().getAsSerde()) {
                    throw MillraceException.unsupported("getCreateTableString as SERDE");
                }
                yield answered(
                        new CatalogStatement.ShowCreate(
                                table(call.getGetCreateTableString().getTableName())));
            }
            default -> ofFunctions(call);
        };
    }

    private Relation ofFunctions(Catalog call) {
        return switch (call.getCatTypeCase()) {
            case LIST_FUNCTIONS -> {
                ListFunctions list = call.getListFunctions();
                if (list.hasDbName()) {
                    database(list.getDbName());
                }
                yield functions(
                        session.functions().stream()
                                .filter(
                                        f ->
                                                !list.hasPattern()
                                                        || matches(f.name(), list.getPattern()))
                                .toList());
            }
            case FUNCTION_EXISTS ->
                    value(
                            DataType.BOOLEAN,
                            !call.getFunctionExists().hasDbName()
                                    && function(call.getFunctionExists().getFunctionName())
                                            != null);
            case GET_FUNCTION -> {
                GetFunction wanted = call.getGetFunction();
                Session.FunctionName found =
                        wanted.hasDbName() ? null : function(wanted.getFunctionName());
                if (found == null) {
                    throw TypeErrors.unresolvedRoutine(wanted.getFunctionName(), null);
                }
                yield functions(List.of(found));
            }
            default -> ofCache(call);
        };
    }

    /// The function of a name, null if there is none: those of the user are temporary, so that no
    /// database has any.
    private Session.@Nullable FunctionName function(String name) {
        List<String> parts = parser.parseIdentifier(name);
        return session.functions().stream()
                .filter(f -> parts.size() == 1 && f.name().equalsIgnoreCase(parts.getFirst()))
                .findFirst()
                .orElse(null);
    }

    /// Without what Spark says of each, which are its own words and classes.
    private static Relation functions(List<Session.FunctionName> functions) {
        return table(
                FUNCTIONS,
                functions.stream()
                        .map(f -> Arrays.asList(f.name(), null, null, null, null, true))
                        .toList());
    }

    private Relation ofCache(Catalog call) {
        return switch (call.getCatTypeCase()) {
            case CACHE_TABLE -> {
                find(parser.parseIdentifier(call.getCacheTable().getTableName()));
                persisted.addTable(call.getCacheTable().getTableName());
                yield nothing();
            }
            case UNCACHE_TABLE -> {
                find(parser.parseIdentifier(call.getUncacheTable().getTableName()));
                persisted.removeTable(call.getUncacheTable().getTableName());
                yield nothing();
            }
            case IS_CACHED -> {
                find(parser.parseIdentifier(call.getIsCached().getTableName()));
                yield value(
                        DataType.BOOLEAN, persisted.hasTable(call.getIsCached().getTableName()));
            }
            case CLEAR_CACHE -> {
                persisted.removeTables();
                yield nothing();
            }
            default ->
                    throw MillraceException.unsupported(
                            "the catalog call "
                                    + call.getCatTypeCase().name().toLowerCase(Locale.ROOT));
        };
    }

    /// A name with its database apart, or all in one text.
    private List<String> name(String table, @Nullable String database) {
        return database == null ? parser.parseIdentifier(table) : List.of(database, table);
    }

    private Session.TableName find(List<String> name) {
        Session.TableName table = session.table(name);
        if (table == null) {
            throw TableErrors.notFound(name, session.currentDatabase(), null);
        }
        return table;
    }

    private boolean exists(List<String> name) {
        SessionCatalog.requireOneDatabase(name);
        return session.table(name) != null;
    }

    private boolean isDatabase(List<String> name) {
        String database = SessionCatalog.databaseName(name);
        return session.databases().stream().anyMatch(d -> d.name().equalsIgnoreCase(database));
    }

    private DatabaseDefinition database(String name) {
        String database = SessionCatalog.databaseName(parser.parseIdentifier(name));
        return session.databases().stream()
                .filter(d -> d.name().equalsIgnoreCase(database))
                .findFirst()
                .orElseThrow(() -> TableErrors.schemaNotFound(database));
    }

    private Relation databases(ListDatabases list) {
        return databases(
                session.databases().stream()
                        .filter(d -> !list.hasPattern() || matches(d.name(), list.getPattern()))
                        .toList());
    }

    private static Relation databases(List<DatabaseDefinition> databases) {
        return table(
                DATABASES,
                databases.stream()
                        .map(
                                d ->
                                        Arrays.asList(
                                                d.name(),
                                                SessionCatalog.CATALOG,
                                                d.comment(),
                                                d.location()))
                        .toList());
    }

    private Relation tables(String database, String pattern, boolean onlyViews) {
        return names(
                session.tables(database).stream()
                        .filter(table -> matches(table.name(), pattern))
                        .filter(
                                table ->
                                        !onlyViews
                                                || table.isTemporary()
                                                || table.type().equals("VIEW"))
                        .toList());
    }

    private static Relation names(List<Session.TableName> tables) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (Session.TableName table : tables) {
            String database = table.database();
            rows.add(
                    Arrays.asList(
                            table.name(),
                            table.catalog(),
                            database == null ? List.of() : List.of(database),
                            table.description(),
                            table.type(),
                            table.isTemporary()));
        }
        return table(NAMES, rows);
    }

    private Relation columns(List<String> name) {
        Session.TableName table = find(name);
        DataType.Struct schema =
                session.schema(new Relation.NamedTable(name, Map.of(), false, null));
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (StructField field : schema.fields()) {
            rows.add(
                    Arrays.asList(
                            field.name(),
                            comment(field),
                            field.declaredType(),
                            field.nullable(),
                            table.partitionColumns().contains(field.name()),
                            false,
                            false));
        }
        return table(COLUMNS, rows);
    }

    private static @Nullable String comment(StructField field) {
        return Json.parse(field.metadata()) instanceof Json.Struct metadata
                        && metadata.member("comment") instanceof Json.Text(String text)
                ? text
                : null;
    }

    // The compiler drops the annotations of Layout from the class file.
    @SuppressWarnings("NullAway")
    private Relation create(CreateTable create) {
        OnTables.Layout layout =
                new OnTables.Layout(
                        create.hasSource() ? create.getSource() : null,
                        create.getOptionsMap(),
                        List.of(),
                        create.hasPath() ? create.getPath() : null,
                        create.hasDescription() ? create.getDescription() : null,
                        Map.of());
        return created(
                create.getTableName(),
                create.hasSchema() ? ProtoTypes.columns(create.getSchema()) : DataType.Struct.EMPTY,
                layout);
    }

    @SuppressWarnings("NullAway")
    private Relation create(CreateExternalTable create) {
        OnTables.Layout layout =
                new OnTables.Layout(
                        create.hasSource() ? create.getSource() : null,
                        create.getOptionsMap(),
                        List.of(),
                        create.hasPath() ? create.getPath() : null,
                        null,
                        Map.of());
        return created(
                create.getTableName(),
                create.hasSchema() ? ProtoTypes.columns(create.getSchema()) : DataType.Struct.EMPTY,
                layout);
    }

    private Relation created(String table, DataType columns, OnTables.Layout layout) {
        List<String> name = parser.parseIdentifier(table);
        ran(
                new OnTables.CreateTable(
                        name, OnTables.Creation.CREATE, (DataType.Struct) columns, layout, null));
        return new Relation.NamedTable(name, Map.of(), false, null);
    }

    private Relation createDatabase(CreateDatabase create) {
        Map<String, String> properties = new HashMap<>(create.getPropertiesMap());
        String comment = properties.remove("comment");
        String location = properties.remove("location");
        return answered(
                new CatalogStatement.CreateDatabase(
                        parser.parseIdentifier(create.getDbName()),
                        create.getIfNotExists(),
                        comment,
                        location,
                        properties));
    }

    private CatalogStatement.Target table(String name) {
        return new CatalogStatement.Target(parser.parseIdentifier(name), false, null);
    }

    /// What a statement answers.
    private Relation answered(Statement statement) {
        return session.run(statement, new Cancellation());
    }

    private Relation ran(Statement statement) {
        session.run(statement, new Cancellation());
        return nothing();
    }

    /// Spark's patterns: `*` is any text, `|` separates alternatives, case does not count.
    private static boolean matches(String name, String pattern) {
        String lower = name.toLowerCase(Locale.ROOT);
        return Arrays.stream(pattern.toLowerCase(Locale.ROOT).split("\\|"))
                .map(each -> ("\\Q" + each.strip() + "\\E").replace("*", "\\E.*\\Q"))
                .anyMatch(lower::matches);
    }

    private static Relation value(DataType type, Object value) {
        return table(
                DataType.Struct.of(new StructField("value", type, false)), List.of(List.of(value)));
    }

    private static Relation table(
            DataType.Struct schema, List<? extends List<? extends @Nullable Object>> rows) {
        return new Relation.LocalTable(schema, List.of(BoxedValues.batch(schema, rows)));
    }

    private static Relation nothing() {
        return new Relation.LocalTable(
                DataType.Struct.EMPTY, List.of(ColumnBatches.empty(DataType.Struct.EMPTY)));
    }
}
