// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.catalog;

import dev.millrace.runtime.memory.MemoryConnector;
import dev.millrace.runtime.memory.MemoryTable;
import dev.millrace.runtime.memory.MemoryTables;
import dev.millrace.spi.storage.FileEntry;
import dev.millrace.spi.storage.FileLocation;
import dev.millrace.spi.storage.FileStores;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// The databases, tables and views of one engine: tables in memory, and all that is kept in the
/// warehouse, a directory that all sessions share and that survives a restart.
///
/// A table `t` has its files in `<warehouse>/t` (one of another database in that one's directory),
/// unless it was given another location, and its definition in `<warehouse>/.millrace/tables/t`
/// (`tables/d.t` for one of the database `d`); a view has one in `.millrace/views`, and what
/// `ANALYZE TABLE` found out is in `.millrace/statistics`. Thread-safe.
public final class Tables {
    private final MemoryTables memory;
    private final FileStores stores;
    private final FileLocation warehouse;
    private final Databases databases;
    private final DefinitionFiles<TableDefinition> tables;
    private final DefinitionFiles<ViewDefinition> views;
    private final DefinitionFiles<TableStatistics> statistics;

    public Tables(MemoryTables memory, FileStores stores, FileLocation warehouse) {
        this.memory = memory;
        this.stores = stores;
        this.warehouse = warehouse;
        this.databases = new Databases(warehouse);
        this.tables =
                new DefinitionFiles<>(
                        "table",
                        warehouse.resolve(".millrace/tables"),
                        TableMembers::write,
                        TableMembers::table);
        this.views =
                new DefinitionFiles<>(
                        "view",
                        warehouse.resolve(".millrace/views"),
                        TableMembers::write,
                        TableMembers::view);
        this.statistics =
                new DefinitionFiles<>(
                        "statistics",
                        warehouse.resolve(".millrace/statistics"),
                        TableStatistics::json,
                        TableStatistics::read);
    }

    public MemoryTables memory() {
        return memory;
    }

    public Databases databases() {
        return databases;
    }

    /// A location as messages and users see it.
    public static String shown(FileLocation location) {
        return location.uri().startsWith("file:") ? "file:" + location.path() : location.uri();
    }

    /// Where the files of a table are unless a user says otherwise.
    public String home(TableId id) {
        return shown(homeLocation(id));
    }

    private FileLocation homeLocation(TableId id) {
        if (id.isInDefault()) {
            return warehouse.resolve(id.name());
        }
        DatabaseDefinition database = databases.existing(id.database());
        return stores.resolve(database.location()).resolve(id.name());
    }

    /// Where the files of a table are, which must have some.
    public FileLocation directory(TableDefinition table) {
        return stores.resolve(Objects.requireNonNull(table.location()));
    }

    /// The partitions of a table of files.
    public PartitionDirectories partitions(TableDefinition table) {
        return new PartitionDirectories(directory(table), table.partitionColumns());
    }

    /// Whether a log of a stream says which files belong to a table.
    public boolean isWrittenByStream(TableDefinition table) {
        FileLocation log = directory(table).resolve("_spark_metadata");
        try {
            return log.store().entry(log.path()) != null;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot look into " + log.path(), e);
        }
    }

    /// What is known of how much is in a table.
    public TableStatistics statistics(TableId id) {
        TableStatistics known = statistics.find(id.key());
        return known == null ? TableStatistics.NONE : known;
    }

    public void put(TableId id, TableStatistics known) {
        statistics.put(id.key(), known);
    }

    /// Forgets how much is in a table, but not what is known of its partitions.
    public void rowsChanged(TableId id) {
        TableStatistics known = statistics.find(id.key());
        if (known != null && known.table() != null) {
            statistics.put(id.key(), known.withTable(null));
        }
    }

    /// Forgets all that is known of how much is in a table.
    public void forgetStatistics(TableId id) {
        statistics.delete(id.key());
    }

    /// The table of this name; null if there is none.
    public @Nullable TableDefinition find(TableId id) {
        MemoryTable inMemory = id.isInDefault() ? memory.find(id.name()) : null;
        return inMemory == null ? tables.find(id.key()) : definition(inMemory);
    }

    public @Nullable ViewDefinition view(TableId id) {
        return views.find(id.key());
    }

    private static TableDefinition definition(MemoryTable table) {
        return new TableDefinition(
                new TableId(SessionCatalog.DEFAULT, table.name()),
                MemoryConnector.FORMAT,
                table.schema(),
                List.of(),
                Map.of(),
                null,
                false,
                null,
                Map.of(),
                0);
    }

    /// All tables of a database by name.
    public List<TableDefinition> all(String database) {
        List<TableDefinition> all = new ArrayList<>();
        if (database.equals(SessionCatalog.DEFAULT)) {
            memory.all().map(Tables::definition).forEach(all::add);
        }
        for (String key : tables.keys()) {
            TableDefinition found = isIn(database, key) ? tables.find(key) : null;
            if (found != null && all.stream().noneMatch(t -> t.id().equals(found.id()))) {
                all.add(found);
            }
        }
        all.sort(Comparator.comparing(TableDefinition::name));
        return all;
    }

    /// All views of a database by name.
    public List<ViewDefinition> allViews(String database) {
        return views.keys().stream()
                .filter(key -> isIn(database, key))
                .map(views::find)
                .filter(Objects::nonNull)
                .sorted(Comparator.comparing(view -> view.id().name()))
                .toList();
    }

    private static boolean isIn(String database, String key) {
        return database.equals(SessionCatalog.DEFAULT)
                ? key.indexOf('.') < 0
                : key.startsWith(database + ".");
    }

    /// Refuses a name that a new table or view cannot have.
    public void requireNew(TableId id) {
        if (!DefinitionFiles.NAME.matcher(id.name()).matches()) {
            throw TableErrors.badName(id.name());
        }
        if (find(id) != null || view(id) != null) {
            throw TableErrors.alreadyExists(id);
        }
    }

    /// Refuses a new table whose own directory already holds something.
    public void requireUnusedHome(TableId id) {
        FileLocation home = homeLocation(id);
        try {
            FileEntry entry = home.store().entry(home.path());
            if (entry != null
                    && (!entry.isDirectory() || !home.store().list(home.path()).isEmpty())) {
                throw TableErrors.locationExists(id, shown(home));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot look for the table " + id.plain(), e);
        }
    }

    /// Makes a table known. One of the name must not exist.
    public void add(TableDefinition table) {
        if (!tables.add(table.id().key(), table)) {
            throw TableErrors.alreadyExists(table.id());
        }
    }

    /// Makes a table known in the place of one of its name, or of none.
    public void put(TableDefinition table) {
        tables.put(table.id().key(), table);
    }

    /// Forgets a table; its files go with it unless their place was given by a user.
    public void drop(TableDefinition table) {
        if (table.isInMemory()) {
            memory.drop(table.name());
            return;
        }
        tables.delete(table.id().key());
        forgetStatistics(table.id());
        if (!table.isExternal()) {
            FileLocation home = directory(table);
            try {
                home.store().delete(home.path());
            } catch (IOException e) {
                throw new UncheckedIOException("cannot delete " + table.location(), e);
            }
        }
    }

    /// Gives a table another name; the files of one at home move with it. A crash between the two
    /// last steps leaves a table whose files are at the home of its new name.
    public void rename(TableDefinition table, TableId to) {
        String location = table.location();
        boolean moves = !table.isExternal() && location != null;
        if (moves) {
            requireUnusedHome(to);
        }
        add(table.renamed(to, location));
        tables.delete(table.id().key());
        TableStatistics known = statistics.find(table.id().key());
        if (known != null) {
            put(to, known);
            forgetStatistics(table.id());
        }
        if (moves) {
            FileLocation from = stores.resolve(Objects.requireNonNull(location));
            FileLocation home = homeLocation(to);
            try {
                home.store().delete(home.path());
                from.store().rename(from.path(), home.path());
            } catch (IOException e) {
                throw new UncheckedIOException("cannot move " + location, e);
            }
            put(table.renamed(to, shown(home)));
        }
    }

    /// Makes a view known. One of the name must not exist.
    public void add(ViewDefinition view) {
        if (!views.add(view.id().key(), view)) {
            throw TableErrors.alreadyExists(view.id());
        }
    }

    public void put(ViewDefinition view) {
        views.put(view.id().key(), view);
    }

    public void drop(ViewDefinition view) {
        views.delete(view.id().key());
    }

    public void rename(ViewDefinition view, TableId to) {
        add(view.renamed(to));
        views.delete(view.id().key());
    }

    /// Forgets a database that has nothing any more, with its directory.
    public void drop(DatabaseDefinition database) {
        databases.delete(database.name());
        if (database.location().equals(databases.home(database.name()))) {
            FileLocation home = stores.resolve(database.location());
            try {
                home.store().delete(home.path());
            } catch (IOException e) {
                throw new UncheckedIOException("cannot delete " + database.location(), e);
            }
        }
    }
}
