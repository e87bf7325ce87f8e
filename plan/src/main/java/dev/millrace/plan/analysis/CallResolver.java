// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.analysis;

import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.expression.Expression.Literal;
import dev.millrace.plan.function.AggregateFunction;
import dev.millrace.plan.function.Argument;
import dev.millrace.plan.function.CallSite;
import dev.millrace.plan.function.FunctionDefinition;
import dev.millrace.plan.function.FunctionDefinition.Format;
import dev.millrace.plan.function.GeneratorFunction;
import dev.millrace.plan.function.HigherOrderFunction;
import dev.millrace.plan.function.IntegralComparison;
import dev.millrace.plan.function.RankingFunction;
import dev.millrace.plan.function.ScalarFunction;
import dev.millrace.plan.function.TypeErrors;
import dev.millrace.plan.relation.Origin;
import dev.millrace.plan.relation.ParsedExpression;
import dev.millrace.plan.relation.ParsedExpression.Call;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.function.UnboundFunction;
import dev.millrace.spi.function.UserAggregate;
import dev.millrace.spi.function.UserFunction;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Calls of functions by name.
final class CallResolver {
    /// Names of types that are also functions: `int(x)` is a cast.
    private static final Map<String, DataType> CASTS =
            Map.ofEntries(
                    Map.entry("boolean", DataType.BOOLEAN),
                    Map.entry("tinyint", DataType.BYTE),
                    Map.entry("smallint", DataType.SHORT),
                    Map.entry("int", DataType.INTEGER),
                    Map.entry("bigint", DataType.LONG),
                    Map.entry("float", DataType.FLOAT),
                    Map.entry("double", DataType.DOUBLE),
                    Map.entry("decimal", new DataType.Decimal(10, 0)),
                    Map.entry("date", DataType.DATE),
                    Map.entry("timestamp", DataType.TIMESTAMP),
                    Map.entry("time", DataType.TIME),
                    Map.entry("string", DataType.STRING),
                    Map.entry("binary", DataType.BINARY));

    /// What makes timestamps of the type that `spark.sql.timestampType` says.
    private static final Set<String> OF_SESSION_TYPE =
            Set.of("to_timestamp", "make_timestamp", "try_make_timestamp");

    /// How many arguments `make_timestamp` has for a timestamp without a zone of the session.
    private static final int OF_NUMBERS = 6;

    private final AnalysisContext context;
    private final ExpressionResolver expressions;
    private final Collector collector;

    CallResolver(AnalysisContext context, ExpressionResolver expressions, Collector collector) {
        this.context = context;
        this.expressions = expressions;
        this.collector = collector;
    }

    Resolved resolve(Call call) {
        String name = call.name().toLowerCase(Locale.ROOT);
        UserFunction user = context.catalog().function(call.name());
        if (user != null) {
            return expressions.userCall(user, expressions.resolveAll(call.arguments()));
        }
        UnboundFunction<UserAggregate> registered = context.catalog().aggregate(call.name());
        if (registered != null) {
            if (call.distinct() || call.filter() != null) {
                throw MillraceException.unsupported(
                        "DISTINCT and FILTER of the user's aggregate function " + call.name());
            }
            return expressions.resolve(
                    new ParsedExpression.TypedAggregate(registered, call.arguments()));
        }
        switch (name) {
            case "window", "session_window", "window_time" -> {
                return new TimeWindowCalls(context, expressions, collector).resolve(name, call);
            }
            case "grouping", "grouping_id" -> {
                if (name.equals("grouping") && call.arguments().size() != 1) {
                    throw TypeErrors.wrongCount(name, "1", call.arguments().size(), call.origin());
                }
                List<Resolved> arguments = expressions.resolveAll(call.arguments());
                String text =
                        Format.CALL.text(name, arguments.stream().map(Resolved::text).toList());
                return Resolved.of(collector.grouping(call, arguments), text);
            }
            case "struct" -> {
                return struct(call);
            }
            case "arrays_zip" -> {
                return zipped(call);
            }
            default -> {
                DataType type = CASTS.get(name);
                if (type != null && call.arguments().size() == 1) {
                    return conversion(call, type);
                }
            }
        }
        return switch (definition(call)) {
            case ScalarFunction scalar -> scalar(scalar, call);
            case HigherOrderFunction higher -> higher(higher, call);
            case AggregateFunction aggregate -> aggregate(aggregate, call);
            case RankingFunction ignored -> throw withoutWindow(call);
            case GeneratorFunction ignored -> throw misplacedGenerator(call);
        };
    }

    /// `int(x)` converts as a cast does, and is called as its argument reads, by its name if that
    /// is a column.
    private Resolved conversion(Call call, DataType type) {
        Resolved argument = expressions.resolve(call.arguments().getFirst());
        Resolved cast =
                expressions.cast(
                        new ParsedExpression.Cast(
                                call.arguments().getFirst(),
                                type,
                                ParsedExpression.CastMode.SESSION,
                                call.origin()),
                        argument);
        return new Resolved(
                cast.expression(), argument.text(), cast.name(), StructField.NO_METADATA);
    }

    /// The built-in function of the name.
    FunctionDefinition definition(Call call) {
        FunctionDefinition definition = context.functions().find(call.name());
        if (definition != null) {
            return definition;
        }
        if (context.functions().isKnownToSpark(call.name())) {
            throw MillraceException.unsupported("the function `" + call.name() + "`");
        }
        throw TypeErrors.unresolvedRoutine(call.name(), call.origin());
    }

    private static MillraceException withoutWindow(Call call) {
        return NameErrors.error("WINDOW_FUNCTION_WITHOUT_OVER_CLAUSE", "42601", call.origin())
                .with("funcName", "\"" + call.name() + "()\"")
                .text("Window function \"" + call.name() + "()\" requires an OVER clause.");
    }

    private static MillraceException misplacedGenerator(Call call) {
        String text = "\"" + call.name() + "()\"";
        return NameErrors.error(
                        "UNSUPPORTED_GENERATOR.NESTED_IN_EXPRESSIONS", "42K0E", call.origin())
                .with("expression", text)
                .text("The generator is not supported: nested in expressions " + text + ".");
    }

    private Resolved scalar(ScalarFunction function, Call call) {
        if (call.distinct() || call.filter() != null) {
            throw notAggregate(call);
        }
        List<Argument> given = arguments(function, call, expressions.resolveAll(call.arguments()));
        if (function.name().equals(TimeBuckets.FUNCTION)) {
            return new TimeBuckets(context).resolve(function, call, given);
        }
        List<Argument> arguments = IntegralComparison.simplified(call.name(), given);
        if (arguments.size() < given.size()) {
            return Resolved.of(arguments.getFirst().expression(), arguments.getFirst().text());
        }
        String other = CharacterFunctions.meant(function, arguments);
        if (other != null && context.functions().find(other) instanceof ScalarFunction meant) {
            List<Argument> taken = arguments.subList(0, Math.min(2, meant.maximumArguments()));
            String text = text(meant, other, taken);
            CallSite site = context.callSite(call.name(), text, call.origin());
            return Resolved.of(meant.meaning().of(site, taken), text);
        }
        String text = text(function, call.name(), arguments);
        CallSite site = context.callSite(call.name(), text, call.origin());
        Expression meaning =
                switch (function.name()) {
                    case "current_database" ->
                            new Literal(context.catalog().currentDatabase(), DataType.STRING);
                    case "current_user" ->
                            new Literal(context.catalog().currentUser(), DataType.STRING);
                    default -> ofSession(function, arguments.size()).meaning().of(site, arguments);
                };
        return Resolved.of(meaning, ColumnNames.sum(call.name(), arguments, meaning, text));
    }

    private Resolved higher(HigherOrderFunction function, Call call) {
        int count = call.arguments().size();
        if (!function.takes(count)) {
            throw TypeErrors.wrongCount(call.name(), expected(function), count, call.origin());
        }
        LambdaArguments arguments = new LambdaArguments(context, expressions, call);
        Expression meaning = function.meaning().of(arguments);
        return Resolved.of(meaning, arguments.site().text());
    }

    /// `to_timestamp` and its kin make the session's type of timestamps.
    private ScalarFunction ofSession(ScalarFunction function, int count) {
        if (context.settings().timestampNtz()
                && OF_SESSION_TYPE.contains(function.name())
                && context.functions().find(function.name() + "_ntz") instanceof ScalarFunction ntz
                && count <= ntz.maximumArguments()
                && (count == OF_NUMBERS || !function.name().contains("make"))) {
            return ntz;
        }
        return function;
    }

    static MillraceException notAggregate(Call call) {
        String what = call.distinct() ? "DISTINCT" : "FILTER CLAUSE";
        return NameErrors.error(
                        "INVALID_SQL_SYNTAX.FUNCTION_WITH_UNSUPPORTED_SYNTAX",
                        "42000",
                        call.origin())
                .with("prettyName", NameErrors.quoted(call.name()))
                .with("syntax", what)
                .text(
                        "Invalid SQL syntax: The function "
                                + NameErrors.quoted(call.name())
                                + " does not support "
                                + what
                                + ".");
    }

    /// The arguments with the defaults of those that are left out; their number is checked.
    List<Argument> arguments(FunctionDefinition function, Call call, List<Resolved> given) {
        List<Argument> arguments = new ArrayList<>();
        given.forEach(r -> arguments.add(r.argument()));
        int count = arguments.size();
        if (!function.takes(count)) {
            // Spark finds it out late where any number is taken, and knows the place no more.
            boolean isOpen =
                    function instanceof GeneratorFunction
                            && function.maximumArguments() == Integer.MAX_VALUE;
            throw TypeErrors.wrongCount(
                    call.name(), expected(function), count, isOpen ? null : call.origin());
        }
        List<Literal> defaults = function.defaults();
        int complete = defaults.isEmpty() ? count : defaultedCount(function, defaults.size());
        while (arguments.size() < complete) {
            Literal value = defaults.get(defaults.size() - (complete - arguments.size()));
            if (function.name().endsWith("pad")
                    && arguments.getFirst().type() instanceof DataType.Binary) {
                // Bytes are filled up with zeros, where texts are with blanks.
                value = new Literal(new byte[1], DataType.BINARY);
            }
            arguments.add(
                    new Argument(value, LiteralText.of(value, context.settings().timeZone())));
        }
        return arguments;
    }

    /// The number of arguments when all defaults are filled in.
    private static int defaultedCount(FunctionDefinition function, int defaults) {
        return function.minimumArguments() + defaults;
    }

    static String expected(FunctionDefinition function) {
        int minimum = function.minimumArguments();
        int maximum = function.maximumArguments();
        if (maximum == Integer.MAX_VALUE) {
            return "> " + (minimum - 1);
        }
        if (minimum == maximum) {
            return String.valueOf(minimum);
        }
        List<Integer> counts = new ArrayList<>();
        for (int i = minimum; i <= maximum; i++) {
            counts.add(i);
        }
        return counts.toString();
    }

    static String text(FunctionDefinition function, String written, List<Argument> arguments) {
        return function.format()
                .text(
                        written.toLowerCase(Locale.ROOT),
                        arguments.stream().map(Argument::text).toList());
    }

    /// An aggregate outside a window.
    private Resolved aggregate(AggregateFunction function, Call call) {
        collector.enterAggregate(call);
        AggregateUse use = aggregateUse(function, call);
        collector.leaveAggregate();
        return Resolved.of(collector.aggregate(use.call(), use.text(), call.origin()), use.text());
    }

    /// Aliases show themselves, unless something stands behind the arguments.
    private static String shownName(AggregateFunction function, Call call, boolean isUnordered) {
        boolean isEdge = call.name().endsWith("_value") && !call.name().startsWith("any");
        return isUnordered && !(isEdge && call.ignoreNulls()) ? call.name() : function.name();
    }

    /// An aggregate with how it reads.
    record AggregateUse(dev.millrace.plan.expression.AggregateCall call, String text) {}

    AggregateUse aggregateUse(AggregateFunction function, Call call) {
        List<Resolved> given =
                isCountOfRows(call)
                        ? List.of(Resolved.of(new Literal(1, DataType.INTEGER), "1"))
                        : expressions.resolveAll(GroupOrder.values(call));
        GroupOrder order = GroupOrder.of(call, expressions);
        if (!order.keys().isEmpty() && !function.takesOrder()) {
            throw MillraceException.unsupported(
                    "WITHIN GROUP for the function `" + call.name() + "`");
        }
        Resolved filter = filter(call);
        List<Argument> arguments = arguments(function, call, given);
        if (function.name().equals("count") && arguments.isEmpty()) {
            throw TypeErrors.wrongCount("count", "> 0", 0, call.origin());
        }
        String text =
                ColumnNames.aggregate(
                        text(function, shownName(function, call, order.keys().isEmpty()), arguments)
                                + order.text(function),
                        call.distinct(),
                        filter == null ? null : filter.text());
        CallSite site = context.callSite(call.name(), text, call.origin());
        AggregateFunction.Modifiers modifiers =
                new AggregateFunction.Modifiers(
                        call.distinct(),
                        filter == null ? null : filter.expression(),
                        call.ignoreNulls(),
                        order.keys());
        return new AggregateUse(function.meaning().of(site, arguments, modifiers), text);
    }

    private static boolean isCountOfRows(Call call) {
        return call.name().equalsIgnoreCase("count")
                && call.arguments().size() == 1
                && call.arguments().getFirst() instanceof ParsedExpression.Star star
                && star.target().isEmpty()
                && !call.distinct();
    }

    private @Nullable Resolved filter(Call call) {
        ParsedExpression condition = call.filter();
        return condition == null ? null : expressions.resolve(condition);
    }

    /// The name of the part in `value.part` and `value['part']`.
    private static @Nullable String part(ParsedExpression written) {
        return written instanceof ParsedExpression.Extract(var value, var key)
                        && key instanceof ParsedExpression.Literal(var name, var type)
                        && name instanceof String text
                ? text
                : null;
    }

    /// A value that a field is made of.
    ///
    /// @param name that of a column, an alias or a part; null for others. The column inside of a
    ///     cast gives none, whatever the cast is called at the top of a query
    /// @param place of the argument, of which `*` is one
    private record FieldValue(@Nullable String name, int place, Resolved value) {}

    private List<FieldValue> fieldValues(Call call) {
        List<FieldValue> values = new ArrayList<>();
        for (int i = 0; i < call.arguments().size(); i++) {
            ParsedExpression written = call.arguments().get(i);
            for (Resolved value : expressions.resolveAll(List.of(written))) {
                String name =
                        switch (written) {
                            case ParsedExpression.Cast ignored -> null;
                            case Call ignored -> null;
                            default -> value.name() == null ? part(written) : value.name();
                        };
                values.add(new FieldValue(name, i, value));
            }
        }
        return values;
    }

    /// `struct(…)`: fields are called as their values are, or `col1`, `col2`, … by the place of the
    /// argument.
    private Resolved struct(Call call) {
        List<FieldValue> values = fieldValues(call);
        List<StructField> fields = new ArrayList<>();
        for (FieldValue field : values) {
            Expression expression = field.value().expression();
            fields.add(
                    new StructField(
                            field.name() == null ? "col" + (field.place() + 1) : field.name(),
                            expression.type(),
                            expression.nullable(),
                            field.value().metadata()));
        }
        String text =
                Format.CALL.text("struct", values.stream().map(v -> v.value().text()).toList());
        return Resolved.of(
                new Expression.Struct(
                        new DataType.Struct(fields),
                        values.stream().map(v -> v.value().expression()).toList()),
                text);
    }

    /// `arrays_zip(…)`: arrays of structs whose fields are called as the arguments are, or by their
    /// place.
    private Resolved zipped(Call call) {
        List<FieldValue> values = fieldValues(call);
        List<Argument> arguments = values.stream().map(v -> v.value().argument()).toList();
        String text =
                Format.CALL.text(
                        call.name().toLowerCase(Locale.ROOT),
                        arguments.stream().map(Argument::text).toList());
        CallSite site = context.callSite(call.name(), text, call.origin());
        List<StructField> fields = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            String name = values.get(i).name();
            if (!(arguments.get(i).type() instanceof DataType.Array array)) {
                throw TypeErrors.unexpectedInput(site, i, arguments.get(i), "\"ARRAY\"");
            }
            fields.add(
                    new StructField(
                            name == null ? String.valueOf(i) : name, array.element(), true));
        }
        List<Expression> arrays = arguments.stream().map(Argument::expression).toList();
        Expression meaning =
                new Expression.Call(
                        "arrays_zip",
                        arrays,
                        new DataType.Array(new DataType.Struct(fields), false),
                        arrays.stream().anyMatch(Expression::nullable),
                        true,
                        call.origin());
        return Resolved.of(meaning, text);
    }

    /// Where in the text the call stands.
    static @Nullable Origin origin(ParsedExpression expression) {
        return switch (expression) {
            case Call call -> call.origin();
            case ParsedExpression.Name name -> name.origin();
            case ParsedExpression.Cast cast -> cast.origin();
            case ParsedExpression.Alias alias -> origin(alias.child());
            default -> null;
        };
    }
}
