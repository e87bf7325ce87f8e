// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.sql;

import dev.millrace.plan.relation.CatalogStatement;
import dev.millrace.plan.relation.CatalogStatement.SchemaMode;
import dev.millrace.plan.relation.CatalogStatement.Target;
import dev.millrace.plan.relation.Statement;
import dev.millrace.plan.relation.Statement.OnTables.Creation;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import org.apache.spark.sql.catalyst.parser.SqlBaseParser.AlterViewQueryContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.AlterViewSchemaBindingContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.CreateViewContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.IdentifierCommentContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.IdentifierCommentListContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.IdentifierReferenceContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.SchemaBindingContext;
import org.apache.spark.sql.errors.QueryParsingErrors;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// `CREATE VIEW`, temporary or not, and `ALTER VIEW` of its query.
final class ViewBuilder {
    private static final String MODES = "spark.sql.legacy.viewSchemaBindingMode";

    private final ParseSession session;
    private final QueryBuilder queries;
    private final LiteralBuilder literals;

    ViewBuilder(ParseSession session, QueryBuilder queries) {
        this.session = session;
        this.queries = queries;
        this.literals = new LiteralBuilder(session);
    }

    Statement create(CreateViewContext create) {
        refuseIf(!create.collationSpec().isEmpty(), "DEFAULT COLLATION on a view");
        refuseIf(!create.identifierList().isEmpty(), "PARTITIONED ON of a view");
        if (create.EXISTS() != null && create.REPLACE() != null) {
            throw ParseSession.error(
                    create,
                    () ->
                            QueryParsingErrors.createViewWithBothIfNotExistsAndReplaceError(
                                    "VIEW", create));
        }
        return create.TEMPORARY() == null ? saved(create) : temporary(create);
    }

    private Statement saved(CreateViewContext create) {
        refuseIf(!session.parameters().isEmpty(), "parameters in the query of a view");
        Creation creation = create.EXISTS() == null ? Creation.CREATE : Creation.IF_NOT_EXISTS;
        return new CatalogStatement.CreateView(
                Identifiers.parts(create.identifierReference()),
                create.REPLACE() == null ? creation : Creation.CREATE_OR_REPLACE,
                columns(create.identifierCommentList()),
                queries.query(create.query()),
                ParseSession.source(create.query()),
                create.schemaBinding().isEmpty() ? null : mode(create.schemaBinding(0)),
                create.commentSpec().isEmpty()
                        ? null
                        : literals.string(create.commentSpec(0).stringLit()),
                create.propertyList().isEmpty()
                        ? Map.of()
                        : new PropertyBuilder(session, literals)
                                .properties(create.propertyList(0)));
    }

    private SchemaMode mode(SchemaBindingContext binding) {
        if (!session.flag(MODES, true)) {
            throw ParseSession.error(
                    binding,
                    "FEATURE_NOT_ENABLED",
                    Map.of(
                            "featureName",
                            "VIEW ... WITH SCHEMA ...",
                            "configKey",
                            MODES,
                            "configValue",
                            "true"));
        }
        if (binding.COMPENSATION() != null) {
            return SchemaMode.COMPENSATION;
        }
        if (binding.EVOLUTION() == null) {
            return SchemaMode.BINDING;
        }
        return binding.TYPE() == null ? SchemaMode.EVOLUTION : SchemaMode.TYPE_EVOLUTION;
    }

    private Statement temporary(CreateViewContext create) {
        if (create.EXISTS() != null) {
            throw ParseSession.error(
                    create, () -> QueryParsingErrors.defineTempViewWithIfNotExistsError(create));
        }
        if (!create.schemaBinding().isEmpty()) {
            throw ParseSession.error(
                    create.schemaBinding(0),
                    () -> QueryParsingErrors.temporaryViewWithSchemaBindingMode(create));
        }
        refuseIf(!create.propertyList().isEmpty(), "TBLPROPERTIES of a temporary view");
        return new Statement.CreateView(
                temporaryName(create),
                columns(create.identifierCommentList()).stream().map(StructField::name).toList(),
                queries.query(create.query()),
                create.REPLACE() != null,
                create.GLOBAL() != null);
    }

    /// The name of a temporary view; the qualifiers `SESSION` and `SYSTEM.SESSION` mean nothing.
    private static String temporaryName(CreateViewContext create) {
        List<String> parts = Identifiers.parts(create.identifierReference());
        String qualifier = String.join(".", parts.subList(0, parts.size() - 1));
        boolean isGiven = !qualifier.isEmpty();
        if (isGiven
                && !qualifier.equalsIgnoreCase("session")
                && !qualifier.equalsIgnoreCase("system.session")) {
            throw ParseSession.error(
                    create,
                    () ->
                            QueryParsingErrors.invalidTempObjQualifierError(
                                    "VIEW", parts.getLast(), qualifier, create));
        }
        return parts.getLast();
    }

    private List<StructField> columns(@Nullable IdentifierCommentListContext list) {
        List<StructField> columns = new ArrayList<>();
        if (list != null) {
            for (IdentifierCommentContext column : list.identifierComment()) {
                columns.add(
                        new StructField(
                                Identifiers.name(column.identifier()),
                                DataType.NULL,
                                true,
                                column.commentSpec() == null
                                        ? StructField.NO_METADATA
                                        : TableStatementBuilder.comment(
                                                literals.string(
                                                        column.commentSpec().stringLit()))));
            }
        }
        return columns;
    }

    Statement alter(AlterViewQueryContext alter) {
        refuseIf(!session.parameters().isEmpty(), "parameters in the query of a view");
        return new CatalogStatement.AlterViewQuery(
                target(alter.identifierReference()),
                queries.query(alter.query()),
                ParseSession.source(alter.query()));
    }

    Statement alter(AlterViewSchemaBindingContext alter) {
        return new CatalogStatement.AlterViewMode(
                target(alter.identifierReference()), mode(alter.schemaBinding()));
    }

    private Target target(IdentifierReferenceContext name) {
        return new Target(Identifiers.parts(name), true, session.origin(name));
    }

    private static void refuseIf(boolean isUsed, String feature) {
        if (isUsed) {
            throw MillraceException.unsupported(feature);
        }
    }
}
