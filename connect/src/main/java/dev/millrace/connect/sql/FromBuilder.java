// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.sql;

import dev.millrace.connect.convert.TableFunctions;
import dev.millrace.plan.relation.ParsedExpression;
import dev.millrace.plan.relation.ParsedExpression.Call;
import dev.millrace.plan.relation.ParsedExpression.Literal;
import dev.millrace.plan.relation.ParsedExpression.Name;
import dev.millrace.plan.relation.Relation;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;

import org.antlr.v4.runtime.ParserRuleContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.AliasedQueryContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.AliasedRelationContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.ExpressionContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.FromClauseContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.FunctionArgumentContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.FunctionTableArgumentContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.IdentifierReferenceContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.InlineTableContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.InlineTableDefault2Context;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.JoinRelationContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.JoinTypeContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.LateralViewContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.RelationContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.RelationExtensionContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.RelationPrimaryContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.SampleByBucketContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.SampleByPercentileContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.SampleByRowsContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.SampleContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.StreamRelationContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.StreamTableNameContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.TableAliasContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.TableFunctionCallContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.TableFunctionCallWithTrailingClausesContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.TableNameContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.TableValuedFunctionContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.WatermarkClauseContext;
import org.apache.spark.sql.errors.QueryParsingErrors;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The `FROM` clause: tables, subqueries, joins, inline tables, table functions.
final class FromBuilder {
    /// Spark's name of a subquery without an alias: its columns cannot be qualified.
    private static final String UNNAMED_SUBQUERY = "__auto_generated_subquery_name";

    private final QueryBuilder queries;
    private final ExpressionBuilder expressions;
    private final PivotBuilder pivots;

    FromBuilder(QueryBuilder queries, ExpressionBuilder expressions) {
        this.queries = queries;
        this.expressions = expressions;
        this.pivots = new PivotBuilder(expressions);
    }

    PivotBuilder pivots() {
        return pivots;
    }

    Relation clause(FromClauseContext clause) {
        Relation joined = null;
        for (RelationContext each : clause.relation()) {
            joined = joined(joined, each);
        }
        Relation rows = java.util.Objects.requireNonNull(joined);
        for (LateralViewContext view : clause.lateralView()) {
            rows = queries.lateralView(rows, view);
        }
        if (clause.pivotClause() != null) {
            rows = pivots.pivot(rows, clause.pivotClause());
        }
        return clause.unpivotClause() == null ? rows : pivots.unpivot(rows, clause.unpivotClause());
    }

    /// What stands behind a comma.
    private Relation joined(@Nullable Relation left, RelationContext next) {
        if (next.LATERAL() == null) {
            Relation right = relation(next);
            return left == null
                    ? right
                    : new Relation.Join(
                            left, right, Relation.JoinType.INNER, null, List.of(), false);
        }
        Relation outer = left == null ? new Relation.OneRow() : left;
        Relation rows =
                new Relation.LateralJoin(
                        outer,
                        lateral(next, next.relationPrimary()),
                        Relation.JoinType.INNER,
                        null);
        return extended(rows, next);
    }

    /// A table by name.
    Relation table(IdentifierReferenceContext reference, boolean isStreaming) {
        return new Relation.NamedTable(
                Identifiers.parts(reference),
                Map.of(),
                isStreaming,
                expressions.session().origin(reference));
    }

    Relation inlineTable(InlineTableContext table) {
        List<List<ParsedExpression>> rows = new ArrayList<>();
        for (ExpressionContext context : table.expression()) {
            ParsedExpression row = expressions.build(context);
            boolean isRow = row instanceof Call call && call.name().equals("struct");
            rows.add(isRow ? ((Call) row).arguments() : List.of(row));
        }
        return aliased(new Relation.InlineTable(rows), table.tableAlias());
    }

    private Relation relation(RelationContext relation) {
        return extended(primary(relation.relationPrimary()), relation);
    }

    private Relation extended(Relation first, RelationContext relation) {
        Relation rows = first;
        for (RelationExtensionContext extension : relation.relationExtension()) {
            if (extension.pivotClause() != null) {
                rows = pivots.pivot(rows, extension.pivotClause());
            } else if (extension.unpivotClause() != null) {
                rows = pivots.unpivot(rows, extension.unpivotClause());
            } else {
                rows = join(rows, extension.joinRelation());
            }
        }
        return rows;
    }

    Relation join(Relation left, JoinRelationContext join) {
        if (join.nearestByClause() != null) {
            throw MillraceException.unsupported("nearest-by joins");
        }
        ParsedExpression condition = null;
        List<String> using = List.of();
        if (join.joinCriteria() != null) {
            if (join.joinCriteria().booleanExpression() != null) {
                condition = expressions.build(join.joinCriteria().booleanExpression());
            } else {
                using = Identifiers.names(join.joinCriteria().identifierList());
            }
        }
        if (join.LATERAL() != null) {
            if (!using.isEmpty()) {
                throw ParseSession.error(
                        join,
                        () ->
                                QueryParsingErrors.lateralJoinWithUsingJoinUnsupportedError(
                                        join.joinCriteria()));
            }
            if (join.NATURAL() != null) {
                throw MillraceException.unsupported("NATURAL JOIN LATERAL");
            }
            Relation.JoinType type = joinType(join.joinType());
            if (type != Relation.JoinType.INNER
                    && type != Relation.JoinType.CROSS
                    && type != Relation.JoinType.LEFT) {
                throw ParseSession.error(
                        join,
                        () ->
                                QueryParsingErrors.unsupportedLateralJoinTypeError(
                                        join, shown(type)));
            }
            return new Relation.LateralJoin(left, lateral(join, join.right), type, condition);
        }
        return new Relation.Join(
                left,
                primary(join.right),
                joinType(join.joinType()),
                condition,
                using,
                join.NATURAL() != null);
    }

    private static Relation.JoinType joinType(JoinTypeContext type) {
        if (type.SEMI() != null) {
            return Relation.JoinType.LEFT_SEMI;
        }
        if (type.ANTI() != null) {
            return Relation.JoinType.LEFT_ANTI;
        }
        if (type.CROSS() != null) {
            return Relation.JoinType.CROSS;
        }
        if (type.FULL() != null) {
            return Relation.JoinType.FULL;
        }
        if (type.LEFT() != null) {
            return Relation.JoinType.LEFT;
        }
        return type.RIGHT() != null ? Relation.JoinType.RIGHT : Relation.JoinType.INNER;
    }

    private static String shown(Relation.JoinType type) {
        return switch (type) {
            case RIGHT -> "RightOuter";
            case FULL -> "FullOuter";
            case LEFT_SEMI -> "LeftSemi";
            case LEFT_ANTI -> "LeftAnti";
            case LEFT -> "LeftOuter";
            case INNER, CROSS -> "Inner";
        };
    }

    private Relation lateral(ParserRuleContext place, RelationPrimaryContext right) {
        if (right instanceof AliasedQueryContext || right instanceof TableValuedFunctionContext) {
            return primary(right);
        }
        throw ParseSession.error(
                place, () -> QueryParsingErrors.invalidLateralJoinRelationError(right));
    }

    private Relation primary(RelationPrimaryContext primary) {
        return switch (primary) {
            case TableNameContext table -> tableName(table);
            case AliasedQueryContext query -> {
                Relation rows = sampled(queries.query(query.query()), query.sample());
                rows = watermarked(rows, query.watermarkClause());
                yield query.tableAlias().strictIdentifier() == null
                        ? new Relation.SubqueryAlias(rows, UNNAMED_SUBQUERY, List.of())
                        : aliased(rows, query.tableAlias());
            }
            case AliasedRelationContext inner -> {
                Relation rows = sampled(relation(inner.relation()), inner.sample());
                rows = watermarked(rows, inner.watermarkClause());
                yield aliased(rows, inner.tableAlias());
            }
            case InlineTableDefault2Context values -> inlineTable(values.inlineTable());
            case TableValuedFunctionContext function ->
                    tableFunction(function.tableFunctionCallWithTrailingClauses());
            case StreamRelationContext stream
                    when stream.streamRelationPrimary() instanceof StreamTableNameContext table ->
                    streamName(table);
            default ->
                    throw MillraceException.unsupported("'" + ParseSession.source(primary) + "'");
        };
    }

    private Relation tableName(TableNameContext table) {
        if (table.temporalClause() != null) {
            throw MillraceException.unsupported(
                    "time travel ('" + ParseSession.source(table.temporalClause()) + "')");
        }
        if (table.optionsClause() != null) {
            throw MillraceException.unsupported("options of a table in SQL (WITH (…))");
        }
        Relation rows = sampled(table(table.identifierReference(), false), table.sample());
        return aliased(watermarked(rows, table.watermarkClause()), table.tableAlias());
    }

    /// `STREAM t`.
    private Relation streamName(StreamTableNameContext table) {
        if (table.streamChangesClause() != null
                || table.optionsClause() != null
                || table.identifiedByClause() != null) {
            throw MillraceException.unsupported(
                    "the clauses of '" + ParseSession.source(table) + "'");
        }
        Relation rows =
                new Relation.NamedTable(
                        Identifiers.parts(table.multipartIdentifier()),
                        Map.of(),
                        true,
                        expressions.session().origin(table));
        return aliased(watermarked(rows, table.watermarkClause()), table.tableAlias());
    }

    private Relation tableFunction(TableFunctionCallWithTrailingClausesContext function) {
        if (function.identifiedByClause() != null || function.watermarkClause() != null) {
            throw MillraceException.unsupported(
                    "the clauses of '" + ParseSession.source(function) + "'");
        }
        TableFunctionCallContext call = function.tableFunctionCall();
        List<ParsedExpression> arguments = new ArrayList<>();
        for (FunctionTableArgumentContext argument : call.functionTableArgument()) {
            FunctionArgumentContext plain = argument.functionArgument();
            if (plain == null || plain.namedArgumentExpression() != null) {
                throw MillraceException.unsupported(
                        "the argument '" + ParseSession.source(argument) + "'");
            }
            arguments.add(expressions.build(plain.expression()));
        }
        TableAliasContext alias = function.tableAlias();
        String name =
                alias == null || alias.strictIdentifier() == null
                        ? null
                        : Identifiers.name(alias.strictIdentifier());
        return TableFunctions.relation(
                FunctionBuilder.name(call.funcName),
                arguments,
                name,
                alias == null ? List.of() : Identifiers.names(alias.identifierList()),
                expressions.session().origin(function));
    }

    private static Relation aliased(Relation rows, TableAliasContext alias) {
        return alias.strictIdentifier() == null
                ? rows
                : new Relation.SubqueryAlias(
                        rows,
                        Identifiers.name(alias.strictIdentifier()),
                        Identifiers.names(alias.identifierList()));
    }

    Relation sampled(Relation rows, @Nullable SampleContext sample) {
        if (sample == null) {
            return rows;
        }
        if (sample.sampleMethod() instanceof SampleByRowsContext byRows) {
            return new Relation.Limit(rows, expressions.build(byRows.expression()));
        }
        if (sample.sampleMethod() instanceof SampleByBucketContext bucket
                && bucket.identifier() == null
                && bucket.qualifiedName() == null) {
            double fraction =
                    Double.parseDouble(bucket.numerator.getText())
                            / Double.parseDouble(bucket.denominator.getText());
            return new Relation.Sample(rows, 0, fraction, false, seed(sample), false);
        }
        if (sample.sampleMethod() instanceof SampleByPercentileContext percentile
                && percentile.negativeSign == null) {
            String text = percentile.getText();
            double fraction =
                    Double.parseDouble(
                                    text.substring(
                                            0,
                                            text.length()
                                                    - percentile.PERCENTLIT().getText().length()))
                            / 100;
            if (fraction <= 1) {
                return new Relation.Sample(rows, 0, fraction, false, seed(sample), false);
            }
        }
        throw MillraceException.unsupported("'" + ParseSession.source(sample) + "'");
    }

    /// Without REPEATABLE any seed will do.
    private static long seed(SampleContext sample) {
        return sample.seed == null
                ? ParseSession.source(sample).hashCode()
                : Long.parseLong(sample.seed.getText());
    }

    /// `WATERMARK column DELAY OF INTERVAL …`.
    private Relation watermarked(Relation rows, @Nullable WatermarkClauseContext watermark) {
        if (watermark == null) {
            return rows;
        }
        ParsedExpression column = expressions.build(watermark.colName);
        Literal delay = new IntervalBuilder(expressions.literals()).build(watermark.delay);
        if (!(column instanceof Name name) || name.parts().size() != 1) {
            throw MillraceException.unsupported(
                    "a watermark on the expression '"
                            + ParseSession.source(watermark.colName)
                            + "'");
        }
        String unit =
                delay.type() instanceof DataType.YearMonthInterval ? " months" : " microseconds";
        return new Relation.Watermark(rows, name.parts().getFirst(), delay.value() + unit);
    }
}
