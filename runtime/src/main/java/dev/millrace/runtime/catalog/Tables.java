// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.catalog;

import dev.millrace.runtime.memory.MemoryConnector;
import dev.millrace.runtime.memory.MemoryTable;
import dev.millrace.runtime.memory.MemoryTables;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.storage.FileEntry;
import dev.millrace.spi.storage.FileLocation;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/// The tables of one engine: those in memory, and those that are kept in the warehouse, a directory
/// that all sessions share and that survives a restart.
///
/// A table `t` has its files in `<warehouse>/t`, unless it was given another location, and its
/// definition in `<warehouse>/.millrace/tables/t` (form: `TableFile`). A table exists exactly while
/// its definition does: it is created by writing that file and dropped by deleting it; each is one
/// atomic step. Thread-safe; nothing is cached.
public final class Tables {
    private static final String DEFINITIONS = ".millrace/tables";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_]+");

    private final MemoryTables memory;
    private final FileLocation warehouse;

    public Tables(MemoryTables memory, FileLocation warehouse) {
        this.memory = memory;
        this.warehouse = warehouse;
    }

    public MemoryTables memory() {
        return memory;
    }

    /// The warehouse as messages and users see it.
    public String warehouse() {
        return shown(warehouse);
    }

    private static String shown(FileLocation location) {
        return location.uri().startsWith("file:") ? "file:" + location.path() : location.uri();
    }

    /// Where the files of a table are unless a user says otherwise.
    public String home(String name) {
        return shown(warehouse.resolve(name));
    }

    /// The table of this name, ignoring case; null if there is none.
    public @Nullable TableDefinition find(String name) {
        String key = name.toLowerCase(Locale.ROOT);
        MemoryTable inMemory = memory.find(key);
        if (inMemory != null) {
            return definition(inMemory);
        }
        if (!NAME.matcher(name).matches()) {
            return null;
        }
        FileLocation file = file(key);
        try {
            return TableFile.read(file.store().readAll(file.path()), file.path());
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException e) {
            throw failed("read", key, e);
        }
    }

    private static TableDefinition definition(MemoryTable table) {
        return new TableDefinition(
                table.name().toLowerCase(Locale.ROOT),
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

    /// All tables by name.
    public List<TableDefinition> all() {
        List<TableDefinition> all = new ArrayList<>();
        memory.all().map(Tables::definition).forEach(all::add);
        FileLocation directory = warehouse.resolve(DEFINITIONS);
        try {
            for (FileEntry entry : directory.store().list(directory.path())) {
                if (!entry.isDirectory() && NAME.matcher(entry.name()).matches()) {
                    TableDefinition found = find(entry.name());
                    if (found != null && !found.isInMemory()) {
                        all.add(found);
                    }
                }
            }
        } catch (NoSuchFileException e) {
            return sorted(all);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list the tables in " + directory.path(), e);
        }
        return sorted(all);
    }

    private static List<TableDefinition> sorted(List<TableDefinition> tables) {
        tables.sort(Comparator.comparing(TableDefinition::name));
        return tables;
    }

    /// Refuses a name that a new table cannot have.
    public void requireNew(String name) {
        if (!NAME.matcher(name).matches()) {
            throw TableErrors.badName(name);
        }
        if (find(name) != null) {
            throw TableErrors.alreadyExists(name);
        }
    }

    /// Refuses a new table whose own directory already holds something.
    public void requireUnusedHome(String name) {
        FileLocation home = warehouse.resolve(name);
        try {
            FileEntry entry = home.store().entry(home.path());
            if (entry != null
                    && (!entry.isDirectory() || !home.store().list(home.path()).isEmpty())) {
                throw TableErrors.locationExists(name, shown(home));
            }
        } catch (IOException e) {
            throw failed("look for", name, e);
        }
    }

    /// Makes a table known. One of the name must not exist.
    public void add(TableDefinition table) {
        FileLocation file = file(table.name());
        try {
            file.store().writeNew(file.path(), TableFile.write(table));
        } catch (FileAlreadyExistsException e) {
            MillraceException exists = TableErrors.alreadyExists(table.name());
            exists.addSuppressed(e);
            throw exists;
        } catch (IOException e) {
            throw failed("write", table.name(), e);
        }
    }

    /// Makes a table known in the place of one of its name, or of none.
    public void put(TableDefinition table) {
        FileLocation file = file(table.name());
        try {
            file.store().writeOver(file.path(), TableFile.write(table));
        } catch (IOException e) {
            throw failed("write", table.name(), e);
        }
    }

    /// Forgets a table; its files go with it unless their place was given by a user.
    public void drop(TableDefinition table) {
        if (table.isInMemory()) {
            memory.drop(table.name());
            return;
        }
        FileLocation file = file(table.name());
        try {
            file.store().delete(file.path());
            if (!table.isExternal()) {
                FileLocation home = warehouse.resolve(table.name());
                home.store().delete(home.path());
            }
        } catch (IOException e) {
            throw failed("delete", table.name(), e);
        }
    }

    private FileLocation file(String name) {
        return warehouse.resolve(DEFINITIONS).resolve(name);
    }

    private static UncheckedIOException failed(String what, String name, IOException e) {
        return new UncheckedIOException("cannot " + what + " the table " + name, e);
    }
}
