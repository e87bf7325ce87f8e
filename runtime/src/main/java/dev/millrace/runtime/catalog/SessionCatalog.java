// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.catalog;

import dev.millrace.plan.analysis.Catalog;
import dev.millrace.plan.relation.Relation;
import dev.millrace.spi.connector.ConnectorContext;
import dev.millrace.spi.connector.Options;
import dev.millrace.spi.connector.ReadRequest;
import dev.millrace.spi.connector.StreamDefinition;
import dev.millrace.spi.connector.Table;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.function.UserFunction;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/// What names mean in one session. Thread-safe.
public final class SessionCatalog implements Catalog {
    /// The database that global temporary views live in.
    public static final String GLOBAL = "global_temp";

    /// The only database of tables.
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

    /// @param tables shared by all sessions of the engine
    /// @param globalViews shared by all sessions of the engine
    /// @param sessionDefaults completes a request that names no format
    public SessionCatalog(
            Formats formats,
            ConnectorContext context,
            Tables tables,
            Views globalViews,
            Function<ReadRequest, ReadRequest> sessionDefaults) {
        this.formats = formats;
        this.context = context;
        this.tables = tables;
        this.globalViews = globalViews;
        this.sessionDefaults = sessionDefaults;
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

    @Override
    public StreamDefinition define(ReadRequest request) {
        ReadRequest complete = sessionDefaults.apply(request);
        return formats.connector(complete.format()).defineStream(complete, context);
    }

    /// A name is a temporary view (`v`), a table (`t`, `default.t`), a global view
    /// (`global_temp.v`), or data by format and path (`` parquet.`/data/silver` ``).
    @Override
    public @Nullable Entry entry(List<String> name, Map<String, String> options) {
        List<String> local = withoutCatalog(name);
        if (local.size() == 1) {
            Entry view = views.find(local.getFirst());
            return view != null ? view : entry(tables.find(local.getFirst()), options);
        }
        if (local.size() != 2) {
            return null;
        }
        String first = local.get(0);
        if (first.equalsIgnoreCase(GLOBAL)) {
            return globalViews.find(local.get(1));
        }
        if (first.equalsIgnoreCase(DEFAULT)) {
            return entry(tables.find(local.get(1)), options);
        }
        if (formats.find(first) == null) {
            return null;
        }
        ReadRequest request =
                ReadRequest.inferred(
                        first.toLowerCase(Locale.ROOT),
                        new Options(options),
                        List.of(local.get(1)));
        return new Entry.Stored(first + ".`" + local.get(1) + "`", open(request));
    }

    private static @Nullable Entry entry(
            @Nullable TableDefinition table, Map<String, String> options) {
        return table == null
                ? null
                : new Entry.Source(List.of(CATALOG, DEFAULT, table.name()), table.reading(options));
    }

    /// The name of a table to create, write or drop, without catalog and database.
    ///
    /// @throws MillraceException if there is no such database
    public static String tableName(List<String> name) {
        List<String> local = withoutCatalog(name);
        if (local.size() > 2) {
            throw TableErrors.needsOnePart(local);
        }
        if (local.size() == 2 && !local.getFirst().equalsIgnoreCase(DEFAULT)) {
            throw TableErrors.schemaNotFound(local.getFirst());
        }
        return local.getLast().toLowerCase(Locale.ROOT);
    }

    /// The table of a name as it is written, null if there is none; views do not count.
    public @Nullable TableDefinition table(List<String> name) {
        List<String> local = withoutCatalog(name);
        boolean isHere =
                local.size() == 1
                        || local.size() == 2 && local.getFirst().equalsIgnoreCase(DEFAULT);
        return isHere ? tables.find(local.getLast()) : null;
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

    public void register(String name, UserFunction function) {
        functions.put(name.toLowerCase(Locale.ROOT), function);
    }

    @Override
    public List<String> names() {
        List<String> names = new ArrayList<>(views.names());
        tables.all().forEach(table -> names.add(table.name()));
        globalViews.names().forEach(name -> names.add(GLOBAL + "." + name));
        return names;
    }

    /// Forgets views, frames and functions.
    public void clear() {
        views.clear();
        keptFrames.clear();
        functions.clear();
    }
}
