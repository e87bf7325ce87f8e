// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.sql;

import dev.millrace.plan.relation.ParsedExpression;
import dev.millrace.plan.relation.ParsedExpression.Alias;
import dev.millrace.plan.relation.ParsedExpression.Star;
import dev.millrace.plan.relation.Relation;
import dev.millrace.spi.error.MillraceException;

import org.apache.spark.sql.catalyst.parser.SqlBaseParser.MultipartIdentifierContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.OperatorPipeRightSideContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.OperatorPipeSetAssignmentSeqContext;

import java.util.ArrayList;
import java.util.List;

/// The operators of the pipe syntax, `rows |> operator`: each is a relation that has a clause of
/// its own in other queries too.
final class PipeBuilder {
    private final QueryBuilder queries;
    private final ExpressionBuilder expressions;

    PipeBuilder(QueryBuilder queries, ExpressionBuilder expressions) {
        this.queries = queries;
        this.expressions = expressions;
    }

    Relation build(Relation input, OperatorPipeRightSideContext pipe) {
        expressions.windows().enter(pipe.windowClause());
        try {
            return operator(input, pipe);
        } finally {
            expressions.windows().leave();
        }
    }

    private Relation operator(Relation input, OperatorPipeRightSideContext pipe) {
        if (pipe.selectClause() != null) {
            return select(input, pipe);
        }
        if (pipe.EXTEND() != null) {
            List<ParsedExpression> columns = new ArrayList<>();
            columns.add(new Star(List.of(), null, null));
            columns.addAll(expressions.buildAll(pipe.extendList.namedExpression()));
            return new Relation.PipeProject(input, columns, "EXTEND");
        }
        if (pipe.SET() != null) {
            return set(input, pipe.operatorPipeSetAssignmentSeq());
        }
        if (pipe.DROP() != null) {
            List<List<String>> names = new ArrayList<>();
            for (MultipartIdentifierContext name :
                    pipe.multipartIdentifierList().multipartIdentifier()) {
                names.add(Identifiers.parts(name));
            }
            Star rest = new Star(List.of(), null, names, expressions.session().origin(pipe));
            return new Relation.Project(input, List.of(rest));
        }
        if (pipe.AS() != null) {
            return new Relation.SubqueryAlias(
                    input, Identifiers.name(pipe.errorCapturingIdentifier()), List.of());
        }
        if (pipe.whereClause() != null) {
            return new Relation.Filter(
                    shown(input), expressions.build(pipe.whereClause().booleanExpression()));
        }
        if (pipe.pivotClause() != null) {
            return queries.from().pivots().pivot(input, pipe.pivotClause());
        }
        if (pipe.unpivotClause() != null) {
            return queries.from().pivots().unpivot(input, pipe.unpivotClause());
        }
        if (pipe.sample() != null) {
            return queries.from().sampled(input, pipe.sample());
        }
        if (pipe.joinRelation() != null) {
            return queries.from().join(input, pipe.joinRelation());
        }
        if (pipe.operator != null) {
            return queries.setOperation(
                    input, pipe.operator, pipe.setQuantifier(), queries.primary(pipe.right), pipe);
        }
        if (pipe.queryOrganization() != null) {
            return queries.organized(shown(input), pipe.queryOrganization());
        }
        if (pipe.AGGREGATE() != null || pipe.aggregationClause() != null) {
            return aggregate(input, pipe);
        }
        throw MillraceException.unsupported("'" + ParseSession.source(pipe) + "'");
    }

    /// Later operators see the columns that the earlier one shows, and no others.
    private static Relation shown(Relation input) {
        return input instanceof Relation.Project || input instanceof Relation.PipeProject
                ? new Relation.Hint(input, "")
                : input;
    }

    private Relation select(Relation input, OperatorPipeRightSideContext pipe) {
        if (pipe.aggregationClause() != null) {
            return queries.grouping()
                    .aggregate(
                            input,
                            pipe.aggregationClause(),
                            expressions.buildAll(
                                    pipe.selectClause().namedExpressionSeq().namedExpression()),
                            null);
        }
        Relation rows =
                new Relation.PipeProject(
                        input,
                        expressions.buildAll(
                                pipe.selectClause().namedExpressionSeq().namedExpression()),
                        "SELECT");
        boolean isDistinct =
                pipe.selectClause().setQuantifier() != null
                        && pipe.selectClause().setQuantifier().DISTINCT() != null;
        return isDistinct ? new Relation.Distinct(rows) : rows;
    }

    private Relation set(Relation input, OperatorPipeSetAssignmentSeqContext assignments) {
        if (!assignments.DOT().isEmpty()) {
            throw MillraceException.unsupported(
                    "|> SET of a field of a struct ('" + ParseSession.source(assignments) + "')");
        }
        Relation rows = input;
        for (int i = 0; i < assignments.ident.size(); i++) {
            Alias column =
                    new Alias(
                            expressions.build(assignments.expression(i)),
                            List.of(Identifiers.name(assignments.ident.get(i))),
                            null);
            rows = new Relation.PipeSet(rows, column, expressions.session().origin(assignments));
        }
        return rows;
    }

    private Relation aggregate(Relation input, OperatorPipeRightSideContext pipe) {
        List<ParsedExpression> outputs =
                pipe.namedExpressionSeq() == null
                        ? List.of()
                        : expressions.buildAll(pipe.namedExpressionSeq().namedExpression());
        if (pipe.aggregationClause() == null) {
            return new Relation.PipeAggregate(
                    new Relation.Aggregate(
                            input,
                            Relation.Grouping.GROUP_BY,
                            List.of(),
                            List.of(),
                            outputs,
                            true,
                            null));
        }
        return new Relation.PipeAggregate(
                queries.grouping().piped(input, pipe.aggregationClause(), outputs));
    }
}
