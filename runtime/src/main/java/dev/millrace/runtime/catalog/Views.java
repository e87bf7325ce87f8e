// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.catalog;

import dev.millrace.plan.analysis.Catalog.Entry;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Temporary views by name, looked up ignoring case. A session has its own; the global ones belong
/// to the engine. Thread-safe.
public final class Views {
    /// @param isText true if SQL made it: Spark keeps its text then, and knows it as a view where
    ///     it takes others for tables
    /// @param database in which its names were looked up; null if it has none left to look up
    private record View(String name, Entry entry, boolean isText, @Nullable String database) {}

    private final Map<String, View> views = new ConcurrentHashMap<>();

    /// A view that is not made by SQL.
    ///
    /// @param replace false: an existing view of the name is an error
    public void put(String name, Entry entry, boolean replace) {
        put(new View(name, entry, false, null), replace);
    }

    /// A view made by SQL.
    ///
    /// @param replace as above
    /// @param database the current one
    public void putText(String name, Entry entry, boolean replace, String database) {
        put(new View(name, entry, true, database), replace);
    }

    private void put(View view, boolean replace) {
        String name = view.name;
        if (replace) {
            views.put(key(name), view);
        } else if (views.putIfAbsent(key(name), view) != null) {
            throw MillraceException.of(
                            ErrorKind.TEMP_TABLE_EXISTS,
                            "TEMP_TABLE_OR_VIEW_ALREADY_EXISTS",
                            "42P07")
                    .with("relationName", "`" + name + "`")
                    .text(
                            "Cannot create the temporary view `"
                                    + name
                                    + "` because it already exists.\n"
                                    + "Choose a different name, drop or replace the existing"
                                    + " view.");
        }
    }

    public @Nullable Entry find(String name) {
        View view = views.get(key(name));
        return view == null ? null : view.entry;
    }

    /// The name as it was given to such a view if SQL has made it, else null.
    public @Nullable String textName(String name) {
        View view = views.get(key(name));
        return view != null && view.isText ? view.name : null;
    }

    /// The database in which the names of a view that SQL has made are looked up, else null.
    @Nullable String database(String name) {
        View view = views.get(key(name));
        return view == null ? null : view.database;
    }

    /// Gives a view another name.
    public void rename(String name, String to) {
        View view = views.get(key(name));
        if (view == null) {
            return;
        }
        Entry entry =
                view.entry instanceof Entry.View(var ignored, var relation, var catalog)
                        ? new Entry.View(List.of(to), relation, catalog)
                        : view.entry;
        put(new View(to, entry, view.isText, view.database), false);
        views.remove(key(name), view);
    }

    /// True if there was such a view.
    public boolean remove(String name) {
        return views.remove(key(name)) != null;
    }

    /// Removes a view only if it still is this one.
    public void remove(String name, Entry entry) {
        views.computeIfPresent(key(name), (k, view) -> view.entry == entry ? null : view);
    }

    public List<String> names() {
        return views.values().stream().map(View::name).sorted().toList();
    }

    public void clear() {
        views.clear();
    }

    private static String key(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
