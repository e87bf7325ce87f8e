// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.catalog;

import dev.millrace.plan.relation.Origin;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.StructField;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.stream.Collectors;

/// What is wrong with the name of a table.
public final class TableErrors {
    private TableErrors() {}

    public static String quoted(String part) {
        return "`" + part.replace("`", "``") + "`";
    }

    public static String quoted(List<String> parts) {
        return parts.stream().map(TableErrors::quoted).collect(Collectors.joining("."));
    }

    public static MillraceException alreadyExists(TableId table) {
        return alreadyExists(table.quoted());
    }

    /// The same with the name as the database has it, which `CREATE TABLE … LIKE` shows.
    public static MillraceException alreadyExistsHere(TableId table) {
        return alreadyExists(quoted(List.of(table.database(), table.name())));
    }

    /// The same with the name as it is written.
    public static MillraceException alreadyExists(TableId table, List<String> written) {
        return alreadyExists(
                quoted(List.of(SessionCatalog.CATALOG, table.database(), written.getLast())));
    }

    private static MillraceException alreadyExists(String shown) {
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
    ///
    /// @param database the current one
    public static MillraceException notFound(
            List<String> name, String database, @Nullable Origin origin) {
        return notFound(
                ErrorKind.ANALYSIS,
                quoted(name),
                "[`system`.`session`, " + path(database) + "]",
                origin);
    }

    /// For queries, and for statements that write.
    ///
    /// @param database the current one
    public static MillraceException notFoundInQuery(
            List<String> name, String database, @Nullable Origin origin) {
        return notFound(
                ErrorKind.ANALYSIS,
                quoted(name),
                "[`system`.`builtin`, `system`.`session`, " + path(database) + "]",
                origin);
    }

    /// For `DROP TABLE` and `DROP VIEW`.
    ///
    /// @param database the current one
    public static MillraceException nothingToDrop(TableId table, String database) {
        return notFound(ErrorKind.NO_SUCH_TABLE, table.quoted(), "[" + path(database) + "]", null);
    }

    private static String path(String database) {
        return "`spark_catalog`." + quoted(database);
    }

    private static MillraceException notFound(
            ErrorKind kind, String shown, String path, @Nullable Origin origin) {
        return MillraceException.of(kind, "TABLE_OR_VIEW_NOT_FOUND", "42P01")
                .context(origin == null ? null : origin.context())
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

    static MillraceException locationExists(TableId table, String location) {
        return MillraceException.of(ErrorKind.RUNTIME, "LOCATION_ALREADY_EXISTS", "42710")
                .with("location", "'" + location + "'")
                .with("identifier", table.quoted())
                .text(
                        "Cannot name the managed table as "
                                + table.quoted()
                                + ", as its associated location '"
                                + location
                                + "' already exists. Please pick a different table name, or"
                                + " remove the existing location first.");
    }

    public static MillraceException columnExists(String name) {
        return MillraceException.of(ErrorKind.ANALYSIS, "COLUMN_ALREADY_EXISTS", "42711")
                .with("columnName", quoted(name))
                .text(
                        "The column "
                                + quoted(name)
                                + " already exists. Choose another name or rename the existing"
                                + " column.");
    }

    private static MillraceException.Builder error(
            String condition, String sqlState, @Nullable Origin origin) {
        return MillraceException.of(ErrorKind.ANALYSIS, condition, sqlState)
                .context(origin == null ? null : origin.context());
    }

    /// A statement about views that names a table.
    ///
    /// @param suggestsTable whether the same is there for tables
    public static MillraceException viewExpected(
            TableId table, String operation, boolean suggestsTable, @Nullable Origin origin) {
        String kind = suggestsTable ? "USE_ALTER_TABLE" : "NO_ALTERNATIVE";
        return error("EXPECT_VIEW_NOT_TABLE." + kind, "42809", origin)
                .with("tableName", table.quoted())
                .with("operation", operation)
                .text(
                        "The table "
                                + table.quoted()
                                + " does not support "
                                + operation
                                + "."
                                + (suggestsTable ? " Please use ALTER TABLE instead." : ""));
    }

    /// A statement about views of the catalog that names a temporary one.
    public static MillraceException permanentViewExpected(
            List<String> view, String operation, @Nullable Origin origin) {
        return error("EXPECT_PERMANENT_VIEW_NOT_TEMP", "42809", origin)
                .with("operation", operation)
                .with("viewName", quoted(view))
                .text(
                        "'"
                                + operation
                                + "' expects a permanent view but "
                                + quoted(view)
                                + " is a temp view.");
    }

    /// A statement about stored objects that names a temporary view.
    public static MillraceException tempViewNotExpected(
            List<String> view, String operation, @Nullable Origin origin) {
        return error("TABLE_OR_VIEW_NOT_FOUND", "42P01", origin)
                .with("relationName", quoted(view))
                .text(operation + " is not supported on a temporary view: " + quoted(view) + ".");
    }

    /// A statement about tables that names a view.
    public static MillraceException tableExpected(
            List<String> view, String operation, @Nullable Origin origin) {
        boolean hasTwin =
                operation.endsWith("SET TBLPROPERTIES")
                        || operation.endsWith("UNSET TBLPROPERTIES")
                        || operation.endsWith("RENAME TO");
        String kind = hasTwin ? "USE_ALTER_VIEW" : "NO_ALTERNATIVE";
        return error("EXPECT_TABLE_NOT_VIEW." + kind, "42809", origin)
                .with("operation", operation)
                .with("viewName", quoted(view))
                .text(
                        "'"
                                + operation
                                + "' expects a table but "
                                + quoted(view)
                                + " is a view."
                                + (hasTwin ? " Please use ALTER VIEW instead." : ""));
    }

    public static MillraceException noOperation(TableId table, String operation) {
        return error("UNSUPPORTED_FEATURE.TABLE_OPERATION", "0A000", null)
                .with("tableName", table.quoted())
                .with("operation", operation)
                .text(
                        "The feature is not supported: Table "
                                + table.quoted()
                                + " does not support "
                                + operation
                                + ". Please check the current catalog and namespace to make sure"
                                + " the qualified table name is expected, and also check the"
                                + " catalog implementation which is configured by"
                                + " \"spark.sql.catalog\".");
    }

    /// `ALTER … RENAME TO` another database.
    public static MillraceException otherDatabase(String from, String to) {
        return error("_LEGACY_ERROR_TEMP_1073", "XXKCM", null)
                .with("db", from)
                .with("newDb", to)
                .text(
                        "RENAME TABLE source and destination databases do not match: '"
                                + from
                                + "' != '"
                                + to
                                + "'.");
    }

    /// `ALTER VIEW` of a temporary view to a name with a database.
    public static MillraceException renameAcross(List<String> from, List<String> to) {
        String old = quoted(from);
        String given = quoted(to);
        return error("_LEGACY_ERROR_TEMP_1074", "XXKCM", null)
                .with("oldName", old)
                .with("newName", given)
                .with("db", to.getFirst())
                .text(
                        "RENAME TEMPORARY VIEW from '"
                                + old
                                + "' to '"
                                + given
                                + "': cannot specify database name '"
                                + to.getFirst()
                                + "' in the destination table.");
    }

    public static MillraceException noColumn(
            List<String> column, List<String> there, @Nullable Origin origin) {
        String proposal = there.stream().map(TableErrors::quoted).collect(Collectors.joining(", "));
        return error("UNRESOLVED_COLUMN.WITH_SUGGESTION", "42703", origin)
                .with("objectName", quoted(column))
                .with("proposal", proposal)
                .text(
                        "A column, variable, or function parameter with name "
                                + quoted(column)
                                + " cannot be resolved. Did you mean one of the following? ["
                                + proposal
                                + "].");
    }

    private static String declared(StructField field) {
        return "\"" + field.declaredSqlName() + "\"";
    }

    public static MillraceException otherType(
            TableId table, StructField field, StructField type, @Nullable Origin origin) {
        String name = quoted(field.name());
        String from = declared(field);
        String to = declared(type);
        return error("NOT_SUPPORTED_CHANGE_COLUMN", "0A000", origin)
                .with("table", table.quoted())
                .with("originName", name)
                .with("originType", from)
                .with("newName", name)
                .with("newType", to)
                .text(
                        "ALTER TABLE ALTER/CHANGE COLUMN is not supported for changing "
                                + table.quoted()
                                + "'s column "
                                + name
                                + " with type "
                                + from
                                + " to "
                                + name
                                + " with type "
                                + to
                                + ".");
    }

    /// `DROP` of the wrong kind of object.
    ///
    /// @param found what it is
    public static MillraceException wrongKind(
            TableId id, String operation, String required, String found, String alternative) {
        return error("WRONG_COMMAND_FOR_OBJECT_TYPE", "42809", null)
                .with("operation", operation)
                .with("requiredType", required)
                .with("objectName", id.plain())
                .with("foundType", found)
                .with("alternative", alternative)
                .text(
                        "The operation "
                                + operation
                                + " requires a "
                                + required
                                + ". But "
                                + id.plain()
                                + " is a "
                                + found
                                + ". Use "
                                + alternative
                                + " instead.");
    }
}
