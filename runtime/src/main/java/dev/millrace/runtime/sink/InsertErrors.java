// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.sink;

import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/// What is wrong between the columns of a query and those of the table it is written to.
public final class InsertErrors {
    private InsertErrors() {}

    private static MillraceException.Builder error(String condition, String sqlState) {
        return MillraceException.of(ErrorKind.ANALYSIS, condition, sqlState);
    }

    static String quoted(String name) {
        return "`" + name.replace("`", "``") + "`";
    }

    static String quoted(Collection<String> names) {
        return names.stream().map(InsertErrors::quoted).collect(Collectors.joining(", "));
    }

    static MillraceException arity(
            String table, List<String> tableColumns, List<String> dataColumns, boolean tooFew) {
        String shownTable = quoted(tableColumns);
        String shownData = quoted(dataColumns);
        return error(
                        "INSERT_COLUMN_ARITY_MISMATCH."
                                + (tooFew ? "NOT_ENOUGH_DATA_COLUMNS" : "TOO_MANY_DATA_COLUMNS"),
                        "21S01")
                .with("tableName", table)
                .with("tableColumns", shownTable)
                .with("dataColumns", shownData)
                .text(
                        "Cannot write to "
                                + table
                                + ", the reason is "
                                + (tooFew ? "not enough" : "too many")
                                + " data columns:\nTable columns: "
                                + shownTable
                                + ".\nData columns: "
                                + shownData
                                + ".");
    }

    static MillraceException partitionArity(
            StoreAssignment.Target table, DataType.Struct query, Collection<String> constants) {
        String tableColumns = quoted(table.schema().names());
        String dataColumns = quoted(query.names());
        String partitions = quoted(constants);
        return error("INSERT_PARTITION_COLUMN_ARITY_MISMATCH", "21S01")
                .with("tableName", table.name())
                .with("tableColumns", tableColumns)
                .with("dataColumns", dataColumns)
                .with("staticPartCols", partitions)
                .text(
                        "Cannot write to '"
                                + table.name()
                                + "', not enough data columns:\nTable columns: "
                                + tableColumns
                                + ".\nData columns: "
                                + dataColumns
                                + ".\nPartition columns with static values: "
                                + partitions
                                + ".");
    }

    static MillraceException unresolvedColumn(String column, List<String> candidates) {
        String proposal = quoted(candidates);
        return error("UNRESOLVED_COLUMN.WITH_SUGGESTION", "42703")
                .with("objectName", quoted(column))
                .with("proposal", proposal)
                .text(
                        "A column, variable, or function parameter with name "
                                + quoted(column)
                                + " cannot be resolved. Did you mean one of the following? ["
                                + proposal
                                + "].");
    }

    static MillraceException columnExists(String column) {
        return error("COLUMN_ALREADY_EXISTS", "42711")
                .with("columnName", quoted(column))
                .text(
                        "The column "
                                + quoted(column)
                                + " already exists. Choose another name or rename the existing"
                                + " column.");
    }

    public static MillraceException ambiguous(String column) {
        String name = quoted(column);
        String references = "[" + name + ", " + name + "]";
        return error("AMBIGUOUS_REFERENCE", "42704")
                .with("name", name)
                .with("referenceNames", references)
                .text("Reference " + name + " is ambiguous, could be: " + references + ".");
    }

    static MillraceException extraColumns(String table, List<String> columns) {
        String shown = quoted(columns);
        return error("INCOMPATIBLE_DATA_FOR_TABLE.EXTRA_COLUMNS", "KD000")
                .with("tableName", table)
                .with("extraColumns", shown)
                .text(incompatible(table) + "Cannot write extra columns " + shown + ".");
    }

    static MillraceException cannotCast(
            String table, List<String> path, DataType from, DataType to) {
        String shown = path.stream().map(InsertErrors::quoted).collect(Collectors.joining("."));
        String source = "\"" + from.sqlName() + "\"";
        String target = "\"" + to.sqlName() + "\"";
        return error("INCOMPATIBLE_DATA_FOR_TABLE.CANNOT_SAFELY_CAST", "KD000")
                .with("tableName", table)
                .with("colName", shown)
                .with("srcType", source)
                .with("targetType", target)
                .text(
                        incompatible(table)
                                + "Cannot safely cast "
                                + shown
                                + " "
                                + source
                                + " to "
                                + target
                                + ".");
    }

    private static String incompatible(String table) {
        return "Cannot write incompatible data for the table " + table + ": ";
    }

    static MillraceException overflow(
            StructField column, DataType from, MillraceException failure) {
        String source = "\"" + from.sqlName() + "\"";
        String target = "\"" + column.type().sqlName() + "\"";
        return MillraceException.of(ErrorKind.ARITHMETIC, "CAST_OVERFLOW_IN_TABLE_INSERT", "22003")
                .with("sourceType", source)
                .with("targetType", target)
                .with("columnName", quoted(column.name()))
                .cause(failure)
                .text(
                        "Fail to assign a value of "
                                + source
                                + " type to the "
                                + target
                                + " type column or variable "
                                + quoted(column.name())
                                + " due to an overflow. Use `try_cast` on the input value to"
                                + " tolerate overflow and return NULL instead.");
    }
}
