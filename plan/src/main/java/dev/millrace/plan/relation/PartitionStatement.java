// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.relation;

import dev.millrace.plan.relation.CatalogStatement.Target;

import org.jspecify.annotations.Nullable;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Statements about the partitions of a table, and about how much is in it or in them.
public sealed interface PartitionStatement extends Statement.OfCatalog {
    /// `PARTITION (column = value, …)`.
    ///
    /// @param values in the order written, names as written
    /// @param statement the whole of it, which errors of a value point at
    record Spec(Map<String, ParsedExpression.Literal> values, @Nullable Origin statement) {
        public Spec {
            values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        }
    }

    /// `SHOW PARTITIONS name [PARTITION (…)]`.
    ///
    /// @param spec of some columns, null for all partitions
    record ShowPartitions(Target target, @Nullable Spec spec) implements PartitionStatement {}

    /// `DESCRIBE [EXTENDED] name PARTITION (…)`.
    record DescribePartition(Target target, Spec spec, boolean isExtended)
            implements PartitionStatement {}

    /// `SHOW TABLE EXTENDED LIKE 'name' PARTITION (…)`.
    record ShowExtended(Target target, Spec spec) implements PartitionStatement {}

    /// `ALTER TABLE name ADD PARTITION (…) …`.
    record AddPartitions(Target target, List<Spec> specs, boolean ifNotExists)
            implements PartitionStatement {
        public AddPartitions {
            specs = List.copyOf(specs);
        }
    }

    /// `ALTER TABLE name DROP PARTITION (…), …`.
    record DropPartitions(Target target, List<Spec> specs, boolean ifExists)
            implements PartitionStatement {
        public DropPartitions {
            specs = List.copyOf(specs);
        }
    }

    /// `ALTER TABLE name PARTITION (…) RENAME TO PARTITION (…)`.
    record RenamePartition(Target target, Spec from, Spec to) implements PartitionStatement {}

    /// `TRUNCATE TABLE name PARTITION (…)`.
    ///
    /// @param spec of some columns
    record TruncatePartitions(Target target, Spec spec) implements PartitionStatement {}

    /// `ANALYZE TABLE name [PARTITION (…)] COMPUTE STATISTICS [NOSCAN]`.
    ///
    /// @param spec null for the table as a whole
    /// @param open columns of the partitions that are named without a value
    /// @param noScan true to measure files only and count no rows
    record Analyze(Target target, @Nullable Spec spec, List<String> open, boolean noScan)
            implements PartitionStatement {
        public Analyze {
            open = List.copyOf(open);
        }
    }

    /// `MSCK REPAIR TABLE name` and `ALTER TABLE name RECOVER PARTITIONS`.
    ///
    /// @param onView as the refusal of a view names the statement
    /// @param onPlain as the refusal of a table without partitions does
    record Repair(Target target, String onView, String onPlain) implements PartitionStatement {}
}
