// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.session;

import dev.millrace.plan.function.SchemaParser;
import dev.millrace.runtime.catalog.Formats;
import dev.millrace.runtime.catalog.Tables;
import dev.millrace.runtime.catalog.Views;
import dev.millrace.runtime.memory.MemoryConnector;
import dev.millrace.runtime.memory.MemoryTables;
import dev.millrace.runtime.source.BuiltInSources;
import dev.millrace.runtime.statetable.StateConnector;
import dev.millrace.runtime.streaming.QueryRuns;

import java.util.Map;
import java.util.Objects;

/// The engine of one process: it makes sessions and owns what they share (worker threads,
/// connectors, running queries).
public final class Engine implements AutoCloseable {
    private static final String WAREHOUSE = "spark.sql.warehouse.dir";

    private final EngineParts parts;
    private final QueryPlanning planning;
    private final Tables tables;
    private final Formats formats;
    private final Views globalViews = new Views();
    private final QueryRuns runs = new QueryRuns();
    private final Map<String, KnownKey> knownKeys = KnownKey.all();
    private final QueryParser parser;

    /// @param schemas reads the schemas that stand as text in calls, by the SQL grammar
    /// @param parser reads the queries of views
    public Engine(EngineParts parts, SchemaParser schemas, QueryParser parser) {
        this(parts, new EnginePlanning(schemas), parser);
    }

    /// An engine whose queries are planned in another way; for tests.
    Engine(EngineParts parts, QueryPlanning planning, QueryParser parser) {
        this.parts = parts;
        this.parser = parser;
        this.planning = planning;
        MemoryTables memory = new MemoryTables(parts.seeds());
        this.formats =
                new Formats(
                        parts.connectors(),
                        new MemoryConnector(memory),
                        new StateConnector(parts.states()),
                        new BuiltInSources(parts.workers().parallelism()));
        SessionConfiguration settings = new SessionConfiguration(knownKeys, parts.defaults());
        this.tables =
                new Tables(
                        memory,
                        parts.fileStores(),
                        parts.fileStores()
                                .resolve(Objects.requireNonNull(settings.value(WAREHOUSE))));
    }

    /// A new session of nobody in particular.
    public Session newSession() {
        return newSession("");
    }

    /// A new session with configuration, views and queries of its own.
    ///
    /// @param user whose other sessions may see its queries
    public Session newSession(String user) {
        return new EngineSession(
                user,
                parts,
                planning,
                new SessionConfiguration(knownKeys, parts.defaults()),
                formats,
                tables,
                globalViews,
                runs,
                parser);
    }

    /// Ends every streaming query after its current batch, then everything else.
    @Override
    public void close() {
        runs.finishAll();
        parts.workers().close();
    }
}
