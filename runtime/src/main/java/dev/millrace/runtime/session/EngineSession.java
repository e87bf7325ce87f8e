// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.session;

import dev.millrace.execution.task.Cancellation;
import dev.millrace.plan.analysis.Catalog.Entry;
import dev.millrace.plan.logical.LogicalPlan;
import dev.millrace.plan.logical.PlanMeaning;
import dev.millrace.plan.relation.Relation;
import dev.millrace.plan.relation.Statement;
import dev.millrace.runtime.catalog.CatalogObject;
import dev.millrace.runtime.catalog.DatabaseDefinition;
import dev.millrace.runtime.catalog.Formats;
import dev.millrace.runtime.catalog.SessionCatalog;
import dev.millrace.runtime.catalog.Tables;
import dev.millrace.runtime.catalog.Views;
import dev.millrace.runtime.streaming.QueryRuns;
import dev.millrace.runtime.streaming.SessionStreams;
import dev.millrace.runtime.streaming.StreamEnvironment;
import dev.millrace.runtime.streaming.StreamingQueries;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.connector.ReadRequest;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.function.UnboundFunction;
import dev.millrace.spi.function.UserAggregate;
import dev.millrace.spi.function.UserFunction;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.LongSupplier;

/// A session of an engine. Holds no lock: each part is thread-safe for itself.
final class EngineSession implements Session {
    private final SessionConfiguration configuration;
    private final SessionCatalog catalog;
    private final QueryRunner queries;
    private final BatchWriter writer;
    private final TableWriter tableWriter;
    private final StatementRunner statements;
    private final LongSupplier seeds;
    private final EngineParts parts;
    private final QueryPlanning planning;
    private final SessionContext context;
    private final SessionStreams streams;

    EngineSession(
            String user,
            EngineParts parts,
            QueryPlanning planning,
            SessionConfiguration configuration,
            Formats formats,
            Tables tables,
            Views globalViews,
            QueryRuns runs,
            QueryParser parser) {
        this.parts = parts;
        this.planning = planning;
        this.context = new SessionContext(parts.fileStores(), parts.clock(), configuration);
        this.configuration = configuration;
        this.catalog =
                new SessionCatalog(
                        formats,
                        context,
                        tables,
                        globalViews,
                        this::complete,
                        new SavedQueries(parser, configuration));
        this.queries = new QueryRunner(parts, planning, configuration, catalog);
        this.writer = new BatchWriter(queries, catalog, context, configuration);
        this.tableWriter = new TableWriter(writer, queries, catalog, context);
        this.statements =
                new StatementRunner(this, configuration, catalog, tableWriter, queries, context);
        this.seeds = parts.seeds();
        this.streams =
                new SessionStreams(user, runs, this::streamEnvironment, configuration::value);
    }

    private ReadRequest complete(ReadRequest request) {
        return request.format().isEmpty()
                ? request.withFormat(
                        Objects.requireNonNull(configuration.value("spark.sql.sources.default")))
                : request;
    }

    @Override
    public Configuration configuration() {
        return configuration;
    }

    @Override
    public DataType.Struct schema(Relation relation) {
        return queries.schema(relation);
    }

    @Override
    public boolean isStreaming(Relation relation) {
        return !(QueryRunner.withoutTag(relation) instanceof Relation.ShowText)
                && queries.analyse(relation).isStreaming();
    }

    @Override
    public String explain(Relation relation, String mode, Cancellation cancellation) {
        return queries.explain(relation, mode.toLowerCase(Locale.ROOT), cancellation);
    }

    @Override
    public List<String> inputFiles(Relation relation) {
        List<String> files = new ArrayList<>();
        collectFiles(queries.analyse(relation), files);
        return files.stream().distinct().toList();
    }

    @Override
    public Object meaning(Relation relation) {
        return PlanMeaning.of(queries.analyse(relation));
    }

    @Override
    public Relation parsed(Relation texts, ReadRequest request) {
        return new ParsedTexts(this, catalog.textRecords(request))
                .relation(texts, request.schema());
    }

    private static void collectFiles(LogicalPlan plan, List<String> files) {
        if (plan instanceof LogicalPlan.TableScan scan) {
            files.addAll(scan.table().inputFiles());
        }
        plan.children().forEach(child -> collectFiles(child, files));
    }

    @Override
    public QueryResult execute(Relation relation, Cancellation cancellation) {
        return queries.execute(relation, cancellation);
    }

    @Override
    public void write(Relation relation, BatchWrite write, Cancellation cancellation) {
        List<String> table = write.table();
        if (table == null) {
            writer.write(relation, write, cancellation);
        } else if (write.isInsert()) {
            tableWriter.insertInto(relation, table, write, cancellation);
        } else {
            tableWriter.save(relation, table, write, cancellation);
        }
    }

    @Override
    public void writeTo(
            Relation relation, List<String> table, TableWrite write, Cancellation cancellation) {
        tableWriter.writeTo(relation, table, write, cancellation);
    }

    @Override
    public Relation.LocalTable run(Statement command, Cancellation cancellation) {
        return statements.run(command, cancellation);
    }

    @Override
    public void createView(String name, Relation relation, boolean replace, boolean isGlobal) {
        String plain = checkedView(name, relation);
        Views views = isGlobal ? catalog.globalViews() : catalog.views();
        views.put(plain, new Entry.View(plain, relation), replace);
    }

    @Override
    public void createTextView(Statement.CreateView view, Relation relation) {
        String plain = checkedView(view.name(), relation);
        Views views = view.isGlobal() ? catalog.globalViews() : catalog.views();
        views.putText(
                plain, new Entry.View(plain, relation), view.replace(), catalog.currentDatabase());
    }

    private String checkedView(String name, Relation relation) {
        String plain = unquoted(name);
        if (plain.indexOf('.') >= 0 && !name.startsWith("`")) {
            throw MillraceException.of(
                            ErrorKind.ANALYSIS, "TEMP_VIEW_NAME_TOO_MANY_NAME_PARTS", "428EK")
                    .with("actualName", "`" + name.replace(".", "`.`") + "`")
                    .text(
                            "CREATE TEMPORARY VIEW or the corresponding Dataset APIs only accept"
                                    + " single-part view names, but got: `"
                                    + name.replace(".", "`.`")
                                    + "`.");
        }
        queries.analyse(relation);
        return plain;
    }

    @Override
    public boolean dropView(String name) {
        String prefix = SessionCatalog.GLOBAL + ".";
        return name.toLowerCase(Locale.ROOT).startsWith(prefix)
                ? catalog.globalViews().remove(unquoted(name.substring(prefix.length())))
                : catalog.views().remove(unquoted(name));
    }

    private static String unquoted(String name) {
        return name.length() > 1 && name.startsWith("`") && name.endsWith("`")
                ? name.substring(1, name.length() - 1).replace("``", "`")
                : name;
    }

    @Override
    public void registerFunction(String name, UserFunction function) {
        catalog.register(name, function);
    }

    @Override
    public void registerAggregate(String name, UnboundFunction<UserAggregate> function) {
        catalog.register(name, function);
    }

    @Override
    public List<FunctionName> functions() {
        SortedSet<String> own = catalog.userFunctions();
        SortedSet<String> names = new TreeSet<>(planning.functionNames());
        names.addAll(own);
        return names.stream().map(name -> new FunctionName(name, own.contains(name))).toList();
    }

    @Override
    public String keepFrame(DataType.Struct schema, List<ColumnBatch> batches) {
        String id = new UUID(seeds.getAsLong(), seeds.getAsLong()).toString();
        catalog.keep(id, new Relation.LocalTable(schema, batches));
        return id;
    }

    @Override
    public void forgetFrame(String id) {
        catalog.forget(id);
    }

    @Override
    public StreamingQueries streams() {
        return streams;
    }

    private StreamEnvironment streamEnvironment() {
        SessionContext frozen = context.frozen();
        StreamSettings.check(frozen.values().changed());
        return new StreamEnvironment(
                new SessionStreamPlanner(queries, planning),
                catalog,
                frozen,
                parts.workers(),
                parts.nanoTime(),
                parts.seeds(),
                parts.console(),
                parts.states());
    }

    @Override
    public List<TableName> tables(String name) {
        List<TableName> tables = new ArrayList<>();
        if (name.equalsIgnoreCase(SessionCatalog.GLOBAL)) {
            catalog.globalViews()
                    .names()
                    .forEach(view -> tables.add(TableName.view(view, SessionCatalog.GLOBAL)));
        } else {
            String database = catalog.tables().databases().existing(name).name();
            catalog.tables().all(database).forEach(table -> tables.add(TableName.of(table)));
            catalog.tables().allViews(database).forEach(view -> tables.add(TableName.of(view)));
        }
        catalog.views().names().forEach(view -> tables.add(TableName.view(view, null)));
        return tables;
    }

    @Override
    public @Nullable TableName table(List<String> name) {
        return switch (catalog.object(name)) {
            case null -> null;
            case CatalogObject.TemporaryView view ->
                    TableName.view(name.getLast(), name.size() > 1 ? name.getFirst() : null);
            case CatalogObject.SavedTable(var table) -> TableName.of(table);
            case CatalogObject.SavedView(var view) -> TableName.of(view);
        };
    }

    @Override
    public List<DatabaseDefinition> databases() {
        return catalog.tables().databases().names().stream()
                .map(catalog.tables().databases()::existing)
                .toList();
    }

    @Override
    public String currentDatabase() {
        return catalog.currentDatabase();
    }

    @Override
    public void useDatabase(String name) {
        catalog.useDatabase(name);
    }

    @Override
    public void close() {
        streams.stopAll();
        catalog.clear();
    }
}
