// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.session;

import dev.millrace.execution.task.Cancellation;
import dev.millrace.plan.relation.CatalogStatement.Target;
import dev.millrace.plan.relation.PartitionStatement;
import dev.millrace.plan.relation.PartitionStatement.AddPartitions;
import dev.millrace.plan.relation.PartitionStatement.Analyze;
import dev.millrace.plan.relation.PartitionStatement.DescribePartition;
import dev.millrace.plan.relation.PartitionStatement.DropPartitions;
import dev.millrace.plan.relation.PartitionStatement.RenamePartition;
import dev.millrace.plan.relation.PartitionStatement.Repair;
import dev.millrace.plan.relation.PartitionStatement.ShowExtended;
import dev.millrace.plan.relation.PartitionStatement.ShowPartitions;
import dev.millrace.plan.relation.PartitionStatement.Spec;
import dev.millrace.plan.relation.PartitionStatement.TruncatePartitions;
import dev.millrace.plan.relation.Relation;
import dev.millrace.runtime.catalog.CatalogObject;
import dev.millrace.runtime.catalog.PartitionDirectories;
import dev.millrace.runtime.catalog.PartitionDirectories.Partition;
import dev.millrace.runtime.catalog.PartitionErrors;
import dev.millrace.runtime.catalog.SessionCatalog;
import dev.millrace.runtime.catalog.TableDefinition;
import dev.millrace.runtime.catalog.TableErrors;
import dev.millrace.runtime.catalog.TableStatistics;
import dev.millrace.spi.error.MillraceException;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// Runs the statements about partitions. What they change is directories; those of an external
/// table belong to the user, so that it is refused to take one away or to move it.
final class PartitionStatements {
    private static final String SHOW_EXTENDED = "SHOW TABLE EXTENDED";

    private final Session session;
    private final SessionCatalog catalog;
    private final TableChanges tables;
    private final PartitionSpecs specs;
    private final TableDescription descriptions;

    PartitionStatements(Session session, SessionCatalog catalog, TableDescription descriptions) {
        this.session = session;
        this.catalog = catalog;
        this.tables = new TableChanges(catalog);
        this.specs = new PartitionSpecs(session);
        this.descriptions = descriptions;
    }

    Relation.LocalTable run(PartitionStatement statement, Cancellation cancellation) {
        return switch (statement) {
            case ShowPartitions show -> show(show, cancellation);
            case DescribePartition describe -> describe(describe, cancellation);
            case ShowExtended show -> show(show, cancellation);
            case AddPartitions add -> {
                add(add, cancellation);
                yield Answers.nothing();
            }
            case DropPartitions drop -> {
                drop(drop, cancellation);
                yield Answers.nothing();
            }
            case RenamePartition rename -> {
                rename(rename, cancellation);
                yield Answers.nothing();
            }
            case TruncatePartitions truncate -> {
                truncate(truncate, cancellation);
                yield Answers.nothing();
            }
            case Analyze analyze -> {
                new TableAnalysis(session, catalog, specs).run(analyze, cancellation);
                yield Answers.nothing();
            }
            case Repair repair -> repair(repair);
        };
    }

    private Relation.LocalTable show(ShowPartitions show, Cancellation cancellation) {
        TableDefinition table = tables.table(show.target(), "SHOW PARTITIONS");
        if (table.partitionColumns().isEmpty()) {
            throw PartitionErrors.notPartitioned(table.id());
        }
        Spec spec = show.spec();
        Map<String, @Nullable String> wanted =
                spec == null ? Map.of() : specs.resolve(table, spec, cancellation);
        PartitionDirectories directories = catalog.tables().partitions(table);
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (Partition partition : directories.all()) {
            if (PartitionSpecs.matches(table, partition.values(), wanted)) {
                rows.add(Arrays.asList((Object) directories.name(partition)));
            }
        }
        return Answers.table(Answers.texts("partition"), rows);
    }

    /// A table that has partitions.
    ///
    /// @param onView the statement as the refusal of a view names it
    /// @param action the same for a table without partitions
    private TableDefinition partitioned(Target target, String onView, String action) {
        TableDefinition table = tables.table(target, onView);
        if (table.partitionColumns().isEmpty()) {
            throw PartitionErrors.notPartitioned(table.id(), action);
        }
        return table;
    }

    /// Refuses a table whose directories may not be changed.
    private void requireOwn(TableDefinition table, String action) {
        if (table.isExternal()) {
            throw MillraceException.unsupported(
                    action + " of an external table (its directories are not the catalog's)");
        }
        if (catalog.tables().isWrittenByStream(table)) {
            throw MillraceException.unsupported(
                    action + " of a table that a stream writes (its log names every file)");
        }
    }

    private Partition existing(TableDefinition table, List<@Nullable String> values) {
        Partition partition = catalog.tables().partitions(table).find(values);
        if (partition == null) {
            throw PartitionErrors.notFound(
                    table.id(), List.of(PartitionSpecs.shown(table, values)));
        }
        return partition;
    }

    private Relation.LocalTable describe(DescribePartition describe, Cancellation cancellation) {
        Target target = describe.target();
        TableDefinition table =
                switch (catalog.object(target.name())) {
                    case null ->
                            throw TableErrors.notFoundInQuery(
                                    target.name(), catalog.currentDatabase(), target.origin());
                    case CatalogObject.TemporaryView(var name) ->
                            throw PartitionErrors.describesView(name.getLast(), "TEMPORARY VIEW");
                    case CatalogObject.SavedView(var view) ->
                            throw PartitionErrors.describesView(view.id().name(), "VIEW");
                    case CatalogObject.SavedTable ignored ->
                            partitioned(target, "DESC PARTITION", "DESC PARTITION");
                };
        Partition partition = existing(table, specs.complete(table, describe.spec(), cancellation));
        return descriptions.partition(table, partition, describe.isExtended());
    }

    private Relation.LocalTable show(ShowExtended show, Cancellation cancellation) {
        TableDefinition table =
                partitioned(show.target(), SHOW_EXTENDED + " ... PARTITION ...", SHOW_EXTENDED);
        Partition partition = existing(table, specs.complete(table, show.spec(), cancellation));
        StringBuilder text = new StringBuilder();
        descriptions
                .details(table, partition)
                .forEach((name, value) -> text.append(name + ": " + value + "\n"));
        return Answers.table(
                CatalogShows.EXTENDED,
                List.of(Arrays.asList(table.database(), table.name(), false, text.toString())));
    }

    private void add(AddPartitions add, Cancellation cancellation) {
        TableDefinition table =
                partitioned(
                        add.target(),
                        "ALTER TABLE ... ADD PARTITION ...",
                        "ALTER TABLE ADD PARTITION");
        PartitionDirectories directories = catalog.tables().partitions(table);
        List<Partition> added = new ArrayList<>();
        List<String> there = new ArrayList<>();
        for (Spec spec : add.specs()) {
            List<@Nullable String> values = specs.complete(table, spec, cancellation);
            added.add(directories.at(values));
            if (directories.find(values) != null) {
                there.add(PartitionSpecs.shown(table, values));
            }
        }
        // Whatever lies below an external table is known already, as if it had been added.
        if (!there.isEmpty() && !add.ifNotExists() && !table.isExternal()) {
            throw PartitionErrors.alreadyThere(table.id(), there);
        }
        added.forEach(directories::add);
        catalog.tables().rowsChanged(table.id());
    }

    private void drop(DropPartitions drop, Cancellation cancellation) {
        String action = "ALTER TABLE DROP PARTITION";
        TableDefinition table =
                partitioned(drop.target(), "ALTER TABLE ... DROP PARTITION ...", action);
        PartitionDirectories directories = catalog.tables().partitions(table);
        List<Partition> dropped = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        for (Spec spec : drop.specs()) {
            Map<String, @Nullable String> values = specs.resolve(table, spec, cancellation);
            Partition partition =
                    values.size() < table.partitionColumns().size()
                            ? null
                            : directories.find(PartitionSpecs.inOrder(table, values));
            if (partition == null) {
                missing.add(PartitionSpecs.shown(values));
            } else {
                dropped.add(partition);
            }
        }
        if (!missing.isEmpty() && !drop.ifExists()) {
            throw PartitionErrors.notFound(table.id(), missing);
        }
        requireOwn(table, action);
        dropped.forEach(directories::drop);
        catalog.tables().rowsChanged(table.id());
        dropped.forEach(partition -> forget(table, directories.name(partition)));
    }

    private void rename(RenamePartition rename, Cancellation cancellation) {
        String action = "ALTER TABLE RENAME PARTITION";
        TableDefinition table =
                partitioned(rename.target(), "ALTER TABLE ... RENAME TO PARTITION", action);
        List<@Nullable String> values = specs.complete(table, rename.from(), cancellation);
        List<@Nullable String> to = specs.complete(table, rename.to(), cancellation);
        requireOwn(table, action);
        Partition from = existing(table, values);
        PartitionDirectories directories = catalog.tables().partitions(table);
        if (directories.find(to) != null) {
            throw PartitionErrors.alreadyThere(
                    table.id(), List.of(PartitionSpecs.shown(table, to)));
        }
        directories.rename(from, directories.at(to));
        forget(table, directories.name(from));
    }

    private void forget(TableDefinition table, String partition) {
        TableStatistics known = catalog.tables().statistics(table.id());
        if (known.partitions().containsKey(partition)) {
            catalog.tables().put(table.id(), known.withPartition(partition, null));
        }
    }

    private void truncate(TruncatePartitions truncate, Cancellation cancellation) {
        String operation = "TRUNCATE TABLE";
        TableDefinition table = tables.table(truncate.target(), operation);
        if (table.isExternal()) {
            throw PartitionErrors.truncatesExternal(table.id());
        }
        if (table.partitionColumns().isEmpty()) {
            throw PartitionErrors.nothingToTruncate(table.id());
        }
        requireOwn(table, operation + " … PARTITION");
        Map<String, @Nullable String> wanted = specs.resolve(table, truncate.spec(), cancellation);
        PartitionDirectories directories = catalog.tables().partitions(table);
        List<Partition> emptied =
                directories.all().stream()
                        .filter(p -> PartitionSpecs.matches(table, p.values(), wanted))
                        .toList();
        if (emptied.isEmpty() && wanted.size() == table.partitionColumns().size()) {
            throw PartitionErrors.notFound(table.id(), List.of(PartitionSpecs.shown(wanted)));
        }
        emptied.forEach(directories::empty);
        catalog.tables().rowsChanged(table.id());
    }

    /// Every scan looks for partitions, so that there is nothing to find.
    private Relation.LocalTable repair(Repair repair) {
        TableDefinition table = tables.table(repair.target(), repair.onView());
        if (table.partitionColumns().isEmpty()) {
            throw PartitionErrors.nothingToRepair(table.id(), repair.onPlain());
        }
        return Answers.nothing();
    }
}
