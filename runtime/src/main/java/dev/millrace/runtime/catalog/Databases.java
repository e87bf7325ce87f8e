// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.catalog;

import dev.millrace.runtime.json.Json;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.storage.FileLocation;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The databases of the warehouse; `default` is always there. One named `d` has the files of its
/// tables in `<warehouse>/d.db` unless it was given another location. Thread-safe.
public final class Databases {
    private static final String DEFAULT_COMMENT = "Default Hive database";

    private final DefinitionFiles<DatabaseDefinition> files;
    private final FileLocation warehouse;

    Databases(FileLocation warehouse) {
        this.warehouse = warehouse;
        this.files =
                new DefinitionFiles<>(
                        "database",
                        warehouse.resolve(".millrace/databases"),
                        Databases::members,
                        Databases::definition);
    }

    private static Json.Struct members(DatabaseDefinition database) {
        return Json.object()
                .put("name", database.name())
                .put("comment", database.comment())
                .put("location", database.location())
                .put("properties", DefinitionFiles.pairs(database.properties()))
                .build();
    }

    private static DatabaseDefinition definition(Json.Struct json) {
        return new DatabaseDefinition(
                DefinitionFiles.text(json, "name"),
                DefinitionFiles.text(json, "comment"),
                DefinitionFiles.text(json, "location"),
                DefinitionFiles.pairs(json, "properties"));
    }

    /// Where the tables of a database are unless a user says otherwise.
    public String home(String name) {
        return Tables.shown(warehouse.resolve(name.toLowerCase(Locale.ROOT) + ".db"));
    }

    public @Nullable DatabaseDefinition find(String name) {
        String key = name.toLowerCase(Locale.ROOT);
        DatabaseDefinition found = files.find(key);
        return found == null && key.equals(SessionCatalog.DEFAULT) ? defaultOne() : found;
    }

    private DatabaseDefinition defaultOne() {
        return new DatabaseDefinition(
                SessionCatalog.DEFAULT, DEFAULT_COMMENT, Tables.shown(warehouse), Map.of());
    }

    /// @throws MillraceException if there is no such database
    public DatabaseDefinition existing(String name) {
        DatabaseDefinition found = find(name);
        if (found == null) {
            throw TableErrors.schemaNotFound(name);
        }
        return found;
    }

    /// By name.
    public List<String> names() {
        List<String> names = new ArrayList<>(files.keys());
        if (!names.contains(SessionCatalog.DEFAULT)) {
            names.add(SessionCatalog.DEFAULT);
        }
        names.sort(null);
        return names;
    }

    /// False if there is one of the name.
    public boolean add(DatabaseDefinition database) {
        if (!DefinitionFiles.NAME.matcher(database.name()).matches()) {
            throw TableErrors.badName(database.name());
        }
        return !database.name().equals(SessionCatalog.DEFAULT)
                && files.add(database.name(), database);
    }

    public void put(DatabaseDefinition database) {
        files.put(database.name(), database);
    }

    void delete(String name) {
        files.delete(name);
    }
}
