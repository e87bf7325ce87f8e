// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.session;

import dev.millrace.execution.task.Cancellation;
import dev.millrace.plan.relation.Relation;
import dev.millrace.plan.relation.Statement;
import dev.millrace.plan.relation.Statement.OnTables.Layout;
import dev.millrace.runtime.catalog.DatabaseDefinition;
import dev.millrace.runtime.catalog.SessionCatalog;
import dev.millrace.runtime.catalog.TableDefinition;
import dev.millrace.runtime.catalog.ViewDefinition;
import dev.millrace.runtime.streaming.StreamingQueries;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.connector.ReadRequest;
import dev.millrace.spi.connector.WriteRequest.SaveMode;
import dev.millrace.spi.function.UnboundFunction;
import dev.millrace.spi.function.UserAggregate;
import dev.millrace.spi.function.UserFunction;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/// One user's view of the engine: configuration, temporary views, functions, kept frames, streaming
/// queries. Thread-safe.
public interface Session extends AutoCloseable {
    Configuration configuration();

    /// Analyses a relation: its schema. Nothing is run.
    DataType.Struct schema(Relation relation);

    boolean isStreaming(Relation relation);

    /// The plan as text; with the setting `millrace.explain.run` the query is run, and what its
    /// operators did is shown.
    ///
    /// @param mode `simple`, `extended`, `codegen`, `cost` or `formatted`
    String explain(Relation relation, String mode, Cancellation cancellation);

    /// Something that is equal for relations that give the same rows, as far as that can be seen
    /// without running them.
    Object meaning(Relation relation);

    /// The relation of the rows that the texts in another one's only column are, in the format of
    /// the request. What its schema and header are is found out now.
    Relation parsed(Relation texts, ReadRequest request);

    /// URIs of the files a relation reads.
    List<String> inputFiles(Relation relation);

    /// Starts a batch query. Fails with Spark's text if the relation is streaming.
    QueryResult execute(Relation relation, Cancellation cancellation);

    /// Runs `df.write…save()`.
    void write(Relation relation, BatchWrite write, Cancellation cancellation);

    /// Runs a statement that is not a query; its rows, if it has any, come back materialised.
    Relation.LocalTable run(Statement command, Cancellation cancellation);

    void createView(String name, Relation relation, boolean replace, boolean isGlobal);

    /// Runs `CREATE TEMPORARY VIEW … AS`.
    ///
    /// @param relation its query, columns renamed
    void createTextView(Statement.CreateView view, Relation relation);

    /// True if there was such a view.
    boolean dropView(String name);

    void registerFunction(String name, UserFunction function);

    void registerAggregate(String name, UnboundFunction<UserAggregate> function);

    /// Keeps rows under a new id, for `Relation.KeptFrame`.
    String keepFrame(DataType.Struct schema, List<ColumnBatch> batches);

    /// Forgets kept rows; does nothing for an unknown id.
    void forgetFrame(String id);

    StreamingQueries streams();

    /// Runs `df.writeTo(table)…`.
    void writeTo(
            Relation relation, List<String> table, TableWrite write, Cancellation cancellation);

    /// The tables of a database and all temporary views, for `spark.catalog`.
    List<TableName> tables(String database);

    /// The temporary view or table of a name, null if there is none.
    @Nullable TableName table(List<String> name);

    /// All functions in the order of their names: the built-in ones, and those of the user.
    List<FunctionName> functions();

    List<DatabaseDefinition> databases();

    String currentDatabase();

    void useDatabase(String name);

    /// Stops the session's queries and forgets its views.
    @Override
    void close();

    /// @param source format name, null for the session's default (`spark.sql.sources.default`)
    /// @param table for `saveAsTable` and `insertInto`, else null
    record BatchWrite(
            @Nullable String source,
            @Nullable String path,
            @Nullable List<String> table,
            boolean isInsert,
            SaveMode mode,
            List<String> partitionColumns,
            Map<String, String> options) {
        public BatchWrite {
            partitionColumns = List.copyOf(partitionColumns);
            options = Map.copyOf(options);
        }
    }

    /// What `df.writeTo(table)` was told.
    ///
    /// @param layout of a table that is created; else only its options count
    record TableWrite(Mode mode, Layout layout) {
        /// What becomes of the table.
        public enum Mode {
            CREATE,
            REPLACE,
            CREATE_OR_REPLACE,
            APPEND,
            OVERWRITE,
            OVERWRITE_PARTITIONS
        }
    }

    /// A function that `listFunctions` shows.
    record FunctionName(String name, boolean isOfUser) {}

    /// A table or view that `listTables` shows.
    ///
    /// @param catalog null for a temporary view
    record TableName(
            String name,
            @Nullable String catalog,
            @Nullable String database,
            @Nullable String description,
            String type,
            boolean isTemporary,
            List<String> partitionColumns) {
        public TableName {
            partitionColumns = List.copyOf(partitionColumns);
        }

        static TableName view(String name, @Nullable String database) {
            return new TableName(name, null, database, null, "TEMPORARY", true, List.of());
        }

        static TableName of(ViewDefinition view) {
            return new TableName(
                    view.id().name(),
                    SessionCatalog.CATALOG,
                    view.id().database(),
                    view.comment(),
                    "VIEW",
                    false,
                    List.of());
        }

        static TableName of(TableDefinition table) {
            return new TableName(
                    table.name(),
                    SessionCatalog.CATALOG,
                    table.database(),
                    table.comment(),
                    table.isExternal() ? "EXTERNAL" : "MANAGED",
                    false,
                    table.partitionColumns());
        }
    }
}
