// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.catalog;

import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;

import java.util.List;
import java.util.stream.Collectors;

/// What is wrong with the name of a table.
public final class TableErrors {
    private static final String OF_TABLES = "[`spark_catalog`.`default`]";
    private static final String OF_VIEWS_TOO = "[`system`.`session`, `spark_catalog`.`default`]";
    private static final String OF_QUERIES =
            "[`system`.`builtin`, `system`.`session`, `spark_catalog`.`default`]";

    private TableErrors() {}

    public static String quoted(String part) {
        return "`" + part.replace("`", "``") + "`";
    }

    public static String quoted(List<String> parts) {
        return parts.stream().map(TableErrors::quoted).collect(Collectors.joining("."));
    }

    static String quotedName(String table) {
        return "`spark_catalog`.`default`." + quoted(table);
    }

    public static MillraceException alreadyExists(String table) {
        String shown = quotedName(table);
        return MillraceException.of(ErrorKind.TABLE_EXISTS, "TABLE_OR_VIEW_ALREADY_EXISTS", "42P07")
                .with("relationName", shown)
                .text(
                        "Cannot create table or view "
                                + shown
                                + " because it already exists.\n"
                                + "Choose a different name, drop or replace the existing object, or"
                                + " add the IF NOT EXISTS clause to tolerate pre-existing"
                                + " objects.");
    }

    /// For statements that look at tables and views of the session.
    public static MillraceException notFound(List<String> name) {
        return notFound(ErrorKind.ANALYSIS, quoted(name), OF_VIEWS_TOO);
    }

    /// For queries, and for statements that write.
    public static MillraceException notFoundInQuery(List<String> name) {
        return notFound(ErrorKind.ANALYSIS, quoted(name), OF_QUERIES);
    }

    /// For `DROP TABLE` and `DROP VIEW`.
    public static MillraceException nothingToDrop(String table) {
        return notFound(ErrorKind.NO_SUCH_TABLE, quotedName(table), OF_TABLES);
    }

    private static MillraceException notFound(ErrorKind kind, String shown, String path) {
        return MillraceException.of(kind, "TABLE_OR_VIEW_NOT_FOUND", "42P01")
                .with("relationName", shown)
                .with("searchPath", path)
                .text(
                        "The table or view "
                                + shown
                                + " cannot be found. Verify the spelling and correctness of the"
                                + " schema and catalog.\nSearch path: "
                                + path
                                + ".\nIf you did not qualify the name with a"
                                + " schema, verify the current_schema() output, or qualify the"
                                + " name with the correct schema and catalog.\nTo tolerate the"
                                + " error on drop use DROP VIEW IF EXISTS or DROP TABLE IF"
                                + " EXISTS.");
    }

    public static MillraceException schemaNotFound(String database) {
        String shown = "`spark_catalog`." + quoted(database);
        return MillraceException.of(ErrorKind.NO_SUCH_NAMESPACE, "SCHEMA_NOT_FOUND", "42704")
                .with("schemaName", shown)
                .text(
                        "The schema "
                                + shown
                                + " cannot be found. Verify the spelling and correctness of the"
                                + " schema and catalog.\n"
                                + "If you did not qualify the name with a catalog, verify the"
                                + " current_schema() output, or qualify the name with the"
                                + " correct catalog.\n"
                                + "To tolerate the error on drop use DROP SCHEMA IF EXISTS.");
    }

    static MillraceException needsOnePart(List<String> name) {
        return MillraceException.of(ErrorKind.ANALYSIS, "REQUIRES_SINGLE_PART_NAMESPACE", "42K05")
                .with("sessionCatalog", "spark_catalog")
                .with("identifier", quoted(name))
                .text(
                        "spark_catalog requires a single-part namespace, but got identifier "
                                + quoted(name)
                                + ".");
    }

    static MillraceException badName(String name) {
        return MillraceException.of(ErrorKind.ANALYSIS, "INVALID_SCHEMA_OR_RELATION_NAME", "42602")
                .with("name", quoted(name))
                .text(
                        quoted(name)
                                + " is not a valid name for tables/schemas. Valid names only"
                                + " contain alphabet characters, numbers and _.");
    }

    static MillraceException locationExists(String table, String location) {
        return MillraceException.of(ErrorKind.RUNTIME, "LOCATION_ALREADY_EXISTS", "42710")
                .with("location", "'" + location + "'")
                .with("identifier", quotedName(table))
                .text(
                        "Cannot name the managed table as "
                                + quotedName(table)
                                + ", as its associated location '"
                                + location
                                + "' already exists. Please pick a different table name, or"
                                + " remove the existing location first.");
    }
}
