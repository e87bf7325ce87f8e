// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.catalog;

import dev.millrace.plan.analysis.Catalog;
import dev.millrace.plan.relation.Relation;
import dev.millrace.spi.connector.ConnectorContext;
import dev.millrace.spi.connector.Options;
import dev.millrace.spi.connector.ReadRequest;
import dev.millrace.spi.connector.StreamDefinition;
import dev.millrace.spi.connector.Table;
import dev.millrace.spi.connector.TextRecords;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.function.UnboundFunction;
import dev.millrace.spi.function.UserAggregate;
import dev.millrace.spi.function.UserFunction;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/// What names mean in one session. Thread-safe.
public final class SessionCatalog implements Catalog {
    /// The database that global temporary views live in.
    public static final String GLOBAL = "global_temp";

    /// The database of tables that is always there.
    public static final String DEFAULT = "default";

    /// The only catalog.
    public static final String CATALOG = "spark_catalog";

    private final Formats formats;
    private final ConnectorContext context;
    private final Tables tables;
    private final Views views = new Views();
    private final Views globalViews;
    private final Function<ReadRequest, ReadRequest> sessionDefaults;
    private final Map<String, Relation.LocalTable> keptFrames = new ConcurrentHashMap<>();
    private final Map<String, UserFunction> functions = new ConcurrentHashMap<>();
    private final Map<String, UnboundFunction<UserAggregate>> aggregates =
            new ConcurrentHashMap<>();
    private final ViewQueries viewQueries;
    private volatile String database = DEFAULT;

    /// @param tables shared by all sessions of the engine
    /// @param globalViews shared by all sessions of the engine
    /// @param sessionDefaults completes a request that names no format
    /// @param viewQueries reads the queries of views
    public SessionCatalog(
            Formats formats,
            ConnectorContext context,
            Tables tables,
            Views globalViews,
            Function<ReadRequest, ReadRequest> sessionDefaults,
            ViewQueries viewQueries) {
        this.formats = formats;
        this.context = context;
        this.tables = tables;
        this.globalViews = globalViews;
        this.sessionDefaults = sessionDefaults;
        this.viewQueries = viewQueries;
    }

    public Formats formats() {
        return formats;
    }

    public Tables tables() {
        return tables;
    }

    public Views views() {
        return views;
    }

    public Views globalViews() {
        return globalViews;
    }

    @Override
    public Table open(ReadRequest request) {
        ReadRequest complete = sessionDefaults.apply(request);
        return formats.connector(complete.format()).openTable(complete, context);
    }

    /// What reads texts of one record each.
    public TextRecords textRecords(ReadRequest request) {
        return formats.connector(request.format()).textRecords(request, context);
    }

    @Override
    public StreamDefinition define(ReadRequest request) {
        ReadRequest complete = sessionDefaults.apply(request);
        return formats.connector(complete.format()).defineStream(complete, context);
    }

    /// The account of the server's process, as in Spark: clients are not told apart.
    @Override
    public String currentUser() {
        return System.getProperty("user.name", "");
    }

    @Override
    public String currentDatabase() {
        return database;
    }

    /// @throws MillraceException if there is no such database
    public void useDatabase(String name) {
        if (!name.equalsIgnoreCase(GLOBAL)) {
            tables.databases().existing(name);
        }
        database = name.toLowerCase(Locale.ROOT);
    }

    /// A name is a temporary view (`v`), a table or view of the catalog (`t`, `default.t`), a
    /// global view (`global_temp.v`), or data by format and path (`` parquet.`/data/silver` ``).
    @Override
    public @Nullable Entry entry(List<String> name, Map<String, String> options) {
        Entry temporary = name.size() == 1 ? temporary(name.getFirst()) : null;
        return temporary == null ? storedEntry(name, options, database) : temporary;
    }

    /// A temporary view means what it meant in the database in which it was made.
    @Nullable Entry temporary(String name) {
        Entry entry = views.find(name);
        String made = views.database(name);
        return entry instanceof Entry.View(var plain, Relation relation, var ignored)
                        && made != null
                        && !made.equals(database)
                ? new Entry.View(plain, relation, new ViewCatalog(this, made, true))
                : entry;
    }

    /// What a name means where temporary views do not count.
    ///
    /// @param current the database of names without one
    @Nullable Entry storedEntry(List<String> name, Map<String, String> options, String current) {
        List<String> local = withoutCatalog(name);
        if (local.size() > 2) {
            return null;
        }
        if (local.size() == 2 && local.getFirst().equalsIgnoreCase(GLOBAL)) {
            Entry view = globalViews.find(local.get(1));
            return view instanceof Entry.View(var plain, Relation relation, var names)
                    ? new Entry.View(List.of(GLOBAL, plain.getLast()), relation, names)
                    : view;
        }
        TableId id = new TableId(local.size() == 1 ? current : local.getFirst(), local.getLast());
        TableDefinition table = tables.find(id);
        if (table != null) {
            return new Entry.Source(id.parts(), table.reading(options));
        }
        ViewDefinition view = tables.view(id);
        if (view != null) {
            return viewQueries.entry(view, this);
        }
        String first = local.getFirst();
        if (local.size() == 1 || formats.find(first) == null) {
            return null;
        }
        ReadRequest request =
                ReadRequest.inferred(
                        first.toLowerCase(Locale.ROOT),
                        new Options(options),
                        List.of(local.get(1)));
        return new Entry.Stored(first + ".`" + local.get(1) + "`", open(request));
    }

    /// The full name of a table or view to create, write or drop.
    ///
    /// @throws MillraceException if there is no such database
    public TableId tableId(List<String> name) {
        TableId id = id(name);
        if (!id.database().equals(GLOBAL)) {
            tables.databases().existing(id.database());
        }
        return id;
    }

    /// Refuses a name with more than a database and a catalog.
    public static void requireOneDatabase(List<String> name) {
        if (withoutCatalog(name).size() > 2) {
            throw TableErrors.needsOnePart(withoutCatalog(name));
        }
    }

    private TableId id(List<String> name) {
        List<String> local = withoutCatalog(name);
        if (local.size() > 2) {
            throw TableErrors.needsOnePart(local);
        }
        return new TableId(local.size() == 2 ? local.getFirst() : database, local.getLast());
    }

    /// The table of a name as it is written, null if there is none; views do not count.
    public @Nullable TableDefinition table(List<String> name) {
        return withoutCatalog(name).size() > 2 ? null : tables.find(id(name));
    }

    /// The view of the catalog of a name as it is written, null if there is none.
    public @Nullable ViewDefinition savedView(List<String> name) {
        return withoutCatalog(name).size() > 2 ? null : tables.view(id(name));
    }

    /// What a name stands for: first temporary views, then tables and views; null for nothing.
    public @Nullable CatalogObject object(List<String> name) {
        if (view(name) != null) {
            return new CatalogObject.TemporaryView(name);
        }
        TableDefinition table = table(name);
        if (table != null) {
            return new CatalogObject.SavedTable(table);
        }
        ViewDefinition saved = savedView(name);
        return saved == null ? null : new CatalogObject.SavedView(saved);
    }

    /// The database that a statement names, without the catalog.
    public static String databaseName(List<String> name) {
        List<String> local =
                name.size() > 1 && name.getFirst().equalsIgnoreCase(CATALOG)
                        ? name.subList(1, name.size())
                        : name;
        if (local.size() > 1) {
            throw TableErrors.needsOnePart(local);
        }
        return local.getFirst();
    }

    /// The temporary view of a name as it is written, null if there is none.
    public @Nullable Entry view(List<String> name) {
        if (name.size() == 1) {
            return views.find(name.getFirst());
        }
        return name.size() == 2 && name.getFirst().equalsIgnoreCase(GLOBAL)
                ? globalViews.find(name.getLast())
                : null;
    }

    /// The name as it was given to such a view if SQL has made it, else null.
    public @Nullable List<String> textViewName(List<String> name) {
        boolean isGlobal = name.size() > 1;
        String given = (isGlobal ? globalViews : views).textName(name.getLast());
        if (given == null) {
            return null;
        }
        return isGlobal ? List.of(GLOBAL, given) : List.of(given);
    }

    private static List<String> withoutCatalog(List<String> name) {
        boolean qualified = name.size() > 1 && name.getFirst().equalsIgnoreCase(CATALOG);
        return qualified ? name.subList(1, name.size()) : name;
    }

    @Override
    public Relation.@Nullable LocalTable keptFrame(String id) {
        return keptFrames.get(id);
    }

    public void keep(String id, Relation.LocalTable frame) {
        keptFrames.put(id, frame);
    }

    public void forget(String id) {
        keptFrames.remove(id);
    }

    @Override
    public @Nullable UserFunction function(String name) {
        return functions.get(name.toLowerCase(Locale.ROOT));
    }

    @Override
    public @Nullable UnboundFunction<UserAggregate> aggregate(String name) {
        return aggregates.get(name.toLowerCase(Locale.ROOT));
    }

    public void register(String name, UserFunction function) {
        aggregates.remove(name.toLowerCase(Locale.ROOT));
        functions.put(name.toLowerCase(Locale.ROOT), function);
    }

    public void register(String name, UnboundFunction<UserAggregate> function) {
        functions.remove(name.toLowerCase(Locale.ROOT));
        aggregates.put(name.toLowerCase(Locale.ROOT), function);
    }

    /// The names of the user's functions, in order.
    public SortedSet<String> userFunctions() {
        SortedSet<String> names = new TreeSet<>(functions.keySet());
        names.addAll(aggregates.keySet());
        return names;
    }

    @Override
    public List<String> names() {
        List<String> names = new ArrayList<>(views.names());
        tables.all(database).forEach(table -> names.add(table.name()));
        globalViews.names().forEach(name -> names.add(GLOBAL + "." + name));
        return names;
    }

    /// Forgets views, frames and functions.
    public void clear() {
        views.clear();
        keptFrames.clear();
        functions.clear();
        aggregates.clear();
    }
}
