// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.session;

import dev.millrace.execution.task.Cancellation;
import dev.millrace.plan.relation.CatalogStatement.Target;
import dev.millrace.plan.relation.ParsedExpression;
import dev.millrace.plan.relation.ParsedExpression.Call;
import dev.millrace.plan.relation.ParsedExpression.Name;
import dev.millrace.plan.relation.PartitionStatement.Analyze;
import dev.millrace.plan.relation.PartitionStatement.Spec;
import dev.millrace.plan.relation.Relation;
import dev.millrace.runtime.catalog.CatalogObject;
import dev.millrace.runtime.catalog.PartitionDirectories;
import dev.millrace.runtime.catalog.PartitionDirectories.Partition;
import dev.millrace.runtime.catalog.PartitionErrors;
import dev.millrace.runtime.catalog.SessionCatalog;
import dev.millrace.runtime.catalog.TableDefinition;
import dev.millrace.runtime.catalog.TableErrors;
import dev.millrace.runtime.catalog.TableStatistics;
import dev.millrace.runtime.catalog.TableStatistics.Size;
import dev.millrace.spi.column.BoxedValues;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.storage.FileEntry;
import dev.millrace.spi.storage.FileLocation;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Runs `ANALYZE TABLE`: measures the files and counts the rows of a table or of its partitions.
final class TableAnalysis {
    private static final String OPERATION = "ANALYZE TABLE";

    private final Session session;
    private final SessionCatalog catalog;
    private final PartitionSpecs specs;

    TableAnalysis(Session session, SessionCatalog catalog, PartitionSpecs specs) {
        this.session = session;
        this.catalog = catalog;
        this.specs = specs;
    }

    void run(Analyze analyze, Cancellation cancellation) {
        TableDefinition table = table(analyze.target());
        if (table.isInMemory()) {
            throw MillraceException.unsupported(OPERATION + " of a memory table");
        }
        Spec spec = analyze.spec();
        if (spec != null) {
            partitions(table, spec, analyze, cancellation);
            return;
        }
        Long rows =
                analyze.noScan()
                        ? null
                        : counts(table, List.of(), cancellation).getOrDefault(List.of(), 0L);
        Size size = new Size(bytes(catalog.tables().directory(table)), rows);
        TableStatistics old = catalog.tables().statistics(table.id());
        catalog.tables().put(table.id(), old.withTable(size));
    }

    private TableDefinition table(Target target) {
        return switch (catalog.object(target.name())) {
            case null ->
                    throw TableErrors.notFound(
                            target.name(), catalog.currentDatabase(), target.origin());
            case CatalogObject.SavedTable(var table) -> table;
            case CatalogObject.SavedView ignored ->
                    throw MillraceException.of(
                                    ErrorKind.ANALYSIS, "UNSUPPORTED_FEATURE.ANALYZE_VIEW", "0A000")
                            .text(
                                    "The feature is not supported: The ANALYZE TABLE command does"
                                            + " not support views.");
            case CatalogObject.TemporaryView(var name) ->
                    throw TableErrors.permanentViewExpected(name, OPERATION, target.origin());
        };
    }

    private void partitions(
            TableDefinition table, Spec spec, Analyze analyze, Cancellation cancellation) {
        analyze.open().forEach(column -> PartitionSpecs.column(table, column));
        Map<String, @Nullable String> wanted = specs.resolve(table, spec, cancellation);
        boolean isOpen = false;
        for (String column : table.partitionColumns()) {
            if (isOpen && wanted.containsKey(column)) {
                throw MillraceException.unsupported(
                        OPERATION + " … PARTITION with a value behind a column without one");
            }
            isOpen |= !wanted.containsKey(column);
        }
        PartitionDirectories directories = catalog.tables().partitions(table);
        List<Partition> found =
                directories.all().stream()
                        .filter(p -> PartitionSpecs.matches(table, p.values(), wanted))
                        .toList();
        if (found.isEmpty() && !wanted.isEmpty()) {
            throw PartitionErrors.notFound(table.id(), List.of(PartitionSpecs.shown(wanted)));
        }
        Map<List<@Nullable Object>, Long> counts =
                analyze.noScan() ? Map.of() : counts(table, table.partitionColumns(), cancellation);
        TableStatistics statistics = catalog.tables().statistics(table.id());
        for (Partition partition : found) {
            Long rows = analyze.noScan() ? null : counts.getOrDefault(partition.values(), 0L);
            statistics =
                    statistics.withPartition(
                            directories.name(partition),
                            new Size(bytes(partition.directory()), rows));
        }
        catalog.tables().put(table.id(), statistics);
    }

    /// The number of rows for the values of some columns, as text.
    private Map<List<@Nullable Object>, Long> counts(
            TableDefinition table, List<String> columns, Cancellation cancellation) {
        List<ParsedExpression> keys = new ArrayList<>();
        for (String column : columns) {
            keys.add(
                    new ParsedExpression.Cast(
                            Name.of(column),
                            DataType.STRING,
                            ParsedExpression.CastMode.SESSION,
                            null));
        }
        List<ParsedExpression> outputs = new ArrayList<>(keys);
        outputs.add(Call.of("count", new ParsedExpression.Literal(1, DataType.INTEGER)));
        Relation query =
                new Relation.Aggregate(
                        new Relation.NamedTable(table.id().parts(), Map.of(), false, null),
                        Relation.Grouping.GROUP_BY,
                        keys,
                        List.of(),
                        outputs,
                        false,
                        null);
        Map<List<@Nullable Object>, Long> counts = new HashMap<>();
        try (QueryResult result = session.execute(query, cancellation)) {
            for (ColumnBatch batch = result.next(); batch != null; batch = result.next()) {
                for (List<@Nullable Object> row : BoxedValues.rows(batch, result.schema())) {
                    List<@Nullable Object> values = new ArrayList<>();
                    for (Object value : row.subList(0, columns.size())) {
                        values.add(value == null ? null : value.toString());
                    }
                    counts.put(values, (Long) row.getLast());
                }
            }
        }
        return counts;
    }

    /// What the files of data below a directory have together.
    private static long bytes(FileLocation directory) {
        long bytes = 0;
        try {
            for (FileEntry entry : directory.store().list(directory.path())) {
                char first = entry.name().charAt(0);
                if (first == '.' || (first == '_' && entry.name().indexOf('=') < 0)) {
                    continue;
                }
                bytes +=
                        entry.isDirectory()
                                ? bytes(directory.resolve(entry.name()))
                                : entry.sizeBytes();
            }
        } catch (NoSuchFileException e) {
            return 0;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + directory.path(), e);
        }
        return bytes;
    }
}
