// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.relation;

import dev.millrace.spi.function.UnboundFunction;
import dev.millrace.spi.function.UserAggregate;
import dev.millrace.spi.function.UserFunction;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// An expression as the user wrote it: names instead of columns, calls instead of functions.
///
/// Operators are calls with the operator as name, as in the Connect protocol (its `=` is `==`):
/// `+ - * / % div == <=> < <= > >= and or not ! negative positive & | ^ ~ << >> >>> ||`. Predicates
/// too: `isnull isnotnull in like ilike rlike between`. A `CASE` expression is
/// `when(condition, value, …[, otherwise])`. Function names keep the case in which they were
/// written and are looked up ignoring it.
public sealed interface ParsedExpression {
    /// A constant. The value is boxed as `dev.millrace.spi.column.BoxedValues` says.
    record Literal(@Nullable Object value, DataType type) implements ParsedExpression {}

    /// A column by name: `a`, `t.a`, `a.field`.
    ///
    /// @param planId if present, the relation tagged with this id below the current one in whose
    /// output the name must be found (`df.col("x")`)
    record Name(
            List<String> parts, @Nullable Long planId, boolean isMetadata, @Nullable Origin origin)
            implements ParsedExpression {
        public Name {
            parts = List.copyOf(parts);
        }

        public static Name of(String... parts) {
            return new Name(List.of(parts), null, false, null);
        }
    }

    /// `*`, `t.*`, or the fields of a struct column `s.*`; an empty target is the plain star.
    ///
    /// @param except names of columns to leave out
    record Star(
            List<String> target,
            @Nullable Long planId,
            List<List<String>> except,
            @Nullable Origin origin)
            implements ParsedExpression {
        public Star {
            target = List.copyOf(target);
            except = List.copyOf(except);
        }

        public Star(List<String> target, @Nullable Long planId, @Nullable Origin origin) {
            this(target, planId, List.of(), origin);
        }
    }

    /// All columns whose names match a regular expression (`colRegex`).
    record ColumnPattern(String pattern, @Nullable Long planId) implements ParsedExpression {}

    /// A function or operator applied to arguments.
    ///
    /// @param filter the condition of `FILTER (WHERE …)`
    /// @param ignoreNulls true for `IGNORE NULLS`
    record Call(
            String name,
            List<ParsedExpression> arguments,
            boolean distinct,
            @Nullable ParsedExpression filter,
            boolean ignoreNulls,
            @Nullable Origin origin)
            implements ParsedExpression {
        public Call {
            arguments = List.copyOf(arguments);
        }

        public static Call of(String name, ParsedExpression... arguments) {
            return new Call(name, List.of(arguments), false, null, false, null);
        }
    }

    /// A function that came with the query, not by name.
    record UserCall(UserFunction function, List<ParsedExpression> arguments)
            implements ParsedExpression {
        public UserCall {
            arguments = List.copyOf(arguments);
        }
    }

    /// A function over the objects that the rows of the input stand for.
    record TypedCall(UnboundFunction<UserFunction> function) implements ParsedExpression {}

    /// An aggregate function over objects.
    ///
    /// @param arguments columns that the objects are made of by position; empty for the rows of the
    /// input
    record TypedAggregate(UnboundFunction<UserAggregate> function, List<ParsedExpression> arguments)
            implements ParsedExpression {
        public TypedAggregate {
            arguments = List.copyOf(arguments);
        }
    }

    /// `child AS name`; several names only for generators with several columns.
    ///
    /// @param metadata JSON text for the field, null to keep the child's
    record Alias(ParsedExpression child, List<String> names, @Nullable String metadata)
            implements ParsedExpression {
        public Alias {
            names = List.copyOf(names);
        }
    }

    /// How a cast treats values that do not fit.
    enum CastMode {
        /// As `spark.sql.ansi.enabled` says.
        SESSION,
        /// NULL: `try_cast`.
        TRY,
        /// An error.
        ANSI
    }

    record Cast(ParsedExpression child, DataType type, CastMode mode, @Nullable Origin origin)
            implements ParsedExpression {}

    /// One key of an order: `child ASC NULLS FIRST`.
    record SortKey(
            ParsedExpression child, boolean ascending, boolean nullsFirst, @Nullable Origin origin)
            implements ParsedExpression {
        public SortKey(ParsedExpression child, boolean ascending, boolean nullsFirst) {
            this(child, ascending, nullsFirst, null);
        }
    }

    /// `function OVER (PARTITION BY … ORDER BY … frame)`.
    ///
    /// @param origin what stands behind OVER
    record Window(
            ParsedExpression function,
            List<ParsedExpression> partitionBy,
            List<SortKey> orderBy,
            @Nullable Frame frame,
            @Nullable Origin origin)
            implements ParsedExpression {
        public Window {
            partitionBy = List.copyOf(partitionBy);
            orderBy = List.copyOf(orderBy);
        }

        public Window(
                ParsedExpression function,
                List<ParsedExpression> partitionBy,
                List<SortKey> orderBy,
                @Nullable Frame frame) {
            this(function, partitionBy, orderBy, frame, null);
        }
    }

    /// The rows around the current one that a window function sees.
    ///
    /// @param isRows true for ROWS, false for RANGE
    record Frame(boolean isRows, Bound start, Bound end) {}

    /// One end of a frame.
    sealed interface Bound {
        /// @param isPreceding whether all rows before are meant, or all rows after
        record Unbounded(boolean isPreceding) implements Bound {}

        record CurrentRow() implements Bound {}

        /// A distance, a constant: negative before the current row, positive after it.
        record Offset(ParsedExpression value) implements Bound {}
    }

    /// `child[extraction]` or `child.field`: a field of a struct, an element of an array, a value
    /// of a map.
    record Extract(ParsedExpression child, ParsedExpression extraction)
            implements ParsedExpression {}

    /// `withField` (with a value) or `dropFields` (without) of a struct.
    record UpdateField(ParsedExpression struct, String field, @Nullable ParsedExpression value)
            implements ParsedExpression {}

    /// `(x, y) -> body`.
    record Lambda(ParsedExpression body, List<String> parameters) implements ParsedExpression {
        public Lambda {
            parameters = List.copyOf(parameters);
        }
    }

    /// How a subquery stands in an expression.
    enum SubqueryForm {
        /// Its one value.
        SCALAR,
        /// `EXISTS (…)`.
        EXISTS,
        /// `values IN (…)`.
        IN
    }

    /// A query as an expression; it may use columns of the query that it stands in.
    ///
    /// @param values what IN compares with its columns, else empty
    record Subquery(
            SubqueryForm form,
            List<ParsedExpression> values,
            Relation query,
            @Nullable Origin origin)
            implements ParsedExpression {
        public Subquery {
            values = List.copyOf(values);
        }
    }

    /// A use of a lambda's parameter.
    record LambdaVariable(String name) implements ParsedExpression {}
}
