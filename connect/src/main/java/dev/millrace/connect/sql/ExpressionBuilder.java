// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.sql;

import dev.millrace.plan.relation.ParsedExpression;
import dev.millrace.plan.relation.ParsedExpression.Alias;
import dev.millrace.plan.relation.ParsedExpression.Call;
import dev.millrace.plan.relation.ParsedExpression.Cast;
import dev.millrace.plan.relation.ParsedExpression.CastMode;
import dev.millrace.plan.relation.ParsedExpression.Extract;
import dev.millrace.plan.relation.ParsedExpression.Lambda;
import dev.millrace.plan.relation.ParsedExpression.LambdaVariable;
import dev.millrace.plan.relation.ParsedExpression.Literal;
import dev.millrace.plan.relation.ParsedExpression.Name;
import dev.millrace.plan.relation.ParsedExpression.SortKey;
import dev.millrace.plan.relation.ParsedExpression.Star;
import dev.millrace.plan.relation.ParsedExpression.Subquery;
import dev.millrace.plan.relation.ParsedExpression.SubqueryForm;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;

import org.antlr.v4.runtime.ParserRuleContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseLexer;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.ArithmeticBinaryContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.ArithmeticUnaryContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.BooleanExpressionContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.CastByColonContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.CastContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.CollateContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.ColumnReferenceContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.ComparisonContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.ConstantDefaultContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.DereferenceContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.ExistsContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.ExpressionContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.IdentifierContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.LambdaContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.LogicalBinaryContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.LogicalNotContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.NamedExpressionContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.ParenthesizedExpressionContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.PredicatedContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.PrimaryExpressionContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.QueryContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.RowConstructorContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.SearchedCaseContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.SemiStructuredExtractContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.ShiftExpressionContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.SimpleCaseContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.SortItemContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.StarContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.StructContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.SubqueryExpressionContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.SubscriptContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.ValueExpressionDefaultContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.WhenClauseContext;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;

/// Expressions in SQL. Recursion is as deep as the expression's parse tree; chains of `AND` and
/// `OR` are balanced, as Spark does, so that they stay shallow downstream.
final class ExpressionBuilder {
    private final ParseSession session;
    private final QueryBuilder queries;
    private final LiteralBuilder literals;
    private final PredicateBuilder predicates;
    private final FunctionBuilder functions;
    private final WindowBuilder windows;
    private final Deque<List<String>> lambdaParameters = new ArrayDeque<>();

    /// @param queries for subqueries
    ExpressionBuilder(ParseSession session, QueryBuilder queries) {
        this.session = session;
        this.queries = queries;
        this.literals = new LiteralBuilder(session);
        this.predicates = new PredicateBuilder(this, literals);
        this.windows = new WindowBuilder(this);
        this.functions = new FunctionBuilder(this, windows, literals);
    }

    ParseSession session() {
        return session;
    }

    LiteralBuilder literals() {
        return literals;
    }

    WindowBuilder windows() {
        return windows;
    }

    /// Any expression of the grammar.
    ParsedExpression build(ParserRuleContext context) {
        return switch (context) {
            case NamedExpressionContext named -> named(named);
            case ExpressionContext expression -> build(expression.booleanExpression());
            case LogicalNotContext not -> call(not, "not", build(not.booleanExpression()));
            case LogicalBinaryContext binary -> logical(binary);
            case PredicatedContext predicated -> predicates.build(predicated);
            case ExistsContext exists ->
                    subquery(SubqueryForm.EXISTS, List.of(), exists.query(), exists);
            case ValueExpressionDefaultContext value -> build(value.primaryExpression());
            case ArithmeticUnaryContext unary -> unary(unary);
            case ArithmeticBinaryContext binary ->
                    call(
                            binary,
                            operator(binary.operator.getText()),
                            build(binary.left),
                            build(binary.right));
            case ShiftExpressionContext shift ->
                    call(
                            shift,
                            shift.shiftOperator().getText(),
                            build(shift.left),
                            build(shift.right));
            case ComparisonContext comparison -> comparison(comparison);
            case PrimaryExpressionContext primary -> primary(primary);
            default ->
                    throw MillraceException.unsupported("'" + ParseSession.source(context) + "'");
        };
    }

    List<ParsedExpression> buildAll(List<? extends ParserRuleContext> contexts) {
        List<ParsedExpression> built = new ArrayList<>(contexts.size());
        for (ParserRuleContext context : contexts) {
            built.add(build(context));
        }
        return built;
    }

    Call call(ParserRuleContext place, String name, ParsedExpression... arguments) {
        return new Call(name, List.of(arguments), false, null, false, session.origin(place));
    }

    SortKey sortKey(SortItemContext item) {
        boolean ascending = item.ordering == null || item.ordering.getType() == SqlBaseLexer.ASC;
        boolean nullsFirst =
                item.nullOrder == null ? ascending : item.nullOrder.getType() == SqlBaseLexer.FIRST;
        return new SortKey(
                build(item.expression()), ascending, nullsFirst, session.origin(item.expression()));
    }

    List<SortKey> sortKeys(List<SortItemContext> items) {
        List<SortKey> keys = new ArrayList<>(items.size());
        for (SortItemContext item : items) {
            keys.add(sortKey(item));
        }
        return keys;
    }

    private ParsedExpression primary(PrimaryExpressionContext context) {
        return switch (context) {
            case ConstantDefaultContext constant -> literals.build(constant.constant());
            case ColumnReferenceContext column -> column(column);
            case DereferenceContext dereference -> dereference(dereference);
            case ParenthesizedExpressionContext inner -> build(inner.expression());
            case StarContext star -> star(star);
            case CastContext cast -> cast(cast);
            case CastByColonContext cast ->
                    new Cast(
                            build(cast.primaryExpression()),
                            castType(cast.dataType()),
                            CastMode.SESSION,
                            session.origin(cast));
            case SearchedCaseContext searched -> searchedCase(searched);
            case SimpleCaseContext simple -> simpleCase(simple);
            case SubscriptContext subscript ->
                    new Extract(build(subscript.value), build(subscript.index));
            case StructContext struct ->
                    new Call(
                            "struct",
                            buildAll(struct.argument),
                            false,
                            null,
                            false,
                            session.origin(struct));
            case RowConstructorContext row ->
                    new Call(
                            "struct",
                            buildAll(row.namedExpression()),
                            false,
                            null,
                            false,
                            session.origin(row));
            case LambdaContext lambda -> lambda(lambda);
            case SubqueryExpressionContext scalar ->
                    subquery(SubqueryForm.SCALAR, List.of(), scalar.query(), scalar);
            case CollateContext ignored -> throw MillraceException.unsupported("COLLATE");
            case SemiStructuredExtractContext ignored ->
                    throw MillraceException.unsupported("paths into VARIANT values (column:path)");
            default -> functions.build(context);
        };
    }

    Subquery subquery(
            SubqueryForm form,
            List<ParsedExpression> values,
            QueryContext query,
            ParserRuleContext place) {
        return new Subquery(form, values, queries.query(query), session.origin(place));
    }

    private ParsedExpression named(NamedExpressionContext named) {
        ParsedExpression child = build(named.expression());
        if (named.name != null) {
            return new Alias(child, List.of(Identifiers.name(named.name)), null);
        }
        if (named.identifierList() != null) {
            return new Alias(child, Identifiers.names(named.identifierList()), null);
        }
        return child;
    }

    /// A chain of one operator, `a AND b AND c …`, halved again and again.
    private ParsedExpression logical(LogicalBinaryContext binary) {
        int operator = binary.operator.getType();
        Deque<BooleanExpressionContext> operands = new ArrayDeque<>();
        BooleanExpressionContext left = binary;
        while (left instanceof LogicalBinaryContext chain && chain.operator.getType() == operator) {
            operands.addFirst(chain.right);
            left = chain.left;
        }
        operands.addFirst(left);
        List<ParsedExpression> built = buildAll(List.copyOf(operands));
        String name = operator == SqlBaseLexer.AND ? "and" : "or";
        return balanced(binary, name, built, 0, built.size() - 1);
    }

    private ParsedExpression balanced(
            ParserRuleContext place, String name, List<ParsedExpression> all, int low, int high) {
        if (low == high) {
            return all.get(low);
        }
        int middle = low + (high - low) / 2;
        return call(
                place,
                name,
                balanced(place, name, all, low, middle),
                balanced(place, name, all, middle + 1, high));
    }

    private ParsedExpression unary(ArithmeticUnaryContext unary) {
        ParsedExpression operand = build(unary.valueExpression());
        return switch (unary.operator.getType()) {
            case SqlBaseLexer.MINUS -> call(unary, "unary -", operand);
            case SqlBaseLexer.PLUS -> call(unary, "positive", operand);
            default -> call(unary, "~", operand);
        };
    }

    private static String operator(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    private ParsedExpression comparison(ComparisonContext comparison) {
        ParsedExpression left = build(comparison.left);
        ParsedExpression right = build(comparison.right);
        return switch (comparison.comparisonOperator().getText()) {
            case "=", "==" -> call(comparison, "==", left, right);
            case "<>", "!=" -> call(comparison, "not", call(comparison, "==", left, right));
            case "!>" -> call(comparison, "<=", left, right);
            case "!<" -> call(comparison, ">=", left, right);
            case String operator -> call(comparison, operator, left, right);
        };
    }

    private ParsedExpression column(ColumnReferenceContext column) {
        String name = Identifiers.name(column.identifier());
        if (isLambdaParameter(name)) {
            return new LambdaVariable(name);
        }
        return new Name(List.of(name), null, false, session.origin(column));
    }

    private ParsedExpression dereference(DereferenceContext dereference) {
        ParsedExpression base = build(dereference.base);
        String field = Identifiers.name(dereference.fieldName);
        if (base instanceof Name(var parts, var planId, var isMetadata, var ignored)
                && !(dereference.base instanceof ParenthesizedExpressionContext)) {
            List<String> longer = new ArrayList<>(parts);
            longer.add(field);
            return new Name(longer, planId, isMetadata, session.origin(dereference));
        }
        return new Extract(base, new Literal(field, DataType.STRING));
    }

    private ParsedExpression star(StarContext star) {
        List<List<String>> except = new ArrayList<>();
        if (star.exceptClause() != null) {
            star.exceptClause()
                    .exceptCols
                    .multipartIdentifier()
                    .forEach(name -> except.add(Identifiers.parts(name)));
        }
        List<String> target =
                star.qualifiedName() == null ? List.of() : Identifiers.parts(star.qualifiedName());
        return new Star(target, null, except, session.origin(star));
    }

    private DataType castType(ParserRuleContext type) {
        return session.timestampNtz() && type.getText().equalsIgnoreCase("timestamp")
                ? DataType.TIMESTAMP_NTZ
                : TypeBuilder.castType(type);
    }

    private ParsedExpression cast(CastContext cast) {
        CastMode mode =
                cast.name.getType() == SqlBaseLexer.TRY_CAST ? CastMode.TRY : CastMode.SESSION;
        return new Cast(
                build(cast.expression()),
                TypeBuilder.castType(cast.dataType()),
                mode,
                session.origin(cast));
    }

    private ParsedExpression searchedCase(SearchedCaseContext searched) {
        List<ParsedExpression> branches = new ArrayList<>();
        for (WhenClauseContext when : searched.whenClause()) {
            branches.add(build(when.condition));
            branches.add(build(when.result));
        }
        if (searched.elseExpression != null) {
            branches.add(build(searched.elseExpression));
        }
        return new Call("when", branches, false, null, false, session.origin(searched));
    }

    private ParsedExpression simpleCase(SimpleCaseContext simple) {
        ParsedExpression value = build(simple.value);
        List<ParsedExpression> branches = new ArrayList<>();
        for (WhenClauseContext when : simple.whenClause()) {
            branches.add(call(when, "==", value, build(when.condition)));
            branches.add(build(when.result));
        }
        if (simple.elseExpression != null) {
            branches.add(build(simple.elseExpression));
        }
        return new Call("when", branches, false, null, false, session.origin(simple));
    }

    private ParsedExpression lambda(LambdaContext lambda) {
        List<IdentifierContext> identifiers = lambda.identifier();
        List<String> parameters = Identifiers.names(identifiers);
        lambdaParameters.push(parameters);
        try {
            return new Lambda(build(lambda.expression()), parameters);
        } finally {
            lambdaParameters.pop();
        }
    }

    private boolean isLambdaParameter(String name) {
        for (List<String> parameters : lambdaParameters) {
            for (String parameter : parameters) {
                if (parameter.equalsIgnoreCase(name)) {
                    return true;
                }
            }
        }
        return false;
    }
}
