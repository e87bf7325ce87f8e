// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.analysis;

import dev.millrace.plan.expression.Attribute;
import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.expression.Expression.Comparison;
import dev.millrace.plan.expression.Expression.ComparisonOperator;
import dev.millrace.plan.logical.LogicalPlan;
import dev.millrace.plan.relation.ParsedExpression;
import dev.millrace.plan.relation.ParsedExpression.Call;
import dev.millrace.plan.relation.ParsedExpression.Subquery;
import dev.millrace.plan.relation.ParsedExpression.SubqueryForm;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/// Subqueries in expressions.
///
/// @param expressions of the query around them
record SubqueryResolver(
        AnalysisContext context,
        ExpressionResolver expressions,
        ExpressionResolver.Names names,
        Collector collector) {

    /// The subquery in `NOT (x IN (…))`, null for any other expression.
    static @Nullable Subquery negatedIn(ParsedExpression expression) {
        return negated(expression) instanceof Subquery subquery
                        && subquery.form() == SubqueryForm.IN
                ? subquery
                : null;
    }

    /// The condition with each NOT as far inside as it goes, if an IN is below one: whether that is
    /// negated decides what NULL means to it.
    static ParsedExpression withInnerNots(ParsedExpression condition) {
        if (!(condition instanceof Call call) || !mentionsIn(call)) {
            return condition;
        }
        ParsedExpression inner = negated(call);
        if (inner != null) {
            return inner instanceof Call negative ? inverted(negative, call) : condition;
        }
        return isLogical(call) ? of(call, call.name(), SubqueryResolver::withInnerNots) : condition;
    }

    private static boolean isLogical(Call call) {
        return call.name().equals("and") || call.name().equals("or");
    }

    private static boolean mentionsIn(ParsedExpression expression) {
        return switch (expression) {
            case Subquery subquery -> subquery.form() == SubqueryForm.IN;
            case Call call ->
                    (isLogical(call) || negated(call) != null)
                            && call.arguments().stream().anyMatch(SubqueryResolver::mentionsIn);
            default -> false;
        };
    }

    private static ParsedExpression inverted(Call call, Call not) {
        ParsedExpression inner = negated(call);
        if (inner != null) {
            return withInnerNots(inner);
        }
        if (!isLogical(call)) {
            return not;
        }
        return of(
                call,
                call.name().equals("and") ? "or" : "and",
                argument -> withInnerNots(Call.of("not", argument)));
    }

    private static Call of(Call call, String name, UnaryOperator<ParsedExpression> change) {
        return new Call(
                name,
                call.arguments().stream().map(change).toList(),
                false,
                null,
                false,
                call.origin());
    }

    private static @Nullable ParsedExpression negated(ParsedExpression expression) {
        return expression instanceof Call call
                        && (call.name().equals("not") || call.name().equals("!"))
                        && call.arguments().size() == 1
                ? call.arguments().getFirst()
                : null;
    }

    /// True if the expression is `[NOT] EXISTS` or `[NOT] IN`, which can decide about rows by a
    /// join.
    static boolean isPredicate(ParsedExpression expression) {
        ParsedExpression inner = negated(expression);
        return (inner == null ? expression : inner) instanceof Subquery subquery
                && subquery.form() != SubqueryForm.SCALAR;
    }

    SubqueryUse predicate(ParsedExpression expression) {
        if (expression instanceof Subquery subquery) {
            return use(subquery, false);
        }
        return use((Subquery) java.util.Objects.requireNonNull(negated(expression)), true);
    }

    /// @param isNegated true for what stands in a NOT
    SubqueryUse use(Subquery subquery, boolean isNegated) {
        List<Resolved> values = expressions.resolveAll(subquery.values());
        OuterQueries.Inner inner = context.outer().resolve(subquery.query(), names, collector);
        String arguments =
                inner.outer().stream().map(Resolved::text).collect(Collectors.joining(", "));
        return switch (subquery.form()) {
            case SCALAR -> {
                List<Attribute> columns = inner.plan().output();
                if (columns.size() != 1) {
                    throw tooManyColumns(columns.size(), subquery);
                }
                String text = "scalarsubquery(" + arguments + ")";
                Attribute result = context.attribute(text, columns.getFirst().type(), true);
                yield of(subquery, inner, List.of(), false, result, text);
            }
            case EXISTS -> {
                String text = "exists(" + arguments + ")";
                Attribute result = context.attribute(text, DataType.BOOLEAN, false);
                yield of(subquery, inner, List.of(), isNegated, result, text);
            }
            case IN -> in(subquery, values, inner, isNegated, arguments);
        };
    }

    private static SubqueryUse of(
            Subquery subquery,
            OuterQueries.Inner inner,
            List<Expression> conditions,
            boolean isNegated,
            Attribute result,
            String text) {
        return new SubqueryUse(
                subquery.form(),
                inner.plan(),
                conditions,
                isNegated,
                inner.outer(),
                result,
                text,
                subquery.origin());
    }

    private SubqueryUse in(
            Subquery subquery,
            List<Resolved> values,
            OuterQueries.Inner inner,
            boolean isNegated,
            String arguments) {
        LogicalPlan plan = inner.plan();
        String written =
                values.size() == 1
                        ? values.getFirst().text()
                        : values.stream()
                                .map(v -> v.name() == null ? v.text() : v.name() + ", " + v.text())
                                .collect(Collectors.joining(", ", "named_struct(", ")"));
        String text = "(" + written + " IN (listquery(" + arguments + ")))";
        if (values.size() != plan.output().size()) {
            throw lengthsDiffer(values, plan.output(), text, subquery);
        }
        List<Expression> conditions = new ArrayList<>();
        boolean nullable = false;
        for (int i = 0; i < values.size(); i++) {
            Expression value = values.get(i).expression();
            Attribute column = plan.output().get(i);
            DataType common = context.coercion().wider(value.type(), column.type());
            if (common == null) {
                throw typesDiffer(values, plan.output(), text, subquery);
            }
            Expression equal =
                    new Comparison(
                            ComparisonOperator.EQUAL,
                            context.coercion().cast(value, common),
                            context.coercion().cast(column, common));
            nullable |= equal.nullable();
            conditions.add(
                    isNegated && equal.nullable()
                            ? new Expression.Or(equal, new Expression.IsNull(equal))
                            : equal);
        }
        Attribute result = context.attribute(text, DataType.BOOLEAN, nullable);
        return of(subquery, inner, conditions, isNegated, result, text);
    }

    private static RuntimeException tooManyColumns(int count, Subquery subquery) {
        return NameErrors.error(
                        "INVALID_SUBQUERY_EXPRESSION."
                                + "SCALAR_SUBQUERY_RETURN_MORE_THAN_ONE_OUTPUT_COLUMN",
                        "42823",
                        subquery.origin())
                .with("number", count)
                .text(
                        "Invalid subquery: Scalar subquery must return only one column, but got "
                                + count
                                + ".");
    }

    private static RuntimeException lengthsDiffer(
            List<Resolved> values, List<Attribute> columns, String text, Subquery subquery) {
        String left = quoted(values.stream().map(Resolved::text).toList());
        String right = quoted(columns.stream().map(Attribute::name).toList());
        return NameErrors.error(
                        "DATATYPE_MISMATCH.IN_SUBQUERY_LENGTH_MISMATCH", "42K09", subquery.origin())
                .with("sqlExpr", "\"" + text + "\"")
                .with("leftLength", values.size())
                .with("rightLength", columns.size())
                .with("leftColumns", left)
                .with("rightColumns", right)
                .text(
                        "Cannot resolve \""
                                + text
                                + "\" due to data type mismatch: The number of columns in the left"
                                + " hand side of an IN subquery does not match the number of"
                                + " columns in the output of subquery.\nLeft hand side"
                                + " columns(length: "
                                + values.size()
                                + "): ["
                                + left
                                + "], right hand side columns(length: "
                                + columns.size()
                                + "): ["
                                + right
                                + "].");
    }

    private RuntimeException typesDiffer(
            List<Resolved> values, List<Attribute> columns, String text, Subquery subquery) {
        List<String> mismatched = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            DataType left = values.get(i).expression().type();
            DataType right = columns.get(i).type();
            if (context.coercion().wider(left, right) == null) {
                mismatched.add(
                        "("
                                + values.get(i).text()
                                + ":"
                                + left.simpleName()
                                + ", "
                                + columns.get(i).name()
                                + ":"
                                + right.simpleName()
                                + ")");
            }
        }
        String mismatches = String.join(", ", mismatched);
        String left = quoted(values.stream().map(v -> v.expression().type().sqlName()).toList());
        String right = quoted(columns.stream().map(a -> a.type().sqlName()).toList());
        return NameErrors.error(
                        "DATATYPE_MISMATCH.IN_SUBQUERY_DATA_TYPE_MISMATCH",
                        "42K09",
                        subquery.origin())
                .with("sqlExpr", "\"" + text + "\"")
                .with("mismatchedColumns", mismatches)
                .with("leftType", left)
                .with("rightType", right)
                .text(
                        "Cannot resolve \""
                                + text
                                + "\" due to data type mismatch: The data type of one or more"
                                + " elements in the left hand side of an IN subquery is not"
                                + " compatible with the data type of the output of the"
                                + " subquery.\nMismatched columns: ["
                                + mismatches
                                + "], left side: ["
                                + left
                                + "], right side: ["
                                + right
                                + "].");
    }

    private static String quoted(List<String> names) {
        return names.stream().map(n -> "\"" + n + "\"").collect(Collectors.joining(", "));
    }
}
