// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.expression;

import dev.millrace.plan.relation.Origin;
import dev.millrace.spi.function.UserFunction;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.function.UnaryOperator;

/// A resolved, typed expression over the attributes of a plan's input. Arguments already have the
/// types that the operation wants: every implicit conversion is a `Cast`.
///
/// Aggregates, window functions and generators are not expressions: they stand only in the plan
/// nodes that compute them. `toString` is what EXPLAIN prints.
public sealed interface Expression
        permits Attribute,
                Expression.Literal,
                Expression.Cast,
                Expression.Call,
                Expression.UserCall,
                Expression.Arithmetic,
                Expression.Comparison,
                Expression.And,
                Expression.Or,
                Expression.Not,
                Expression.IsNull,
                Expression.Case,
                Expression.In,
                Expression.Field,
                Expression.Struct,
                Expression.Lambda,
                Expression.LambdaVariable {
    DataType type();

    /// False if the value is never NULL.
    boolean nullable();

    List<Expression> children();

    /// The same node over other children, as many as before.
    Expression withChildren(List<Expression> children);

    /// Rewrites bottom-up: children first, then the node itself. Returns the same object if nothing
    /// changed.
    default Expression transformUp(UnaryOperator<Expression> rule) {
        List<Expression> before = children();
        List<Expression> after = before.stream().map(c -> c.transformUp(rule)).toList();
        boolean same = true;
        for (int i = 0; i < before.size(); i++) {
            same &= before.get(i) == after.get(i);
        }
        return rule.apply(same ? this : withChildren(after));
    }

    /// A constant, boxed as `dev.millrace.spi.column.BoxedValues` says.
    record Literal(@Nullable Object value, DataType type) implements Expression {
        public static final Literal TRUE = new Literal(true, DataType.BOOLEAN);
        public static final Literal FALSE = new Literal(false, DataType.BOOLEAN);

        @Override
        public boolean nullable() {
            return value == null;
        }

        @Override
        public List<Expression> children() {
            return List.of();
        }

        @Override
        public Literal withChildren(List<Expression> children) {
            return this;
        }

        @Override
        public String toString() {
            return String.valueOf(value);
        }
    }

    /// A conversion between types.
    ///
    /// @param misfit what becomes of a value that does not fit
    record Cast(Expression child, DataType type, Misfit misfit, @Nullable Origin origin)
            implements Expression {
        /// As Spark declares it: conversions that can meet a value outside the target are nullable
        /// even where they fail instead.
        @Override
        public boolean nullable() {
            return child.nullable() || CastRules.mayGiveNull(child.type(), type, misfit);
        }

        @Override
        public List<Expression> children() {
            return List.of(child);
        }

        @Override
        public Cast withChildren(List<Expression> children) {
            return new Cast(children.getFirst(), type, misfit, origin);
        }

        @Override
        public String toString() {
            return "cast(" + child + " as " + type.simpleName() + ")";
        }
    }

    /// A built-in scalar function.
    ///
    /// @param function canonical lower-case name; `execution.kernel` has a kernel of this name
    record Call(
            String function,
            List<Expression> arguments,
            DataType type,
            boolean nullable,
            boolean isDeterministic,
            @Nullable Origin origin)
            implements Expression {
        public Call {
            arguments = List.copyOf(arguments);
        }

        @Override
        public List<Expression> children() {
            return arguments;
        }

        @Override
        public Call withChildren(List<Expression> children) {
            return new Call(function, children, type, nullable, isDeterministic, origin);
        }

        @Override
        public String toString() {
            return function + arguments.toString().replace('[', '(').replace(']', ')');
        }
    }

    /// A function in user code.
    record UserCall(UserFunction function, List<Expression> arguments) implements Expression {
        public UserCall {
            arguments = List.copyOf(arguments);
        }

        @Override
        public DataType type() {
            return function.resultType();
        }

        @Override
        public boolean nullable() {
            return function.resultNullable();
        }

        @Override
        public List<Expression> children() {
            return arguments;
        }

        @Override
        public UserCall withChildren(List<Expression> children) {
            return new UserCall(function, children);
        }

        @Override
        public String toString() {
            return function.name() + arguments.toString().replace('[', '(').replace(']', ')');
        }
    }

    enum ArithmeticOperator {
        ADD("+"),
        SUBTRACT("-"),
        MULTIPLY("*"),
        DIVIDE("/"),
        REMAINDER("%"),
        INTEGRAL_DIVIDE("div");

        private final String symbol;

        ArithmeticOperator(String symbol) {
            this.symbol = symbol;
        }

        public String symbol() {
            return symbol;
        }

        /// True for `/`, `%` and `div`, which have no value for a divisor of zero.
        public boolean isDivision() {
            return this == DIVIDE || this == REMAINDER || this == INTEGRAL_DIVIDE;
        }
    }

    /// `left op right`; both sides have the same type, except decimals, which may differ in digits,
    /// and date/timestamp plus interval, which are calls (`date_add`, `timestamp_add_interval`).
    /// Byte, short, int and long overflow is an error if `failsOnError`, wraps otherwise.
    record Arithmetic(
            ArithmeticOperator operator,
            Expression left,
            Expression right,
            DataType type,
            boolean failsOnError,
            @Nullable Origin origin)
            implements Expression {
        @Override
        public boolean nullable() {
            return left.nullable()
                    || right.nullable()
                    || operator.isDivision()
                    || (!failsOnError && type instanceof DataType.Decimal);
        }

        @Override
        public List<Expression> children() {
            return List.of(left, right);
        }

        @Override
        public Arithmetic withChildren(List<Expression> children) {
            return new Arithmetic(
                    operator, children.get(0), children.get(1), type, failsOnError, origin);
        }

        @Override
        public String toString() {
            return "(" + left + " " + operator.symbol() + " " + right + ")";
        }
    }

    enum ComparisonOperator {
        EQUAL("="),
        NULL_SAFE_EQUAL("<=>"),
        LESS("<"),
        LESS_OR_EQUAL("<="),
        GREATER(">"),
        GREATER_OR_EQUAL(">=");

        private final String symbol;

        ComparisonOperator(String symbol) {
            this.symbol = symbol;
        }

        public String symbol() {
            return symbol;
        }
    }

    /// `left op right` over two sides of the same orderable type. NaN equals NaN and is greater
    /// than any other number, as in Spark.
    record Comparison(ComparisonOperator operator, Expression left, Expression right)
            implements Expression {
        @Override
        public DataType type() {
            return DataType.BOOLEAN;
        }

        @Override
        public boolean nullable() {
            return operator != ComparisonOperator.NULL_SAFE_EQUAL
                    && (left.nullable() || right.nullable());
        }

        @Override
        public List<Expression> children() {
            return List.of(left, right);
        }

        @Override
        public Comparison withChildren(List<Expression> children) {
            return new Comparison(operator, children.get(0), children.get(1));
        }

        @Override
        public String toString() {
            return "(" + left + " " + operator.symbol() + " " + right + ")";
        }
    }

    /// Three-valued AND; the right side is not evaluated for rows in which the left is false.
    record And(Expression left, Expression right) implements Expression {
        @Override
        public DataType type() {
            return DataType.BOOLEAN;
        }

        @Override
        public boolean nullable() {
            return left.nullable() || right.nullable();
        }

        @Override
        public List<Expression> children() {
            return List.of(left, right);
        }

        @Override
        public And withChildren(List<Expression> children) {
            return new And(children.get(0), children.get(1));
        }

        @Override
        public String toString() {
            return "(" + left + " AND " + right + ")";
        }
    }

    /// Three-valued OR; the right side is not evaluated for rows in which the left is true.
    record Or(Expression left, Expression right) implements Expression {
        @Override
        public DataType type() {
            return DataType.BOOLEAN;
        }

        @Override
        public boolean nullable() {
            return left.nullable() || right.nullable();
        }

        @Override
        public List<Expression> children() {
            return List.of(left, right);
        }

        @Override
        public Or withChildren(List<Expression> children) {
            return new Or(children.get(0), children.get(1));
        }

        @Override
        public String toString() {
            return "(" + left + " OR " + right + ")";
        }
    }

    record Not(Expression child) implements Expression {
        @Override
        public DataType type() {
            return DataType.BOOLEAN;
        }

        @Override
        public boolean nullable() {
            return child.nullable();
        }

        @Override
        public List<Expression> children() {
            return List.of(child);
        }

        @Override
        public Not withChildren(List<Expression> children) {
            return new Not(children.getFirst());
        }

        @Override
        public String toString() {
            return "NOT " + child;
        }
    }

    record IsNull(Expression child) implements Expression {
        @Override
        public DataType type() {
            return DataType.BOOLEAN;
        }

        @Override
        public boolean nullable() {
            return false;
        }

        @Override
        public List<Expression> children() {
            return List.of(child);
        }

        @Override
        public IsNull withChildren(List<Expression> children) {
            return new IsNull(children.getFirst());
        }

        @Override
        public String toString() {
            return "isnull(" + child + ")";
        }
    }

    /// The value of the first branch whose condition is true; a branch is evaluated only for the
    /// rows it decides. Children are condition, value, condition, value, …, otherwise.
    record Case(List<Branch> branches, Expression otherwise) implements Expression {
        public Case {
            branches = List.copyOf(branches);
        }

        public record Branch(Expression condition, Expression value) {}

        @Override
        public DataType type() {
            return otherwise.type();
        }

        @Override
        public boolean nullable() {
            for (Branch branch : branches) {
                if (branch.value().nullable()) {
                    return true;
                }
                // What follows a branch that is always taken is never looked at.
                if (branch.condition().equals(Literal.TRUE)) {
                    return false;
                }
            }
            return otherwise.nullable();
        }

        @Override
        public List<Expression> children() {
            List<Expression> children = new java.util.ArrayList<>();
            for (Branch branch : branches) {
                children.add(branch.condition());
                children.add(branch.value());
            }
            children.add(otherwise);
            return children;
        }

        @Override
        public Case withChildren(List<Expression> children) {
            List<Branch> changed = new java.util.ArrayList<>();
            for (int i = 0; i < branches.size(); i++) {
                changed.add(new Branch(children.get(2 * i), children.get(2 * i + 1)));
            }
            return new Case(changed, children.getLast());
        }

        @Override
        public String toString() {
            StringBuilder text = new StringBuilder("CASE");
            for (Branch branch : branches) {
                text.append(" WHEN ")
                        .append(branch.condition())
                        .append(" THEN ")
                        .append(branch.value());
            }
            return text.append(" ELSE ").append(otherwise).append(" END").toString();
        }
    }

    /// `value IN (options)`; all of one type.
    record In(Expression value, List<Expression> options) implements Expression {
        public In {
            options = List.copyOf(options);
        }

        @Override
        public DataType type() {
            return DataType.BOOLEAN;
        }

        @Override
        public boolean nullable() {
            return value.nullable() || options.stream().anyMatch(Expression::nullable);
        }

        @Override
        public List<Expression> children() {
            List<Expression> children = new java.util.ArrayList<>();
            children.add(value);
            children.addAll(options);
            return children;
        }

        @Override
        public In withChildren(List<Expression> children) {
            return new In(children.getFirst(), children.subList(1, children.size()));
        }

        @Override
        public String toString() {
            return value + " IN " + options.toString().replace('[', '(').replace(']', ')');
        }
    }

    /// A field of a struct.
    record Field(Expression struct, int index) implements Expression {
        @Override
        public DataType type() {
            return ((DataType.Struct) struct.type()).field(index).type();
        }

        @Override
        public boolean nullable() {
            return struct.nullable() || ((DataType.Struct) struct.type()).field(index).nullable();
        }

        @Override
        public List<Expression> children() {
            return List.of(struct);
        }

        @Override
        public Field withChildren(List<Expression> children) {
            return new Field(children.getFirst(), index);
        }

        @Override
        public String toString() {
            return struct + "." + ((DataType.Struct) struct.type()).field(index).name();
        }
    }

    /// A struct of the given fields, never NULL itself.
    record Struct(DataType.Struct type, List<Expression> values) implements Expression {
        public Struct {
            values = List.copyOf(values);
        }

        @Override
        public boolean nullable() {
            return false;
        }

        @Override
        public List<Expression> children() {
            return values;
        }

        @Override
        public Struct withChildren(List<Expression> children) {
            return new Struct(type, children);
        }

        @Override
        public String toString() {
            return "struct" + values.toString().replace('[', '(').replace(']', ')');
        }
    }

    /// A function `(x, y) -> body`, only an argument of a call that applies it to elements. Its
    /// body may also read the columns around the call.
    record Lambda(List<LambdaVariable> parameters, Expression body) implements Expression {
        public Lambda {
            parameters = List.copyOf(parameters);
        }

        @Override
        public DataType type() {
            return body.type();
        }

        @Override
        public boolean nullable() {
            return body.nullable();
        }

        @Override
        public List<Expression> children() {
            return List.of(body);
        }

        @Override
        public Lambda withChildren(List<Expression> children) {
            return new Lambda(parameters, children.getFirst());
        }

        @Override
        public String toString() {
            return parameters.toString().replace('[', '(').replace(']', ')') + " -> " + body;
        }
    }

    /// A parameter of a lambda where its body uses it. No column: no plan has it in its output.
    ///
    /// @param id unique among these and the columns of the query
    record LambdaVariable(long id, String name, DataType type, boolean nullable)
            implements Expression {
        @Override
        public List<Expression> children() {
            return List.of();
        }

        @Override
        public LambdaVariable withChildren(List<Expression> children) {
            return this;
        }

        @Override
        public String toString() {
            return "lambda " + name + "#" + id;
        }
    }
}
