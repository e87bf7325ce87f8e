// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.session;

import dev.millrace.execution.task.Cancellation;
import dev.millrace.plan.expression.Expression.Literal;
import dev.millrace.plan.logical.LogicalPlan;
import dev.millrace.plan.relation.Origin;
import dev.millrace.plan.relation.ParsedExpression;
import dev.millrace.plan.relation.Relation;
import dev.millrace.plan.relation.Statement.OnTables;
import dev.millrace.plan.relation.Statement.OnTables.Creation;
import dev.millrace.plan.relation.Statement.OnTables.Layout;
import dev.millrace.runtime.catalog.CatalogObject;
import dev.millrace.runtime.catalog.PartitionDirectories;
import dev.millrace.runtime.catalog.PartitionErrors;
import dev.millrace.runtime.catalog.SessionCatalog;
import dev.millrace.runtime.catalog.TableCreation;
import dev.millrace.runtime.catalog.TableDefinition;
import dev.millrace.runtime.catalog.TableErrors;
import dev.millrace.runtime.catalog.TableId;
import dev.millrace.runtime.sink.StoreAssignment;
import dev.millrace.spi.connector.ConnectorContext;
import dev.millrace.spi.connector.WriteRequest;
import dev.millrace.spi.connector.WriteRequest.SaveMode;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.storage.FileLocation;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Writes rows into tables of the catalog: `saveAsTable`, `insertInto`, `writeTo`, `INSERT`, and
/// `CREATE TABLE … AS SELECT`.
final class TableWriter {
    private static final String OVERWRITE_MODE = "partitionOverwriteMode";

    private final BatchWriter writer;
    private final QueryRunner queries;
    private final SessionCatalog catalog;
    private final ConnectorContext context;
    private final TableCreation creation;

    TableWriter(
            BatchWriter writer,
            QueryRunner queries,
            SessionCatalog catalog,
            ConnectorContext context) {
        this.writer = writer;
        this.queries = queries;
        this.catalog = catalog;
        this.context = context;
        this.creation = new TableCreation(catalog, context);
    }

    TableCreation creation() {
        return creation;
    }

    /// `df.write.saveAsTable(name)`.
    void save(
            Relation relation,
            List<String> name,
            Session.BatchWrite write,
            Cancellation cancellation) {
        TableId table = catalog.tableId(name);
        TableDefinition existing = catalog.tables().find(table);
        Layout layout = layout(write);
        if (existing == null) {
            create(relation, table, layout, cancellation);
            return;
        }
        switch (write.mode()) {
            case ERROR_IF_EXISTS -> throw TableErrors.alreadyExists(table);
            case IGNORE -> {}
            case OVERWRITE -> replace(relation, existing, layout, cancellation);
            case APPEND -> {
                LogicalPlan plan = queries.analyseBatch(relation);
                TableAppend.check(existing, plan.schema(), layout, defaultFormat());
                StoreAssignment assignment =
                        StoreAssignment.byName(target(existing), plan.schema(), Map.of());
                insert(plan, existing, assignment, SaveMode.APPEND, write.options(), cancellation);
            }
        }
    }

    private static Layout layout(Session.BatchWrite write) {
        return new Layout(
                write.source(),
                write.options(),
                write.partitionColumns(),
                write.path(),
                null,
                Map.of());
    }

    private String defaultFormat() {
        return String.valueOf(context.configuration("spark.sql.sources.default"));
    }

    /// `df.write.insertInto(name)`: columns by position.
    void insertInto(
            Relation relation,
            List<String> name,
            Session.BatchWrite write,
            Cancellation cancellation) {
        if (!write.partitionColumns().isEmpty()) {
            throw TableAppend.partitionByNotAllowed(name);
        }
        TableDefinition table = existing(name, null);
        LogicalPlan plan = queries.analyseBatch(relation);
        insert(
                plan,
                table,
                StoreAssignment.byPosition(target(table), plan.schema(), Map.of()),
                write.mode() == SaveMode.OVERWRITE ? SaveMode.OVERWRITE : SaveMode.APPEND,
                write.options(),
                cancellation);
    }

    /// `df.writeTo(name)`: columns by name.
    void writeTo(
            Relation relation,
            List<String> name,
            Session.TableWrite write,
            Cancellation cancellation) {
        switch (write.mode()) {
            case CREATE -> createAs(name, Creation.CREATE, relation, write.layout(), cancellation);
            case REPLACE ->
                    createAs(name, Creation.REPLACE, relation, write.layout(), cancellation);
            case CREATE_OR_REPLACE ->
                    createAs(
                            name,
                            Creation.CREATE_OR_REPLACE,
                            relation,
                            write.layout(),
                            cancellation);
            case APPEND, OVERWRITE, OVERWRITE_PARTITIONS -> {
                TableDefinition table = existing(name, null);
                LogicalPlan plan = queries.analyseBatch(relation);
                Map<String, String> options = new HashMap<>(write.layout().options());
                if (write.mode() != Session.TableWrite.Mode.APPEND) {
                    boolean dynamic = write.mode() == Session.TableWrite.Mode.OVERWRITE_PARTITIONS;
                    options.put(OVERWRITE_MODE, dynamic ? "dynamic" : "static");
                }
                insert(
                        plan,
                        table,
                        StoreAssignment.byName(target(table), plan.schema(), Map.of()),
                        write.mode() == Session.TableWrite.Mode.APPEND
                                ? SaveMode.APPEND
                                : SaveMode.OVERWRITE,
                        options,
                        cancellation);
            }
        }
    }

    /// `FROM … INSERT … INSERT …`: nothing is written unless all of them have a meaning.
    void insert(List<OnTables.Insert> inserts, Cancellation cancellation) {
        for (OnTables.Insert insert : inserts) {
            TableDefinition table = existing(insert.table(), insert.origin());
            LogicalPlan plan = queries.analyseBatch(insert.query());
            assignment(insert, table, plan, constants(insert.partition(), table));
        }
        inserts.forEach(insert -> insert(insert, cancellation));
    }

    private static StoreAssignment assignment(
            OnTables.Insert insert,
            TableDefinition table,
            LogicalPlan plan,
            Map<String, Literal> constants) {
        if (insert.byName()) {
            return StoreAssignment.byName(target(table), plan.schema(), constants);
        }
        return insert.columns().isEmpty()
                ? StoreAssignment.byPosition(target(table), plan.schema(), constants)
                : StoreAssignment.byList(target(table), insert.columns(), plan.schema(), constants);
    }

    /// `INSERT INTO|OVERWRITE`.
    void insert(OnTables.Insert insert, Cancellation cancellation) {
        TableDefinition table = existing(insert.table(), insert.origin());
        Map<String, Literal> constants = constants(insert.partition(), table);
        LogicalPlan plan = queries.analyseBatch(insert.query());
        StoreAssignment assignment = assignment(insert, table, plan, constants);
        if (!insert.overwrite() || constants.isEmpty()) {
            SaveMode mode = insert.overwrite() ? SaveMode.OVERWRITE : SaveMode.APPEND;
            insert(plan, table, assignment, mode, Map.of(), cancellation);
            return;
        }
        if (constants.size() < table.partitionColumns().size()) {
            throw MillraceException.unsupported(
                    "INSERT OVERWRITE … PARTITION with values for some of the partition columns");
        }
        WriteRequest request =
                request(table, SaveMode.OVERWRITE, Map.of(OVERWRITE_MODE, "dynamic"));
        writer.write(plan, request, assignment, true, cancellation);
        catalog.tables().rowsChanged(table.id());
    }

    /// The values of `PARTITION (…)` by the table's names of the columns.
    private static Map<String, Literal> constants(
            Map<String, ParsedExpression.@Nullable Literal> partition, TableDefinition table) {
        Map<String, Literal> constants = new HashMap<>();
        partition.forEach(
                (name, value) -> {
                    String column = PartitionSpecs.column(table, name);
                    if (value != null) {
                        constants.put(column, new Literal(value.value(), value.type()));
                    }
                });
        return constants;
    }

    /// `CREATE TABLE … AS SELECT` and its like.
    void createAs(
            List<String> name,
            Creation how,
            Relation relation,
            Layout layout,
            Cancellation cancellation) {
        TableId table = catalog.tableId(name);
        TableDefinition existing = catalog.tables().find(table);
        if (existing == null) {
            if (how == Creation.REPLACE) {
                throw TableErrors.notFoundInQuery(name, catalog.currentDatabase(), null);
            }
            create(relation, table, layout, cancellation);
            return;
        }
        switch (how) {
            case CREATE -> throw TableErrors.alreadyExists(table, name);
            case IF_NOT_EXISTS -> {}
            case REPLACE, CREATE_OR_REPLACE -> replace(relation, existing, layout, cancellation);
        }
    }

    /// Rows first, then the definition: a table is there with all its rows, or not at all.
    private void create(Relation relation, TableId name, Layout layout, Cancellation cancellation) {
        LogicalPlan plan = queries.analyseBatch(relation);
        TableDefinition table = creation.define(name, plan.schema(), layout);
        catalog.tables().requireNew(name);
        if (table.isInMemory()) {
            insert(
                    plan,
                    table,
                    StoreAssignment.byName(target(table), plan.schema(), Map.of()),
                    SaveMode.ERROR_IF_EXISTS,
                    Map.of(),
                    cancellation);
            return;
        }
        if (!table.isExternal()) {
            catalog.tables().requireUnusedHome(name);
        } else if (isUsed(table)) {
            throw TableAppend.usedLocation(table);
        }
        writer.write(
                plan,
                request(table, SaveMode.APPEND, Map.of()),
                StoreAssignment.byName(target(table), plan.schema(), Map.of()),
                false,
                cancellation);
        catalog.tables().add(table);
    }

    /// The new rows take the place of the old ones in one step, then the new definition that of the
    /// old one. The old table may be what the query reads.
    private void replace(
            Relation relation, TableDefinition old, Layout layout, Cancellation cancellation) {
        LogicalPlan plan = queries.analyseBatch(relation);
        TableDefinition table = creation.define(old.id(), plan.schema(), layout);
        if (old.isInMemory() || table.isInMemory()) {
            throw MillraceException.unsupported("the overwrite of a memory table");
        }
        if (!table.isExternal() && old.isExternal()) {
            catalog.tables().requireUnusedHome(old.id());
        }
        writer.write(
                plan,
                request(table, SaveMode.OVERWRITE, Map.of(OVERWRITE_MODE, "static")),
                StoreAssignment.byName(target(table), plan.schema(), Map.of()),
                false,
                cancellation);
        catalog.tables().put(table);
        catalog.tables().forgetStatistics(table.id());
        if (table.isExternal() && !old.isExternal()) {
            delete(old);
        }
    }

    private void delete(TableDefinition table) {
        FileLocation directory = directory(table);
        try {
            directory.store().delete(directory.path());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + directory.path(), e);
        }
    }

    private void insert(
            LogicalPlan plan,
            TableDefinition table,
            StoreAssignment assignment,
            SaveMode mode,
            Map<String, String> options,
            Cancellation cancellation) {
        if (mode == SaveMode.APPEND
                && !table.isInMemory()
                && catalog.tables().isWrittenByStream(table)) {
            throw MillraceException.unsupported(
                    "a batch INSERT into the table "
                            + table.plainName()
                            + ", which a stream writes: its _spark_metadata log says which files"
                            + " belong to it, so the rows would never be seen");
        }
        writer.write(plan, request(table, mode, options), assignment, false, cancellation);
        if (!table.isInMemory()) {
            catalog.tables().rowsChanged(table.id());
        }
    }

    private boolean isUsed(TableDefinition table) {
        FileLocation directory = directory(table);
        try {
            return directory.store().entry(directory.path()) != null
                    && !directory.store().list(directory.path()).isEmpty();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot look into " + directory.path(), e);
        }
    }

    private FileLocation directory(TableDefinition table) {
        return catalog.tables().directory(table);
    }

    private static WriteRequest request(
            TableDefinition table, SaveMode mode, Map<String, String> options) {
        return new WriteRequest(
                table.format(),
                table.schema(),
                table.location(),
                mode,
                table.partitionColumns(),
                table.writing(options));
    }

    private static StoreAssignment.Target target(TableDefinition table) {
        return new StoreAssignment.Target(table.quotedName(), table.schema());
    }

    /// The table to write to; a view of the name is in the way.
    TableDefinition existing(List<String> name, @Nullable Origin origin) {
        TableDefinition table =
                switch (catalog.object(name)) {
                    case null ->
                            throw TableErrors.notFoundInQuery(
                                    name, catalog.currentDatabase(), origin);
                    case CatalogObject.TemporaryView ignored -> {
                        List<String> given = catalog.textViewName(name);
                        throw given == null ? TableAppend.isView() : TableAppend.isTextView(given);
                    }
                    case CatalogObject.SavedView(var view) ->
                            throw TableAppend.isTextView(view.id().parts());
                    case CatalogObject.SavedTable(var found) -> found;
                };
        String policy = context.configuration("spark.sql.storeAssignmentPolicy");
        if (policy != null && !policy.equalsIgnoreCase("ANSI")) {
            throw MillraceException.unsupported("spark.sql.storeAssignmentPolicy=" + policy);
        }
        return table;
    }

    /// `TRUNCATE TABLE`. Its partitions stay, empty.
    void truncate(TableDefinition table, Cancellation cancellation) {
        if (table.isExternal()) {
            throw PartitionErrors.truncatesExternal(table.id());
        }
        PartitionDirectories partitions =
                table.partitionColumns().isEmpty() ? null : catalog.tables().partitions(table);
        List<PartitionDirectories.Partition> there =
                partitions == null ? List.of() : partitions.all();
        LogicalPlan nothing =
                queries.analyseBatch(new Relation.LocalTable(table.schema(), List.of()));
        insert(
                nothing,
                table,
                StoreAssignment.byName(target(table), nothing.schema(), Map.of()),
                SaveMode.OVERWRITE,
                Map.of(OVERWRITE_MODE, "static"),
                cancellation);
        if (partitions != null) {
            there.forEach(partitions::add);
        }
    }
}
