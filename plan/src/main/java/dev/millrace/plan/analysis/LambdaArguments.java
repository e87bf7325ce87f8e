// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.analysis;

import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.expression.Expression.LambdaVariable;
import dev.millrace.plan.function.Argument;
import dev.millrace.plan.function.CallSite;
import dev.millrace.plan.function.FunctionDefinition.Format;
import dev.millrace.plan.function.HigherOrderFunction.Arguments;
import dev.millrace.plan.function.HigherOrderFunction.Parameter;
import dev.millrace.plan.relation.Origin;
import dev.millrace.plan.relation.ParsedExpression;
import dev.millrace.plan.relation.ParsedExpression.Lambda;
import dev.millrace.spi.error.MillraceException;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// The arguments of one call of a higher-order function. Values are resolved at once, lambdas when
/// the function says what their parameters are.
final class LambdaArguments implements Arguments {
    /// How a column name shows every parameter of a lambda.
    static final String VARIABLE = "namedlambdavariable()";

    private final AnalysisContext context;
    private final ExpressionResolver expressions;
    private final ParsedExpression.Call call;
    private final List<@Nullable Argument> values = new ArrayList<>();
    private final List<String> texts = new ArrayList<>();

    LambdaArguments(
            AnalysisContext context, ExpressionResolver expressions, ParsedExpression.Call call) {
        this.context = context;
        this.expressions = expressions;
        this.call = call;
        for (ParsedExpression argument : call.arguments()) {
            Argument value =
                    argument instanceof Lambda ? null : expressions.resolve(argument).argument();
            values.add(value);
            texts.add(value == null ? unbound((Lambda) argument) : value.text());
        }
    }

    /// A lambda before its types are known.
    private static String unbound(Lambda lambda) {
        String body =
                lambda.body() instanceof ParsedExpression.LambdaVariable(var name) ? name : "";
        return "lambdafunction(" + body + ", " + String.join(", ", lambda.parameters()) + ")";
    }

    @Override
    public int count() {
        return values.size();
    }

    @Override
    public int parameterCount(int index) {
        return call.arguments().get(index) instanceof Lambda lambda
                ? lambda.parameters().size()
                : 0;
    }

    @Override
    public Argument value(int index) {
        Argument value = values.get(index);
        if (value == null) {
            throw misplaced(call.origin());
        }
        return value;
    }

    @Override
    public Argument bind(int index, int least, List<Parameter> parameters) {
        if (!(call.arguments().get(index) instanceof Lambda(var body, var names))) {
            return ignoring(index, parameters);
        }
        checkNames(names, least, parameters.size());
        List<LambdaVariable> variables = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            Parameter parameter = parameters.get(i);
            variables.add(variable(names.get(i), parameter));
        }
        expressions.scopes().enter(variables);
        Resolved resolved;
        try {
            resolved = expressions.resolve(body);
        } finally {
            expressions.scopes().leave();
        }
        return bound(index, variables, resolved.expression(), resolved.text());
    }

    private Argument ignoring(int index, List<Parameter> parameters) {
        Argument value = value(index);
        List<LambdaVariable> variables = parameters.stream().map(p -> variable("arg", p)).toList();
        return bound(index, variables, value.expression(), value.text());
    }

    private LambdaVariable variable(String name, Parameter parameter) {
        return new LambdaVariable(
                context.ids().getAsLong(), name, parameter.type(), parameter.nullable());
    }

    private Argument bound(
            int index, List<LambdaVariable> variables, Expression body, String bodyText) {
        String text =
                "lambdafunction(" + bodyText + (", " + VARIABLE).repeat(variables.size()) + ")";
        texts.set(index, text);
        return new Argument(new Expression.Lambda(variables, body), text);
    }

    private void checkNames(List<String> names, int least, int most) {
        if (names.size() < least || names.size() > most) {
            throw NameErrors.error(
                            "INVALID_LAMBDA_FUNCTION_CALL.NUM_ARGS_MISMATCH",
                            "42K0D",
                            call.origin())
                    .with("expectedNumArgs", names.size())
                    .with("actualNumArgs", least)
                    .text(
                            "Invalid lambda function call. A higher order function expects "
                                    + names.size()
                                    + " arguments, but got "
                                    + least
                                    + ".");
        }
        Set<String> distinct = new HashSet<>();
        names.forEach(n -> distinct.add(n.toLowerCase(Locale.ROOT)));
        if (distinct.size() < names.size()) {
            String shown = String.join(", ", names.stream().map(NameErrors::quoted).toList());
            throw NameErrors.error(
                            "INVALID_LAMBDA_FUNCTION_CALL.DUPLICATE_ARG_NAMES",
                            "42K0D",
                            call.origin())
                    .with("args", shown)
                    .with("caseSensitiveConfig", "\"spark.sql.caseSensitive\"")
                    .text(
                            "Invalid lambda function call. The lambda function has duplicate"
                                    + " arguments "
                                    + shown
                                    + ". Please, consider to rename the argument names or set"
                                    + " \"spark.sql.caseSensitive\" to \"true\".");
        }
    }

    @Override
    public void append(String text) {
        texts.add(text);
    }

    @Override
    public CallSite site() {
        String name = call.name().toLowerCase(Locale.ROOT);
        return context.callSite(call.name(), Format.CALL.text(name, texts), call.origin());
    }

    /// A lambda where a value is wanted.
    static MillraceException misplaced(@Nullable Origin origin) {
        return NameErrors.error(
                        "INVALID_LAMBDA_FUNCTION_CALL.NON_HIGHER_ORDER_FUNCTION", "42K0D", origin)
                .with("class", "function")
                .text(
                        "Invalid lambda function call. A lambda function should only be used in a"
                                + " higher order function.");
    }
}
