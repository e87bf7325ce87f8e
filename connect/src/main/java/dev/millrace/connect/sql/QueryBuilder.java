// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.sql;

import dev.millrace.plan.relation.ParsedExpression;
import dev.millrace.plan.relation.ParsedExpression.Call;
import dev.millrace.plan.relation.ParsedExpression.Literal;
import dev.millrace.plan.relation.ParsedExpression.SortKey;
import dev.millrace.plan.relation.Relation;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;

import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;
import org.apache.spark.sql.catalyst.parser.SqlBaseLexer;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.AggregationClauseContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.CtesContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.ExpressionContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.FromStatementBodyContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.FromStatementContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.FromStmtContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.HavingClauseContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.HintContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.HintStatementContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.InlineTableDefault1Context;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.LateralViewContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.NamedQueryContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.OperatorPipeStatementContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.QualifyClauseContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.QueryContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.QueryOrganizationContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.QueryPrimaryContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.QueryPrimaryDefaultContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.QuerySpecificationContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.QueryTermContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.QueryTermDefaultContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.RegularQuerySpecificationContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.SelectClauseContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.SetOperationContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.SetQuantifierContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.SubqueryContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.TableContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.WhereClauseContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.WindowClauseContext;
import org.apache.spark.sql.errors.QueryParsingErrors;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Queries: `WITH`, set operations, `SELECT` and its clauses, `ORDER BY` and `LIMIT`.
final class QueryBuilder {
    private final ParseSession session;
    private final ExpressionBuilder expressions;
    private final FromBuilder from;
    private final GroupingBuilder grouping;
    private boolean hasRecursion;

    QueryBuilder(ParseSession session) {
        this.session = session;
        this.expressions = new ExpressionBuilder(session, this);
        this.from = new FromBuilder(this, expressions);
        this.grouping = new GroupingBuilder(expressions);
    }

    Relation query(QueryContext query) {
        expressions.windows().enter(query.queryOrganization().windowClause());
        hasRecursion |= query.ctes() != null && query.ctes().RECURSIVE() != null;
        try {
            Relation body = organized(term(query.queryTerm()), query.queryOrganization());
            return query.ctes() == null ? body : with(query.ctes(), body);
        } finally {
            expressions.windows().leave();
        }
    }

    /// `WITH … body`.
    Relation with(CtesContext ctes, Relation body) {
        List<Relation.With.Definition> definitions = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (NamedQueryContext named : ctes.namedQuery()) {
            String name = Identifiers.name(named.name);
            if (!names.add(name.toLowerCase(Locale.ROOT))) {
                throw ParseSession.error(
                        (ParserRuleContext) ctes.getParent(),
                        () ->
                                QueryParsingErrors.duplicateCteDefinitionNamesError(
                                        "`" + name + "`", ctes));
            }
            definitions.add(
                    new Relation.With.Definition(
                            name,
                            Identifiers.names(named.columnAliases),
                            query(named.query()),
                            recursion(ctes, named)));
        }
        return new Relation.With(definitions, body);
    }

    private Relation.With.@Nullable Recursion recursion(CtesContext ctes, NamedQueryContext named) {
        if (ctes.RECURSIVE() == null) {
            if (named.RECURSION() != null) {
                throw ParseSession.error(
                        (ParserRuleContext) ctes.getParent(),
                        () ->
                                QueryParsingErrors.operationNotAllowedError(
                                        "Cannot specify MAX RECURSION LEVEL when the CTE is not"
                                                + " marked as RECURSIVE",
                                        (ParserRuleContext) ctes.getParent()));
            }
            return null;
        }
        int rounds =
                named.integerValue() == null
                        ? session.number("spark.sql.cteRecursionLevelLimit", 100)
                        : Integer.parseInt(named.integerValue().getText());
        return new Relation.With.Recursion(
                rounds,
                session.number("spark.sql.cteRecursionRowLimit", 1_000_000),
                session.origin((ParserRuleContext) ctes.getParent()));
    }

    private Relation term(QueryTermContext term) {
        return switch (term) {
            case QueryTermDefaultContext plain -> primary(plain.queryPrimary());
            case SetOperationContext operation -> setOperation(operation);
            case OperatorPipeStatementContext pipe ->
                    new PipeBuilder(this, expressions)
                            .build(term(pipe.left), pipe.operatorPipeRightSide());
            default -> throw MillraceException.unsupported("'" + ParseSession.source(term) + "'");
        };
    }

    private Relation setOperation(SetOperationContext operation) {
        return setOperation(
                term(operation.left),
                operation.operator,
                operation.setQuantifier(),
                term(operation.right),
                operation);
    }

    Relation setOperation(
            Relation left,
            Token token,
            @Nullable SetQuantifierContext quantifier,
            Relation right,
            ParserRuleContext place) {
        Relation.SetOperator operator =
                switch (token.getType()) {
                    case SqlBaseLexer.UNION -> Relation.SetOperator.UNION;
                    case SqlBaseLexer.INTERSECT -> Relation.SetOperator.INTERSECT;
                    default -> Relation.SetOperator.EXCEPT;
                };
        boolean isAll = quantifier != null && quantifier.ALL() != null;
        return new Relation.SetOperation(
                left, right, operator, isAll, false, false, session.origin(place));
    }

    Relation primary(QueryPrimaryContext primary) {
        return switch (primary) {
            case QueryPrimaryDefaultContext plain -> specification(plain.querySpecification());
            case FromStmtContext statement -> fromStatement(statement.fromStatement());
            case TableContext table -> from.table(table.identifierReference(), false);
            case InlineTableDefault1Context values -> from.inlineTable(values.inlineTable());
            case SubqueryContext subquery -> query(subquery.query());
            default ->
                    throw MillraceException.unsupported("'" + ParseSession.source(primary) + "'");
        };
    }

    private Relation specification(QuerySpecificationContext specification) {
        if (!(specification instanceof RegularQuerySpecificationContext select)) {
            throw MillraceException.unsupported("SELECT TRANSFORM, MAP and REDUCE");
        }
        Relation input =
                select.fromClause() == null
                        ? new Relation.OneRow()
                        : from.clause(select.fromClause());
        return select(
                input,
                new Clauses(
                        select.selectClause(),
                        select.lateralView(),
                        select.whereClause(),
                        select.aggregationClause(),
                        select.havingClause(),
                        select.windowClause(),
                        select.qualifyClause()));
    }

    /// `FROM t SELECT …`.
    private Relation fromStatement(FromStatementContext statement) {
        Relation input = from.clause(statement.fromClause());
        Relation all = null;
        for (FromStatementBodyContext body : statement.fromStatementBody()) {
            Relation selected = selected(input, body);
            all =
                    all == null
                            ? selected
                            : new Relation.SetOperation(
                                    all,
                                    selected,
                                    Relation.SetOperator.UNION,
                                    true,
                                    false,
                                    false,
                                    session.origin(statement));
        }
        return all == null ? input : all;
    }

    /// One SELECT behind a FROM.
    Relation selected(Relation input, FromStatementBodyContext body) {
        if (body.selectClause() == null) {
            throw MillraceException.unsupported("SELECT TRANSFORM, MAP and REDUCE");
        }
        Relation selected =
                select(
                        input,
                        new Clauses(
                                body.selectClause(),
                                body.lateralView(),
                                body.whereClause(),
                                body.aggregationClause(),
                                body.havingClause(),
                                body.windowClause(),
                                body.qualifyClause()));
        return organized(selected, body.queryOrganization());
    }

    /// The clauses of one SELECT, those not written being null.
    private record Clauses(
            SelectClauseContext select,
            List<LateralViewContext> lateralViews,
            @Nullable WhereClauseContext where,
            @Nullable AggregationClauseContext aggregation,
            @Nullable HavingClauseContext having,
            @Nullable WindowClauseContext window,
            @Nullable QualifyClauseContext qualify) {}

    private Relation select(Relation input, Clauses clauses) {
        expressions.windows().enter(clauses.window());
        try {
            Relation rows = input;
            for (LateralViewContext view : clauses.lateralViews()) {
                rows = lateralView(rows, view);
            }
            if (clauses.where() != null) {
                rows =
                        new Relation.Filter(
                                rows, expressions.build(clauses.where().booleanExpression()));
            }
            Relation output = output(rows, clauses);
            if (clauses.qualify() != null) {
                output =
                        new Relation.Qualify(
                                output, expressions.build(clauses.qualify().booleanExpression()));
            }
            if (clauses.select().setQuantifier() != null
                    && clauses.select().setQuantifier().DISTINCT() != null) {
                output = new Relation.Distinct(output);
            }
            return hinted(output, clauses.select());
        } finally {
            expressions.windows().leave();
        }
    }

    private Relation output(Relation rows, Clauses clauses) {
        List<ParsedExpression> columns =
                expressions.buildAll(clauses.select().namedExpressionSeq().namedExpression());
        ParsedExpression having =
                clauses.having() == null
                        ? null
                        : expressions.build(clauses.having().booleanExpression());
        if (clauses.aggregation() != null) {
            return grouping.aggregate(rows, clauses.aggregation(), columns, having);
        }
        if (having != null) {
            return new Relation.Aggregate(
                    rows, Relation.Grouping.GROUP_BY, List.of(), List.of(), columns, false, having);
        }
        return new Relation.Project(rows, columns);
    }

    private static Relation hinted(Relation output, SelectClauseContext select) {
        Relation hinted = output;
        for (HintContext hint : select.hints) {
            for (HintStatementContext statement : hint.hintStatements) {
                hinted = new Relation.Hint(hinted, statement.hintName.getText());
            }
        }
        return hinted;
    }

    Relation lateralView(Relation rows, LateralViewContext view) {
        Call generator =
                new Call(
                        String.join(".", Identifiers.parts(view.qualifiedName())),
                        expressions.buildAll(view.expression()),
                        false,
                        null,
                        false,
                        session.origin(view));
        return new Relation.LateralView(
                rows,
                generator,
                view.OUTER() != null,
                Identifiers.name(view.tblName),
                Identifiers.names(view.colName));
    }

    /// `ORDER BY`, `SORT BY`, `DISTRIBUTE BY`, `CLUSTER BY`, `OFFSET` and `LIMIT`, in this order.
    Relation organized(Relation rows, QueryOrganizationContext clauses) {
        Relation result = ordered(rows, clauses);
        if (clauses.offset != null) {
            result = new Relation.Offset(result, expressions.build(clauses.offset));
        }
        if (clauses.limit == null && clauses.LIMIT() != null && hasRecursion) {
            // LIMIT ALL lifts the limit of the rows of a recursion.
            Literal all = new Literal(Long.MAX_VALUE, DataType.LONG);
            return new Relation.Limit(result, all);
        }
        if (clauses.limit != null) {
            result = new Relation.Limit(result, expressions.build(clauses.limit));
        }
        return result;
    }

    private Relation ordered(Relation rows, QueryOrganizationContext clauses) {
        boolean hasOrder = !clauses.order.isEmpty();
        boolean hasSort = !clauses.sort.isEmpty();
        boolean hasDistribute = !clauses.distributeBy.isEmpty();
        boolean hasCluster = !clauses.clusterBy.isEmpty();
        if (hasOrder && (hasSort || hasDistribute || hasCluster)
                || hasCluster && (hasSort || hasDistribute)) {
            throw ParseSession.error(
                    clauses,
                    () ->
                            QueryParsingErrors.combinationQueryResultClausesUnsupportedError(
                                    clauses));
        }
        if (hasOrder) {
            return new Relation.Sort(rows, expressions.sortKeys(clauses.order), true);
        }
        if (hasCluster) {
            List<SortKey> keys = new ArrayList<>();
            for (ExpressionContext expression : clauses.clusterBy) {
                keys.add(new SortKey(expressions.build(expression), true, true));
            }
            return new Relation.Sort(distributed(rows, clauses.clusterBy), keys, false);
        }
        Relation placed = hasDistribute ? distributed(rows, clauses.distributeBy) : rows;
        return hasSort
                ? new Relation.Sort(placed, expressions.sortKeys(clauses.sort), false)
                : placed;
    }

    private Relation distributed(Relation rows, List<ExpressionContext> by) {
        return new Relation.Repartition(rows, null, expressions.buildAll(by));
    }

    GroupingBuilder grouping() {
        return grouping;
    }

    ExpressionBuilder expressions() {
        return expressions;
    }

    FromBuilder from() {
        return from;
    }
}
