// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.layout;

import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.storage.PartitionPath;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import org.jspecify.annotations.Nullable;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/// The partition columns of a table and how directories spell their values.
public final class PartitionLayout {
    private final DataType.Struct columns;
    private final Set<String> bases;
    private final ZoneId timeZone;

    private PartitionLayout(DataType.Struct columns, Set<String> bases, ZoneId timeZone) {
        this.columns = columns;
        this.bases = Set.copyOf(bases);
        this.timeZone = timeZone;
    }

    /// How the types of partition columns are found.
    ///
    /// @param schema the user's schema, whose names and types win
    /// @param areTypesInferred `spark.sql.sources.partitionColumnTypeInference.enabled`
    public record Typing(
            DataType.@Nullable Struct schema, boolean areTypesInferred, ZoneId timeZone) {}

    /// The levels of a directory below the base at which they begin.
    private record Levels(String base, List<PartitionPath.Level> levels) {
        List<String> names() {
            return levels.stream().map(PartitionPath.Level::column).toList();
        }

        List<String> foldedNames() {
            return levels.stream().map(level -> level.column().toLowerCase(Locale.ROOT)).toList();
        }
    }

    /// A table without partition columns.
    public static PartitionLayout none(ZoneId timeZone) {
        return new PartitionLayout(DataType.Struct.EMPTY, Set.of(), timeZone);
    }

    /// A table whose partition columns are known already.
    public static PartitionLayout of(DataType.Struct columns, Set<String> bases, ZoneId timeZone) {
        return new PartitionLayout(columns, bases, timeZone);
    }

    /// Finds the partition columns of a table.
    ///
    /// 1. Each directory with files is read upwards, from its name to a base, as `column=value`
    ///    levels; levels that are none are skipped below the first partition level and end the
    ///    search above it.
    /// 2. All directories must have begun at the same place, and have the same columns.
    /// 3. The values of a column decide its type, unless the user's schema names it.
    ///
    /// @param directories those that hold files
    /// @param bases where partition directories begin
    /// @param display prints a path for a message
    public static PartitionLayout discover(
            Collection<String> directories,
            Set<String> bases,
            Typing typing,
            UnaryOperator<String> display) {
        Map<String, Levels> partitions = new LinkedHashMap<>();
        Set<String> discoveredBases = new LinkedHashSet<>();
        for (String directory : directories) {
            Levels levels = levels(directory, bases);
            discoveredBases.add(levels.base());
            if (!levels.levels().isEmpty()) {
                partitions.put(directory, levels);
            }
        }
        if (partitions.isEmpty()) {
            return none(typing.timeZone());
        }
        if (discoveredBases.size() > 1) {
            throw conflictingBases(discoveredBases, display);
        }
        checkNames(partitions, display);
        return new PartitionLayout(columns(partitions.values(), typing), bases, typing.timeZone());
    }

    public DataType.Struct columns() {
        return columns;
    }

    /// True if the directory has a value for every partition column.
    boolean covers(String directory) {
        return rawValues(directory) != null;
    }

    /// The values of the partition columns in a directory, NULL for a column that it does not name.
    public List<@Nullable Object> values(String directory) {
        List<@Nullable Object> values = new ArrayList<>(columns.size());
        if (columns.size() == 0) {
            return values;
        }
        Map<String, String> raw = rawByName(directory);
        for (StructField field : columns.fields()) {
            String text = raw.get(field.name().toLowerCase(Locale.ROOT));
            values.add(text == null ? null : value(values.size(), text));
        }
        return Collections.unmodifiableList(values);
    }

    /// A raw value of one partition column, read as its type.
    public @Nullable Object value(int column, String rawValue) {
        StructField field = columns.field(column);
        return PartitionValues.read(rawValue, field.type(), field.name(), timeZone);
    }

    private @Nullable Map<String, String> rawValues(String directory) {
        Map<String, String> raw = rawByName(directory);
        for (StructField field : columns.fields()) {
            if (!raw.containsKey(field.name().toLowerCase(Locale.ROOT))) {
                return null;
            }
        }
        return raw;
    }

    private Map<String, String> rawByName(String directory) {
        Map<String, String> raw = new LinkedHashMap<>();
        for (PartitionPath.Level level : levels(directory, bases).levels()) {
            raw.put(level.column().toLowerCase(Locale.ROOT), level.rawValue());
        }
        return raw;
    }

    private static Levels levels(String directory, Set<String> bases) {
        List<PartitionPath.Level> levels = new ArrayList<>();
        String current = directory;
        while (!bases.contains(current)) {
            PartitionPath.Level level = PartitionPath.parse(FileNames.name(current));
            if (level != null) {
                levels.add(level);
            }
            String parent = FileNames.parent(current);
            if ((level == null && !levels.isEmpty()) || parent.equals("/")) {
                break;
            }
            current = parent;
        }
        Collections.reverse(levels);
        return new Levels(base(current, levels, directory), levels);
    }

    private static String base(String current, List<PartitionPath.Level> levels, String directory) {
        // A directory without levels is its own base: beside partitions that lie elsewhere, it is
        // one directory too many.
        return levels.isEmpty() ? directory : current;
    }

    private static DataType.Struct columns(Collection<Levels> partitions, Typing typing) {
        Levels first = partitions.iterator().next();
        List<StructField> fields = new ArrayList<>();
        for (int i = 0; i < first.levels().size(); i++) {
            String name = first.levels().get(i).column();
            int index = typing.schema() == null ? -1 : typing.schema().indexOfIgnoreCase(name);
            if (typing.schema() != null && index >= 0) {
                StructField field = typing.schema().field(index);
                fields.add(new StructField(field.name(), field.type(), true, field.metadata()));
                continue;
            }
            Set<String> raw = new LinkedHashSet<>();
            for (Levels levels : partitions) {
                raw.add(levels.levels().get(i).rawValue());
            }
            fields.add(
                    new StructField(
                            name,
                            typing.areTypesInferred()
                                    ? PartitionTypes.of(raw)
                                    : PartitionTypes.ofUntyped(raw)));
        }
        return new DataType.Struct(fields);
    }

    private static void checkNames(Map<String, Levels> partitions, UnaryOperator<String> display) {
        Map<List<String>, List<String>> directoriesByNames = new LinkedHashMap<>();
        for (Map.Entry<String, Levels> entry : partitions.entrySet()) {
            directoriesByNames
                    .computeIfAbsent(entry.getValue().foldedNames(), names -> new ArrayList<>())
                    .add(entry.getKey());
        }
        if (directoriesByNames.size() == 1) {
            return;
        }
        StringBuilder lists = new StringBuilder();
        StringBuilder suspicious = new StringBuilder();
        int number = 0;
        for (List<String> directories : directoriesByNames.values()) {
            Levels levels = partitions.get(directories.getFirst());
            lists.append("\n\tPartition column name list #")
                    .append(number)
                    .append(": ")
                    .append(String.join(", ", levels == null ? List.of() : levels.names()));
            number++;
            directories.forEach(d -> suspicious.append("\n\t").append(display.apply(d)));
        }
        lists.append('\n');
        throw MillraceException.of(ErrorKind.RUNTIME, "CONFLICTING_PARTITION_COLUMN_NAMES", "KD009")
                .with("distinctPartColLists", lists)
                .with("suspiciousPaths", suspicious)
                .text(
                        "Conflicting partition column names detected:\n"
                                + lists
                                + "\nFor partitioned table directories, data files should only live"
                                + " in leaf directories.\nAnd directories at the same level should"
                                + " have the same partition column name.\nPlease check the"
                                + " following directories for unexpected files or inconsistent"
                                + " partition column names:\n"
                                + suspicious);
    }

    private static MillraceException conflictingBases(
            Set<String> bases, UnaryOperator<String> display) {
        StringBuilder paths = new StringBuilder();
        bases.forEach(base -> paths.append("\n\t").append(display.apply(base)));
        paths.append('\n');
        return MillraceException.of(ErrorKind.RUNTIME, "CONFLICTING_DIRECTORY_STRUCTURES", "KD009")
                .with("discoveredBasePaths", paths)
                .text(
                        "Conflicting directory structures detected.\nSuspicious paths:\n"
                                + paths
                                + "\nIf provided paths are partition directories, please set"
                                + " \"basePath\" in the options of the data source to specify the"
                                + " root directory of the table.\nIf there are multiple root"
                                + " directories, please load them separately and then union them.");
    }
}
