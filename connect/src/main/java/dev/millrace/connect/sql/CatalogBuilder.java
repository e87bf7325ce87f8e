// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.sql;

import dev.millrace.plan.relation.CatalogStatement;
import dev.millrace.plan.relation.CatalogStatement.Target;
import dev.millrace.plan.relation.Statement;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.StructField;

import org.apache.spark.sql.catalyst.parser.SqlBaseParser.AddTableColumnsContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.AlterColumnActionContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.AlterColumnSpecContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.AlterTableAlterColumnContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.AlterViewQueryContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.AlterViewSchemaBindingContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.ColDefinitionDescriptorWithPositionContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.CommentContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.CommentNamespaceContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.CommentTableContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.CreateNamespaceContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.CreateViewContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.DescribeNamespaceContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.DropNamespaceContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.DropTableColumnsContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.IdentifierReferenceContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.QualifiedColTypeWithPositionContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.RenameTableColumnContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.RenameTableContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.SetNamespaceLocationContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.SetNamespacePropertiesContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.SetTablePropertiesContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.SetTableSerDeContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.ShowCatalogsContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.ShowCreateTableContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.ShowCurrentNamespaceContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.ShowFunctionsContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.ShowTableExtendedContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.ShowTblPropertiesContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.StatementContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.StringLitContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.UnsetTablePropertiesContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.UseNamespaceContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.VisitExecuteImmediateContext;
import org.apache.spark.sql.errors.QueryParsingErrors;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Statements that change or show what the catalog says: views, databases, `ALTER`, `SHOW`.
final class CatalogBuilder {
    /// Whose functions `SHOW FUNCTIONS` shows.
    private static final Set<String> SCOPES = Set.of("all", "system", "user");

    private final ParseSession session;
    private final QueryBuilder queries;
    private final LiteralBuilder literals;
    private final PropertyBuilder properties;
    private final PartitionBuilder partitions;
    private final ViewBuilder views;

    CatalogBuilder(ParseSession session, QueryBuilder queries) {
        this.session = session;
        this.queries = queries;
        this.literals = new LiteralBuilder(session);
        this.properties = new PropertyBuilder(session, literals);
        this.partitions = new PartitionBuilder(session, literals);
        this.views = new ViewBuilder(session, queries);
    }

    /// The statement, null if it is none of these.
    @Nullable Statement build(StatementContext statement) {
        return switch (statement) {
            case CreateViewContext create -> views.create(create);
            case AlterViewQueryContext alter -> views.alter(alter);
            case AlterViewSchemaBindingContext alter -> views.alter(alter);
            case CreateNamespaceContext create -> database(create);
            case DropNamespaceContext drop ->
                    new CatalogStatement.DropDatabase(
                            Identifiers.parts(drop.identifierReference()),
                            drop.EXISTS() != null,
                            drop.CASCADE() != null);
            case DescribeNamespaceContext describe ->
                    new CatalogStatement.DescribeDatabase(
                            Identifiers.parts(describe.identifierReference()),
                            describe.EXTENDED() != null);
            case SetNamespacePropertiesContext set ->
                    new CatalogStatement.AlterDatabase(
                            Identifiers.parts(set.identifierReference()),
                            null,
                            null,
                            properties.properties(set.propertyList()));
            case SetNamespaceLocationContext set ->
                    new CatalogStatement.AlterDatabase(
                            Identifiers.parts(set.identifierReference()),
                            null,
                            literals.string(set.locationSpec().stringLit()),
                            null);
            case CommentNamespaceContext comment ->
                    new CatalogStatement.AlterDatabase(
                            Identifiers.parts(comment.identifierReference()),
                            text(comment.comment()) == null ? "" : text(comment.comment()),
                            null,
                            null);
            case UseNamespaceContext use ->
                    new Statement.OnTables.UseDatabase(
                            String.join(".", Identifiers.parts(use.identifierReference())));
            case VisitExecuteImmediateContext execute ->
                    new ExecuteBuilder(session, queries).build(execute.executeImmediate());
            case ShowCurrentNamespaceContext ignored -> new CatalogStatement.ShowCurrentDatabase();
            default -> change(statement);
        };
    }

    private @Nullable String text(CommentContext comment) {
        return comment.stringLit() == null ? null : literals.string(comment.stringLit());
    }

    private Statement database(CreateNamespaceContext create) {
        refuseIf(!create.collationSpec().isEmpty(), "DEFAULT COLLATION of a database");
        StringLitContext comment =
                create.commentSpec().isEmpty() ? null : create.commentSpec(0).stringLit();
        StringLitContext location =
                create.locationSpec().isEmpty() ? null : create.locationSpec(0).stringLit();
        return new CatalogStatement.CreateDatabase(
                Identifiers.parts(create.identifierReference()),
                create.EXISTS() != null,
                comment == null ? null : literals.string(comment),
                location == null ? null : literals.string(location),
                create.propertyList().isEmpty()
                        ? Map.of()
                        : properties.properties(create.propertyList(0)));
    }

    private Target target(IdentifierReferenceContext name, boolean isView) {
        return new Target(Identifiers.parts(name), isView, session.origin(name));
    }

    private @Nullable Statement change(StatementContext statement) {
        return switch (statement) {
            case RenameTableContext rename ->
                    new CatalogStatement.Rename(
                            target(rename.from, rename.VIEW() != null),
                            Identifiers.parts(rename.to));
            case SetTablePropertiesContext set ->
                    new CatalogStatement.SetProperties(
                            target(set.identifierReference(), set.VIEW() != null),
                            properties.properties(set.propertyList()));
            case UnsetTablePropertiesContext unset ->
                    new CatalogStatement.UnsetProperties(
                            target(unset.identifierReference(), unset.VIEW() != null),
                            properties.keys(unset.propertyList()),
                            unset.EXISTS() != null);
            case SetTableSerDeContext set
                    when set.propertyList() != null && set.partitionSpec() == null ->
                    new CatalogStatement.SetStorageProperties(
                            target(set.identifierReference(), false),
                            properties.properties(set.propertyList()));
            case CommentTableContext comment ->
                    new CatalogStatement.SetComment(
                            target(comment.identifierReference(), false), text(comment.comment()));
            case AddTableColumnsContext add -> addColumns(add);
            case AlterTableAlterColumnContext alter -> changeColumn(alter);
            case RenameTableColumnContext rename ->
                    new CatalogStatement.ImpossibleChange(
                            target(rename.table, false), "RENAME COLUMN");
            case DropTableColumnsContext drop ->
                    new CatalogStatement.ImpossibleChange(
                            target(drop.identifierReference(), false), "DROP COLUMN");
            default -> show(statement);
        };
    }

    private Statement addColumns(AddTableColumnsContext add) {
        List<StructField> columns = new ArrayList<>();
        for (QualifiedColTypeWithPositionContext column :
                add.columns.qualifiedColTypeWithPosition()) {
            List<String> name = Identifiers.parts(column.name);
            Target target = target(add.identifierReference(), false);
            if (name.size() > 1) {
                return new CatalogStatement.ImpossibleChange(
                        target, "ADD COLUMN with qualified column");
            }
            String metadata = StructField.NO_METADATA;
            for (ColDefinitionDescriptorWithPositionContext option :
                    column.colDefinitionDescriptorWithPosition()) {
                if (option.commentSpec() != null) {
                    metadata =
                            TableStatementBuilder.comment(
                                    literals.string(option.commentSpec().stringLit()));
                } else if (option.colPosition() != null) {
                    return new CatalogStatement.ImpossibleChange(
                            target, "ADD COLUMN ... FIRST | AFTER");
                } else if (option.NULL() != null) {
                    return new CatalogStatement.ImpossibleChange(
                            target, "ADD COLUMN with v1 tables cannot specify NOT NULL.");
                } else {
                    throw MillraceException.unsupported("DEFAULT of a column");
                }
            }
            columns.add(TypeBuilder.column(name.getFirst(), column.dataType(), true, metadata));
        }
        return new CatalogStatement.AddColumns(target(add.identifierReference(), false), columns);
    }

    private Statement changeColumn(AlterTableAlterColumnContext alter) {
        List<AlterColumnSpecContext> specs = alter.columns.alterColumnSpec();
        Target target = target(alter.table, false);
        if (specs.size() != 1) {
            throw MillraceException.unsupported("ALTER COLUMN of several columns");
        }
        AlterColumnSpecContext spec = specs.getFirst();
        AlterColumnActionContext action = spec.alterColumnAction();
        if (action == null) {
            throw ParseSession.error(
                    alter,
                    () ->
                            QueryParsingErrors.operationNotAllowedError(
                                    "ALTER TABLE table CHANGE COLUMN requires a TYPE, a SET/DROP,"
                                            + " a COMMENT, or a FIRST/AFTER",
                                    alter));
        }
        if (action.colPosition() != null) {
            return new CatalogStatement.ImpossibleChange(target, "ALTER COLUMN ... FIRST | AFTER");
        }
        if (action.setOrDrop != null) {
            return new CatalogStatement.ImpossibleChange(target, "ALTER COLUMN ... SET NOT NULL");
        }
        refuseIf(
                action.defaultExpression() != null || action.dropDefault != null,
                "DEFAULT of a column");
        StructField type =
                action.dataType() == null
                        ? null
                        : TypeBuilder.column("", action.dataType(), true, StructField.NO_METADATA);
        return new CatalogStatement.ChangeColumn(
                target,
                Identifiers.parts(spec.column),
                type,
                action.commentSpec() == null
                        ? null
                        : literals.string(action.commentSpec().stringLit()),
                session.origin(alter));
    }

    private @Nullable Statement show(StatementContext statement) {
        return switch (statement) {
            case ShowCreateTableContext show ->
                    new CatalogStatement.ShowCreate(target(show.identifierReference(), false));
            case ShowTblPropertiesContext show ->
                    new CatalogStatement.ShowProperties(
                            target(show.table, false),
                            show.key == null ? null : properties.key(show.key));
            case ShowFunctionsContext show -> functions(show);
            case ShowCatalogsContext show ->
                    new CatalogStatement.ShowCatalogs(
                            show.pattern == null ? null : literals.string(show.pattern));
            case ShowTableExtendedContext show -> {
                if (show.partitionSpec() != null) {
                    yield partitions.extended(show);
                }
                yield new CatalogStatement.ShowTableExtended(
                        show.ns == null ? null : String.join(".", Identifiers.parts(show.ns)),
                        literals.string(show.pattern));
            }
            default -> partitions.build(statement);
        };
    }

    private static void refuseIf(boolean isUsed, String feature) {
        if (isUsed) {
            throw MillraceException.unsupported(feature);
        }
    }

    /// A name stands for a pattern, the parts before it for a database.
    private CatalogStatement.ShowFunctions functions(ShowFunctionsContext show) {
        String scope =
                show.functionScope == null
                        ? "all"
                        : show.functionScope.getText().toLowerCase(Locale.ROOT);
        if (!SCOPES.contains(scope)) {
            throw ParseSession.error(
                    show.functionScope,
                    () ->
                            QueryParsingErrors.showFunctionsUnsupportedError(
                                    scope, show.functionScope));
        }
        List<String> name = show.legacy == null ? List.of() : Identifiers.parts(show.legacy);
        String database = show.ns == null ? null : String.join(".", Identifiers.parts(show.ns));
        String pattern = show.pattern == null ? null : literals.string(show.pattern);
        if (!name.isEmpty()) {
            pattern = name.getLast();
        }
        if (name.size() > 1) {
            database = String.join(".", name.subList(0, name.size() - 1));
        }
        return new CatalogStatement.ShowFunctions(
                !scope.equals("system"), !scope.equals("user"), database, pattern);
    }
}
