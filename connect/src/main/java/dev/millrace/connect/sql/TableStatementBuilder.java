// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.sql;

import dev.millrace.plan.relation.CatalogStatement;
import dev.millrace.plan.relation.Relation;
import dev.millrace.plan.relation.Statement;
import dev.millrace.plan.relation.Statement.OnTables;
import dev.millrace.plan.relation.Statement.OnTables.Creation;
import dev.millrace.runtime.json.Json;
import dev.millrace.spi.connector.Options;
import dev.millrace.spi.connector.ReadRequest;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import org.apache.spark.sql.catalyst.parser.SqlBaseParser.ColDefinitionContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.ColDefinitionOptionContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.ColTypeContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.CreateTableClausesContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.CreateTableContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.CreateTableHeaderContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.CreateTableLikeContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.CreateTempViewUsingContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.DescribeRelationContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.DropTableContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.IdentifierReferenceContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.IdentityTransformContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.PartitionColumnContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.PartitionFieldContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.PartitionTransformContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.QueryContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.RefreshTableContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.ReplaceTableContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.ShowColumnsContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.ShowNamespacesContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.ShowTablesContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.ShowViewsContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.StringLitContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.TableElementContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.TableElementListContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.TableProviderContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.TruncateTableContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.UseContext;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Statements about tables and the names of the catalog.
final class TableStatementBuilder {
    private final QueryBuilder queries;
    private final LiteralBuilder literals;
    private final PropertyBuilder properties;
    private final PartitionBuilder partitions;
    private final ParseSession session;

    TableStatementBuilder(ParseSession session, QueryBuilder queries) {
        this.session = session;
        this.queries = queries;
        this.literals = new LiteralBuilder(session);
        this.properties = new PropertyBuilder(session, literals);
        this.partitions = new PartitionBuilder(session, literals);
    }

    OnTables create(CreateTableContext create) {
        CreateTableHeaderContext header = create.createTableHeader();
        refuseIf(header.TEMPORARY() != null, "CREATE TEMPORARY TABLE");
        CreateTableClausesContext clauses = create.createTableClauses();
        if (header.EXTERNAL() != null && clauses.locationSpec().isEmpty()) {
            throw MillraceException.of(ErrorKind.ANALYSIS, "_LEGACY_ERROR_TEMP_1069", "XXKCM")
                    .text("CREATE EXTERNAL TABLE must be accompanied by LOCATION.");
        }
        return table(
                header.identifierReference(),
                header.EXISTS() == null ? Creation.CREATE : Creation.IF_NOT_EXISTS,
                new Parts(
                        create.tableElementList(),
                        create.tableProvider(),
                        clauses,
                        create.query()));
    }

    /// `CREATE TEMPORARY VIEW name USING format OPTIONS (…)`.
    Statement createView(CreateTempViewUsingContext create) {
        Map<String, String> options =
                new HashMap<>(
                        create.propertyList() == null
                                ? Map.of()
                                : properties.properties(create.propertyList()));
        List<String> paths = new ArrayList<>();
        for (String key : List.copyOf(options.keySet())) {
            if (key.equalsIgnoreCase("path")) {
                paths.add(options.remove(key));
            }
        }
        String format =
                String.join(".", Identifiers.parts(create.tableProvider().multipartIdentifier()));
        return new Statement.CreateView(
                Identifiers.name(create.tableIdentifier().table),
                List.of(),
                new Relation.Read(
                        new ReadRequest(format, columns(create), new Options(options), paths),
                        false),
                create.REPLACE() != null,
                create.GLOBAL() != null);
    }

    private DataType.@Nullable Struct columns(CreateTempViewUsingContext create) {
        if (create.colTypeList() == null) {
            return null;
        }
        List<StructField> columns = new ArrayList<>();
        for (ColTypeContext column : create.colTypeList().colType()) {
            columns.add(
                    TypeBuilder.column(
                            Identifiers.name(column.colName),
                            column.dataType(),
                            true,
                            column.commentSpec() == null
                                    ? StructField.NO_METADATA
                                    : comment(literals.string(column.commentSpec().stringLit()))));
        }
        return new DataType.Struct(columns);
    }

    OnTables replace(ReplaceTableContext replace) {
        return table(
                replace.replaceTableHeader().identifierReference(),
                replace.replaceTableHeader().CREATE() == null
                        ? Creation.REPLACE
                        : Creation.CREATE_OR_REPLACE,
                new Parts(
                        replace.tableElementList(),
                        replace.tableProvider(),
                        replace.createTableClauses(),
                        replace.query()));
    }

    private record Parts(
            @Nullable TableElementListContext columns,
            @Nullable TableProviderContext provider,
            CreateTableClausesContext clauses,
            @Nullable QueryContext query) {}

    private OnTables table(IdentifierReferenceContext name, Creation creation, Parts parts) {
        CreateTableClausesContext clauses = parts.clauses();
        refuseIf(!clauses.skewSpec().isEmpty(), "SKEWED BY");
        refuseIf(!clauses.clusterBySpec().isEmpty(), "CLUSTER BY of a table");
        refuseIf(!clauses.bucketSpec().isEmpty(), "CLUSTERED BY … INTO BUCKETS");
        refuseIf(!clauses.rowFormat().isEmpty(), "ROW FORMAT (a Hive table)");
        refuseIf(!clauses.createFileFormat().isEmpty(), "STORED AS (a Hive table; use USING)");
        refuseIf(!clauses.collationSpec().isEmpty(), "DEFAULT COLLATION of a table");
        List<StructField> columns = new ArrayList<>();
        if (parts.columns() != null) {
            for (TableElementContext element : parts.columns().tableElement()) {
                refuseIf(element.colDefinition() == null, "constraints of a table");
                columns.add(column(element.colDefinition()));
            }
        }
        List<String> partitions = new ArrayList<>();
        if (!clauses.partitionFieldList().isEmpty()) {
            for (PartitionFieldContext field :
                    clauses.partitionFieldList().getFirst().partitionField()) {
                partitions.add(partition(field, columns));
            }
        }
        Relation query = parts.query() == null ? null : queries.query(parts.query());
        return new OnTables.CreateTable(
                Identifiers.parts(name),
                creation,
                new DataType.Struct(columns),
                layout(parts, partitions),
                query);
    }

    private OnTables.Layout layout(Parts parts, List<String> partitions) {
        CreateTableClausesContext clauses = parts.clauses();
        TableProviderContext provider = parts.provider();
        return new OnTables.Layout(
                provider == null
                        ? null
                        : String.join(".", Identifiers.parts(provider.multipartIdentifier())),
                clauses.expressionPropertyList().isEmpty()
                        ? Map.of()
                        : properties.options(clauses.expressionPropertyList().getFirst()),
                partitions,
                clauses.locationSpec().isEmpty()
                        ? null
                        : literals.string(clauses.locationSpec().getFirst().stringLit()),
                clauses.commentSpec().isEmpty()
                        ? null
                        : literals.string(clauses.commentSpec().getFirst().stringLit()),
                clauses.propertyList().isEmpty()
                        ? Map.of()
                        : properties.properties(clauses.propertyList().getFirst()));
    }

    private StructField column(ColDefinitionContext column) {
        boolean nullable = true;
        String metadata = StructField.NO_METADATA;
        for (ColDefinitionOptionContext option : column.colDefinitionOption()) {
            refuseIf(option.defaultExpression() != null, "DEFAULT of a column");
            refuseIf(option.generationExpression() != null, "GENERATED columns");
            refuseIf(option.columnConstraintDefinition() != null, "constraints of a column");
            if (option.commentSpec() != null) {
                metadata = comment(literals.string(option.commentSpec().stringLit()));
            } else if (option.NULL() != null) {
                nullable = false;
            }
        }
        return TypeBuilder.column(
                Identifiers.name(column.colName), column.dataType(), nullable, metadata);
    }

    static String comment(String text) {
        return Json.object().put("comment", text).build().toString();
    }

    /// A partition column by name, or one that is defined in its place and so comes last.
    private String partition(PartitionFieldContext field, List<StructField> columns) {
        return switch (field) {
            case PartitionTransformContext transform
                    when transform.transform() instanceof IdentityTransformContext identity ->
                    String.join(".", Identifiers.parts(identity.qualifiedName()));
            case PartitionColumnContext column -> {
                String name = Identifiers.name(column.colType().colName);
                columns.add(
                        TypeBuilder.column(
                                name, column.colType().dataType(), true, StructField.NO_METADATA));
                yield name;
            }
            default ->
                    throw MillraceException.unsupported(
                            "PARTITIONED BY '" + ParseSession.source(field) + "'");
        };
    }

    /// `CREATE TABLE name LIKE source …`.
    OnTables createLike(CreateTableLikeContext create) {
        refuseIf(!create.rowFormat().isEmpty(), "ROW FORMAT (a Hive table)");
        refuseIf(!create.createFileFormat().isEmpty(), "STORED AS (a Hive table; use USING)");
        requireOne(create, create.tableProvider(), "PROVIDER");
        requireOne(create, create.locationSpec(), "LOCATION");
        requireOne(create, create.TBLPROPERTIES(), "TBLPROPERTIES");
        return new OnTables.CreateTableLike(
                Identifiers.parts(create.target),
                target(create.source),
                create.EXISTS() != null,
                create.tableProvider().isEmpty()
                        ? null
                        : String.join(
                                ".",
                                Identifiers.parts(
                                        create.tableProvider().getFirst().multipartIdentifier())),
                create.locationSpec().isEmpty()
                        ? null
                        : literals.string(create.locationSpec().getFirst().stringLit()),
                create.tableProps == null ? Map.of() : properties.properties(create.tableProps));
    }

    private static void requireOne(CreateTableLikeContext create, List<?> clauses, String name) {
        if (clauses.size() > 1) {
            throw ParseSession.error(create, "DUPLICATE_CLAUSES", Map.of("clauseName", name));
        }
    }

    OnTables drop(DropTableContext drop) {
        return new OnTables.DropTable(
                Identifiers.parts(drop.identifierReference()), drop.EXISTS() != null);
    }

    Statement truncate(TruncateTableContext truncate) {
        if (truncate.partitionSpec() != null) {
            return partitions.truncate(truncate);
        }
        return new OnTables.TruncateTable(
                Identifiers.parts(truncate.identifierReference()),
                session.origin(truncate.identifierReference()));
    }

    OnTables refresh(RefreshTableContext refresh) {
        return new OnTables.RefreshTable(
                Identifiers.parts(refresh.identifierReference()),
                session.origin(refresh.identifierReference()));
    }

    CatalogStatement.Target target(IdentifierReferenceContext name) {
        return new CatalogStatement.Target(Identifiers.parts(name), false, session.origin(name));
    }

    Statement describe(DescribeRelationContext describe) {
        refuseIf(describe.JSON() != null, "DESCRIBE AS JSON");
        if (describe.partitionSpec() != null) {
            return partitions.describe(describe);
        }
        if (describe.describeColName() != null) {
            return new CatalogStatement.DescribeColumn(
                    target(describe.identifierReference()),
                    Identifiers.names(describe.describeColName().nameParts),
                    describe.option != null);
        }
        return new OnTables.DescribeTable(
                Identifiers.parts(describe.identifierReference()),
                describe.option != null,
                queries.from().table(describe.identifierReference(), false),
                session.origin(describe.identifierReference()));
    }

    /// `SHOW COLUMNS IN table [IN database]`.
    OnTables showColumns(ShowColumnsContext show) {
        List<String> name = Identifiers.parts(show.table);
        if (show.ns != null) {
            List<String> database = Identifiers.parts(show.ns);
            String own = name.size() > 1 ? name.get(name.size() - 2) : null;
            if (own != null && !own.equalsIgnoreCase(database.getLast())) {
                throw MillraceException.of(
                                ErrorKind.ANALYSIS, "SHOW_COLUMNS_WITH_CONFLICT_NAMESPACE", "42K05")
                        .with("namespaceA", quoted(database))
                        .with("namespaceB", quoted(name.subList(0, name.size() - 1)))
                        .text(
                                "SHOW COLUMNS with conflicting namespaces: "
                                        + quoted(database)
                                        + " != "
                                        + quoted(name.subList(0, name.size() - 1))
                                        + ".");
            }
            List<String> full = new ArrayList<>(database);
            full.add(name.getLast());
            name = full;
        }
        return new OnTables.ShowColumns(name, session.origin(show.table));
    }

    private static String quoted(List<String> name) {
        return String.join(".", name.stream().map(part -> "`" + part + "`").toList());
    }

    OnTables showTables(ShowTablesContext show) {
        return new OnTables.ShowTables(
                database(show.identifierReference()), text(show.pattern), false);
    }

    OnTables showViews(ShowViewsContext show) {
        return new OnTables.ShowTables(
                database(show.identifierReference()), text(show.pattern), true);
    }

    OnTables showDatabases(ShowNamespacesContext show) {
        refuseIf(show.multipartIdentifier() != null, "SHOW DATABASES IN");
        return new OnTables.ShowDatabases(text(show.pattern));
    }

    static OnTables use(UseContext use) {
        return new OnTables.UseDatabase(
                String.join(".", Identifiers.parts(use.identifierReference())));
    }

    private static @Nullable String database(@Nullable IdentifierReferenceContext reference) {
        return reference == null ? null : String.join(".", Identifiers.parts(reference));
    }

    private @Nullable String text(@Nullable StringLitContext literal) {
        return literal == null ? null : literals.string(literal);
    }

    private static void refuseIf(boolean isUsed, String feature) {
        if (isUsed) {
            throw MillraceException.unsupported(feature);
        }
    }
}
