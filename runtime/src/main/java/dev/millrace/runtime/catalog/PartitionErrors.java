// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.catalog;

import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;

import java.util.List;

/// What is wrong with a statement about partitions.
public final class PartitionErrors {
    private PartitionErrors() {}

    private static MillraceException.Builder error(String condition, String sqlState) {
        return MillraceException.of(ErrorKind.ANALYSIS, condition, sqlState);
    }

    private static MillraceException.Builder legacy(String number) {
        return error("_LEGACY_ERROR_TEMP_" + number, "XXKCM");
    }

    /// A column that is none of the partitions.
    public static MillraceException noColumn(TableId table, String column) {
        return notFound(TableErrors.quoted(column), table.quoted());
    }

    /// @param partitions as messages show them
    public static MillraceException notFound(TableId table, List<String> partitions) {
        return notFound(String.join(", ", partitions), shortName(table));
    }

    private static MillraceException notFound(String partitions, String table) {
        return error("PARTITIONS_NOT_FOUND", "428FT")
                .with("partitionList", partitions)
                .with("tableName", table)
                .text(
                        "The partition(s) "
                                + partitions
                                + " cannot be found in table "
                                + table
                                + ".\nVerify the partition specification and table name.\nTo"
                                + " tolerate the error on drop use ALTER TABLE … DROP IF EXISTS"
                                + " PARTITION.");
    }

    private static String shortName(TableId table) {
        return TableErrors.quoted(List.of(table.database(), table.name()));
    }

    /// @param partitions as messages show them
    public static MillraceException alreadyThere(TableId table, List<String> partitions) {
        String shown = String.join(", ", partitions);
        return error("PARTITIONS_ALREADY_EXIST", "428FT")
                .with("partitionList", shown)
                .with("tableName", shortName(table))
                .text(
                        "Cannot ADD or RENAME TO partition(s) "
                                + shown
                                + " in table "
                                + shortName(table)
                                + " because they already exist.\nChoose a different name, drop the"
                                + " existing partition, or add the IF NOT EXISTS clause to"
                                + " tolerate a pre-existing partition.");
    }

    /// A specification that leaves columns out where all are needed.
    ///
    /// @param given the columns that it has
    public static MillraceException incomplete(TableDefinition table, List<String> given) {
        String keys = String.join(", ", given);
        String columns = String.join(", ", table.partitionColumns());
        return legacy("1232")
                .with("specKeys", keys)
                .with("partitionColumnNames", columns)
                .with("tableName", table.quotedName())
                .text(
                        "Partition spec is invalid. The spec ("
                                + keys
                                + ") must match the partition spec ("
                                + columns
                                + ") defined in table '"
                                + table.quotedName()
                                + "'.");
    }

    /// `SHOW PARTITIONS` of a table that has none.
    public static MillraceException notPartitioned(TableId table) {
        return error("INVALID_PARTITION_OPERATION.PARTITION_SCHEMA_IS_EMPTY", "42601")
                .with("name", table.quoted())
                .text(
                        "The partition command is invalid. Table "
                                + table.quoted()
                                + " is not partitioned.");
    }

    /// The same for statements about single partitions.
    public static MillraceException notPartitioned(TableId table, String action) {
        return legacy("1251")
                .with("action", action)
                .with("tableName", table.name())
                .text(
                        action
                                + " is not allowed on "
                                + table.name()
                                + " since its partition metadata is not stored in the Hive"
                                + " metastore. To import this information into the metastore, run"
                                + " `msck repair table "
                                + table.name()
                                + "`.");
    }

    /// The same for those that look for partitions.
    public static MillraceException nothingToRepair(TableId table, String operation) {
        return error("NOT_A_PARTITIONED_TABLE", "42809")
                .with("operation", operation)
                .with("tableIdentWithDB", table.quoted())
                .text(
                        "Operation "
                                + operation
                                + " is not allowed for "
                                + table.quoted()
                                + " because it is not a partitioned table.");
    }

    /// The same for `TRUNCATE TABLE`.
    public static MillraceException nothingToTruncate(TableId table) {
        return legacy("1267")
                .with("tableIdentWithDB", table.quoted())
                .text(
                        "Operation not allowed: TRUNCATE TABLE ... PARTITION is not supported for"
                                + " tables that are not partitioned: "
                                + table.quoted()
                                + ".");
    }

    public static MillraceException truncatesExternal(TableId table) {
        return error("CANNOT_TRUNCATE_EXTERNAL_TABLE", "0A000")
                .with("tableName", table.quoted())
                .text(
                        "Operation not allowed: TRUNCATE TABLE on external tables: "
                                + table.quoted()
                                + ".");
    }

    /// @param kind `VIEW` or `TEMPORARY VIEW`
    public static MillraceException describesView(String name, String kind) {
        String shown = TableErrors.quoted(name);
        return error("FORBIDDEN_OPERATION", "42809")
                .with("statement", "DESC PARTITION")
                .with("objectType", kind)
                .with("objectName", shown)
                .text("The operation DESC PARTITION is not allowed on the " + kind + ": " + shown);
    }
}
