// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.session;

import dev.millrace.plan.relation.Statement.OnTables.Layout;
import dev.millrace.runtime.catalog.TableDefinition;
import dev.millrace.runtime.catalog.TableErrors;
import dev.millrace.runtime.sink.InsertErrors;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import java.util.List;

/// What must hold before rows are added to a table that exists, and Spark's words if it does not.
final class TableAppend {
    private TableAppend() {}

    /// For `saveAsTable` in append mode: the same format, the same columns in any order, the same
    /// partitions. A memory table takes rows whatever the default format is.
    static void check(
            TableDefinition table, DataType.Struct query, Layout layout, String defaultFormat) {
        String format = layout.format();
        if (format == null) {
            format = table.isInMemory() ? table.format() : defaultFormat;
        }
        if (!format.equalsIgnoreCase(table.format())) {
            throw otherFormat(table, format);
        }
        if (query.size() != table.schema().size()) {
            throw otherColumnCount(table, query);
        }
        boolean same = layout.partitionColumns().size() == table.partitionColumns().size();
        for (int i = 0; same && i < table.partitionColumns().size(); i++) {
            same =
                    table.partitionColumns()
                            .get(i)
                            .equalsIgnoreCase(layout.partitionColumns().get(i));
        }
        if (!same) {
            throw otherPartitions(table, layout.partitionColumns());
        }
        for (StructField column : table.schema().fields()) {
            long count = query.names().stream().filter(column.name()::equalsIgnoreCase).count();
            if (count == 0) {
                throw missingColumn(column.name(), query);
            }
            if (count > 1) {
                throw InsertErrors.ambiguous(column.name());
            }
        }
    }

    private static MillraceException.Builder legacy(String number) {
        return MillraceException.of(ErrorKind.ANALYSIS, "_LEGACY_ERROR_TEMP_" + number, "XXKCM");
    }

    private static MillraceException otherFormat(TableDefinition table, String format) {
        String existing = className(table.format());
        String specified = className(format);
        return legacy("1159")
                .with("tableName", table.plainName())
                .with("existingProvider", existing)
                .with("specifiedProvider", specified)
                .text(
                        "The format of the existing table "
                                + table.plainName()
                                + " is `"
                                + existing
                                + "`. It doesn't match the specified format `"
                                + specified
                                + "`.");
    }

    /// The classes behind Spark's formats, which its message names.
    private static String className(String format) {
        return switch (format) {
            case "parquet" -> "ParquetDataSourceV2";
            case "json" -> "JsonDataSourceV2";
            case "csv" -> "CSVDataSourceV2";
            case "text" -> "TextDataSourceV2";
            case "orc" -> "OrcDataSourceV2";
            default -> format;
        };
    }

    private static MillraceException otherColumnCount(
            TableDefinition table, DataType.Struct query) {
        return legacy("1161")
                .with("tableName", table.plainName())
                .with("existingTableSchema", table.schema().simpleName())
                .with("querySchema", query.simpleName())
                .text(
                        "The column number of the existing table "
                                + table.plainName()
                                + " ("
                                + table.schema().simpleName()
                                + ") doesn't match the data schema ("
                                + query.simpleName()
                                + ").");
    }

    private static MillraceException missingColumn(String column, DataType.Struct query) {
        String columns = String.join(", ", query.names());
        return legacy("1162")
                .with("col", column)
                .with("inputColumns", columns)
                .text("Cannot resolve '" + column + "' given input columns: [" + columns + "].");
    }

    private static MillraceException otherPartitions(TableDefinition table, List<String> columns) {
        String specified = String.join(", ", columns);
        String existing = String.join(", ", table.partitionColumns());
        return legacy("1163")
                .with("tableName", table.plainName())
                .with("specifiedPartCols", specified)
                .with("existingPartCols", existing)
                .text(
                        "Specified partitioning does not match that of the existing table "
                                + table.plainName()
                                + ".\nSpecified partition columns: ["
                                + specified
                                + "].\nExisting partition columns: ["
                                + existing
                                + "].");
    }

    static MillraceException partitionByNotAllowed(List<String> name) {
        String table = String.join(".", name);
        return MillraceException.of(
                        ErrorKind.ANALYSIS, "PARTITION_BY_NOT_ALLOWED_WITH_INSERT_INTO", "42601")
                .with("tableName", table)
                .text(
                        "partitionBy() cannot be used with insertInto(). Partition columns for"
                                + " table "
                                + table
                                + " are determined by the table definition.");
    }

    static MillraceException isTextView(List<String> name) {
        String view = TableErrors.quoted(name);
        return MillraceException.of(
                        ErrorKind.ANALYSIS, "EXPECT_TABLE_NOT_VIEW.NO_ALTERNATIVE", "42809")
                .with("operation", "INSERT")
                .with("viewName", view)
                .text("'INSERT' expects a table but " + view + " is a view. ");
    }

    /// A view whose text is not known counts as a table that cannot be written to.
    static MillraceException isView() {
        return MillraceException.of(ErrorKind.ANALYSIS, "UNSUPPORTED_INSERT.RDD_BASED", "42809")
                .text("Can't insert into the target. An RDD-based table is not allowed.");
    }

    static MillraceException usedLocation(TableDefinition table) {
        // Spark's message has the form with an empty host.
        String location = String.valueOf(table.location()).replaceFirst("^file:/(?!/)", "file:///");
        return legacy("1241")
                .with("tablePath", location)
                .with("config", "spark.sql.legacy.allowNonEmptyLocationInCTAS")
                .text(
                        "CREATE-TABLE-AS-SELECT cannot create table with location to a non-empty"
                                + " directory "
                                + location
                                + ". To allow overwriting the existing non-empty directory, set"
                                + " 'spark.sql.legacy.allowNonEmptyLocationInCTAS' to true.");
    }
}
