// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.analysis;

import dev.millrace.plan.function.AggregateFunction;
import dev.millrace.plan.function.FunctionDefinition;
import dev.millrace.plan.function.TypeErrors;
import dev.millrace.plan.relation.ParsedExpression;
import dev.millrace.plan.relation.ParsedExpression.Call;
import dev.millrace.plan.relation.Relation;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// Which of several mistakes in a query is told of. Spark looks functions up before it complains
/// of tables, columns and types, wherever they stand: a function that is not there, that takes
/// another number of constants, or that is no aggregate and has a FILTER, comes first. Asked only
/// about queries that have failed.
final class CallShapes {
    private final AnalysisContext context;

    CallShapes(AnalysisContext context) {
        this.context = context;
    }

    /// What to tell: the failure, or what is wrong with a function that this relation calls.
    MillraceException first(MillraceException failure, Relation relation) {
        if (failure.kind() != ErrorKind.ANALYSIS || isOfShape(failure.condition())) {
            return failure;
        }
        for (ParsedExpression expression : written(relation)) {
            MillraceException found = find(expression);
            if (found != null) {
                return found;
            }
        }
        return failure;
    }

    private static boolean isOfShape(@Nullable String condition) {
        return condition != null
                && (condition.equals("UNRESOLVED_ROUTINE")
                        || condition.startsWith("WRONG_NUM_ARGS")
                        || condition.equals("INVALID_SQL_SYNTAX.FUNCTION_WITH_UNSUPPORTED_SYNTAX"));
    }

    private static List<ParsedExpression> written(Relation relation) {
        return switch (relation) {
            case Relation.Project project -> project.expressions();
            case Relation.Filter filter -> List.of(filter.condition());
            case Relation.Qualify qualify -> List.of(qualify.condition());
            case Relation.Sort sort -> List.copyOf(sort.keys());
            case Relation.Limit limit -> List.of(limit.count());
            case Relation.Offset offset -> List.of(offset.count());
            case Relation.Join join -> present(join.condition());
            case Relation.LateralJoin join -> present(join.condition());
            case Relation.Aggregate aggregate -> {
                List<ParsedExpression> all = new ArrayList<>(aggregate.keys());
                all.addAll(aggregate.outputs());
                all.addAll(present(aggregate.having()));
                yield all;
            }
            // what others write is rare, and told of when its turn comes
            default -> List.of();
        };
    }

    private static List<ParsedExpression> present(@Nullable ParsedExpression expression) {
        return expression == null ? List.of() : List.of(expression);
    }

    private @Nullable MillraceException find(ParsedExpression expression) {
        for (ParsedExpression child : children(expression)) {
            MillraceException found = find(child);
            if (found != null) {
                return found;
            }
        }
        return expression instanceof Call call ? mistake(call) : null;
    }

    private static List<ParsedExpression> children(ParsedExpression expression) {
        return switch (expression) {
            case Call call -> {
                List<ParsedExpression> all = new ArrayList<>(call.arguments());
                all.addAll(present(call.filter()));
                yield all;
            }
            case ParsedExpression.UserCall call -> call.arguments();
            case ParsedExpression.TypedAggregate call -> call.arguments();
            case ParsedExpression.Alias alias -> List.of(alias.child());
            case ParsedExpression.Cast cast -> List.of(cast.child());
            case ParsedExpression.SortKey key -> List.of(key.child());
            case ParsedExpression.Window window -> {
                List<ParsedExpression> all = new ArrayList<>(window.partitionBy());
                all.addAll(window.orderBy());
                all.add(window.function());
                yield all;
            }
            case ParsedExpression.Extract extract -> List.of(extract.child(), extract.extraction());
            case ParsedExpression.UpdateField update -> {
                List<ParsedExpression> all = new ArrayList<>(present(update.value()));
                all.add(update.struct());
                yield all;
            }
            case ParsedExpression.Lambda lambda -> List.of(lambda.body());
            case ParsedExpression.Subquery subquery -> subquery.values();
            case ParsedExpression.Literal _,
                    ParsedExpression.Name _,
                    ParsedExpression.Star _,
                    ParsedExpression.ColumnPattern _,
                    ParsedExpression.TypedCall _,
                    ParsedExpression.LambdaVariable _ ->
                    List.of();
        };
    }

    private @Nullable MillraceException mistake(Call call) {
        if (context.catalog().function(call.name()) != null
                || context.catalog().aggregate(call.name()) != null) {
            return null;
        }
        FunctionDefinition function = context.functions().find(call.name());
        if (function == null) {
            return context.functions().isKnownToSpark(call.name())
                    ? null
                    : TypeErrors.unresolvedRoutine(call.name(), call.origin());
        }
        if (function instanceof AggregateFunction) {
            return null;
        }
        int count = call.arguments().size();
        if (!function.takes(count) && isConstant(call)) {
            return TypeErrors.wrongCount(
                    call.name(), CallResolver.expected(function), count, call.origin());
        }
        return call.distinct() || call.filter() != null ? CallResolver.notAggregate(call) : null;
    }

    /// Names may be those of columns that are not there.
    private static boolean isConstant(ParsedExpression expression) {
        return switch (expression) {
            case ParsedExpression.Name _,
                    ParsedExpression.Star _,
                    ParsedExpression.ColumnPattern _,
                    ParsedExpression.Subquery _ ->
                    false;
            default -> children(expression).stream().allMatch(CallShapes::isConstant);
        };
    }
}
