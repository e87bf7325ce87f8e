// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.catalog;

import dev.millrace.plan.analysis.Catalog;
import dev.millrace.plan.relation.Relation;
import dev.millrace.runtime.memory.MemoryConnector;
import dev.millrace.runtime.memory.MemoryTable;
import dev.millrace.runtime.memory.MemoryTables;
import dev.millrace.spi.connector.ConnectorContext;
import dev.millrace.spi.connector.Options;
import dev.millrace.spi.connector.ReadRequest;
import dev.millrace.spi.connector.StreamDefinition;
import dev.millrace.spi.connector.Table;
import dev.millrace.spi.function.UserFunction;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/// What names mean in one session. Thread-safe.
public final class SessionCatalog implements Catalog {
    /// The database that global temporary views live in.
    public static final String GLOBAL = "global_temp";

    private final Formats formats;
    private final ConnectorContext context;
    private final MemoryTables memory;
    private final Views views = new Views();
    private final Views globalViews;
    private final Function<ReadRequest, ReadRequest> sessionDefaults;
    private final Map<String, Relation.LocalTable> keptFrames = new ConcurrentHashMap<>();
    private final Map<String, UserFunction> functions = new ConcurrentHashMap<>();

    /// @param memory shared by all sessions of the engine
    /// @param globalViews shared by all sessions of the engine
    /// @param sessionDefaults completes a request that names no format
    public SessionCatalog(
            Formats formats,
            ConnectorContext context,
            MemoryTables memory,
            Views globalViews,
            Function<ReadRequest, ReadRequest> sessionDefaults) {
        this.formats = formats;
        this.context = context;
        this.memory = memory;
        this.globalViews = globalViews;
        this.sessionDefaults = sessionDefaults;
    }

    public Formats formats() {
        return formats;
    }

    public MemoryTables memory() {
        return memory;
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

    /// A name is a temporary view (`v`), a global one (`global_temp.v`), or data by format and path
    /// (`` parquet.`/data/silver` ``).
    @Override
    public @Nullable Entry entry(List<String> name, Map<String, String> options) {
        List<String> local = withoutCatalog(name);
        if (local.size() == 1) {
            Entry view = views.find(local.getFirst());
            return view != null ? view : memoryEntry(local.getFirst(), options);
        }
        if (local.size() != 2) {
            return null;
        }
        String first = local.get(0);
        if (first.equalsIgnoreCase(GLOBAL)) {
            return globalViews.find(local.get(1));
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

    private @Nullable Entry memoryEntry(String name, Map<String, String> options) {
        MemoryTable table = memory.find(name);
        if (table == null) {
            return null;
        }
        Map<String, String> all = new HashMap<>(options);
        all.put(MemoryConnector.NAME, name);
        return new Entry.Source(
                table.name(),
                ReadRequest.inferred(MemoryConnector.FORMAT, new Options(all), List.of()));
    }

    private static List<String> withoutCatalog(List<String> name) {
        boolean qualified = name.size() > 1 && name.getFirst().equalsIgnoreCase("spark_catalog");
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
        memory.all().map(MemoryTable::name).forEach(names::add);
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
