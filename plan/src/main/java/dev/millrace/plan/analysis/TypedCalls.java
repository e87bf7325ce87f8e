// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.analysis;

import dev.millrace.plan.expression.AggregateCall;
import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.expression.Misfit;
import dev.millrace.plan.relation.ParsedExpression;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.function.FunctionInput;
import dev.millrace.spi.function.UnboundFunction;
import dev.millrace.spi.function.UserAggregate;
import dev.millrace.spi.function.UserFunction;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import java.util.ArrayList;
import java.util.List;

/// Finds the columns that the objects of user code are made of, and widens them to what the objects
/// want, as Spark's `as` does.
record TypedCalls(AnalysisContext context) {
    /// Any row of the input, as a star gives it.
    private static final ParsedExpression.Star ROW =
            new ParsedExpression.Star(List.of(), null, null);

    Resolved call(UnboundFunction<UserFunction> function, ExpressionResolver.Names names) {
        List<Expression> arguments = arguments(function.inputs().getFirst(), names.star(ROW));
        UserFunction bound = function.bind(List.of(types(arguments)));
        return Resolved.of(new Expression.UserCall(bound, arguments), bound.name());
    }

    Resolved aggregate(
            ParsedExpression.TypedAggregate typed,
            ExpressionResolver.Names names,
            Collector collector,
            List<Resolved> given) {
        FunctionInput input = typed.function().inputs().getFirst();
        List<Expression> arguments =
                given.isEmpty()
                        ? arguments(input, names.star(ROW))
                        : arguments(byPosition(input), given);
        UserAggregate bound = typed.function().bind(List.of(types(arguments)));
        AggregateCall call =
                new AggregateCall(
                        bound.name(),
                        arguments,
                        false,
                        null,
                        false,
                        bound.resultType(),
                        bound.resultNullable(),
                        bound);
        return Resolved.of(collector.aggregate(call, bound.name(), null), bound.name());
    }

    private static FunctionInput byPosition(FunctionInput input) {
        return switch (input) {
            case FunctionInput.WholeRow row -> row;
            case FunctionInput.Fields(var fields, boolean ignored) ->
                    new FunctionInput.Fields(
                            fields.stream()
                                    .map(
                                            f ->
                                                    new FunctionInput.Field(
                                                            f.position(), "", f.type(), f.path()))
                                    .toList(),
                            true);
        };
    }

    /// The expressions for what a function reads of a row of these columns.
    List<Expression> arguments(FunctionInput input, List<Resolved> columns) {
        return switch (input) {
            case FunctionInput.WholeRow ignored ->
                    columns.stream().map(Resolved::expression).toList();
            case FunctionInput.Fields(var fields, boolean isTuple) -> {
                if (isTuple && fields.size() != columns.size()) {
                    throw fieldCount(columns, fields.size());
                }
                List<Expression> found = new ArrayList<>();
                for (FunctionInput.Field field : fields) {
                    found.add(widened(find(field, columns), field));
                }
                yield found;
            }
        };
    }

    /// The columns as a struct, in the order of the expressions.
    static DataType.Struct types(List<Expression> expressions) {
        List<StructField> fields = new ArrayList<>();
        for (Expression expression : expressions) {
            String name =
                    expression instanceof dev.millrace.plan.expression.Attribute attribute
                            ? attribute.name()
                            : "_" + (fields.size() + 1);
            fields.add(new StructField(name, expression.type(), expression.nullable()));
        }
        return new DataType.Struct(fields);
    }

    private Resolved find(FunctionInput.Field field, List<Resolved> columns) {
        if (!field.isByName()) {
            if (field.position() >= columns.size()) {
                throw fieldCount(columns, field.position() + 1);
            }
            return columns.get(field.position());
        }
        List<Resolved> matches =
                columns.stream()
                        .filter(c -> context.sameName(c.columnName(), field.name()))
                        .toList();
        List<String> name = List.of(field.name());
        List<List<String>> all = columns.stream().map(c -> List.of(c.columnName())).toList();
        if (matches.isEmpty()) {
            throw NameErrors.unresolvedColumn(name, all, null);
        }
        if (matches.size() > 1) {
            throw NameErrors.ambiguous(
                    name, matches.stream().map(c -> List.of(c.columnName())).toList(), null);
        }
        return matches.getFirst();
    }

    private static MillraceException fieldCount(List<Resolved> columns, int count) {
        String schema =
                '"' + types(columns.stream().map(Resolved::expression).toList()).sqlName() + '"';
        return NameErrors.error("UNSUPPORTED_DESERIALIZER.FIELD_NUMBER_MISMATCH", "0A000", null)
                .with("schema", schema)
                .with("ordinal", count)
                .text(
                        "The deserializer is not supported: try to map "
                                + schema
                                + " to Tuple"
                                + count
                                + ", but failed as the number of fields does not line up.");
    }

    private Expression widened(Resolved column, FunctionInput.Field field) {
        Expression value = column.expression();
        DataType from = value.type();
        DataType to = field.type();
        if (from.simpleName().equals(to.simpleName()) || isNested(from) && isNested(to)) {
            return value;
        }
        if (from instanceof DataType.Null) {
            return new Expression.Literal(null, to);
        }
        if (!isNested(from) && !isNested(to) && UpCasts.isSafe(from, to)) {
            return new Expression.Cast(
                    value, to, Misfit.ofSession(context.settings().ansi()), null);
        }
        throw cannotUpCast(column, field);
    }

    /// Parts of nested values are matched by whoever makes the objects.
    private static boolean isNested(DataType type) {
        return type instanceof DataType.Struct
                || type instanceof DataType.Array
                || type instanceof DataType.Map;
    }

    private static MillraceException cannotUpCast(Resolved column, FunctionInput.Field field) {
        String source = '"' + column.expression().type().sqlName() + '"';
        String target = '"' + field.type().sqlName() + '"';
        String details =
                "The type path of the target object is:\n"
                        + field.path()
                        + "\nYou can either add an explicit cast to the input data or choose a"
                        + " higher precision type of the field in the target object";
        return MillraceException.of(ErrorKind.ANALYSIS, "CANNOT_UP_CAST_DATATYPE", "42846")
                .with("expression", column.columnName())
                .with("sourceType", source)
                .with("targetType", target)
                .with("details", details)
                .text(
                        "Cannot up cast "
                                + column.columnName()
                                + " from "
                                + source
                                + " to "
                                + target
                                + ".\n"
                                + details);
    }
}
