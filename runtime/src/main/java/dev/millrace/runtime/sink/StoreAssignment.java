// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.sink;

import dev.millrace.plan.expression.Attribute;
import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.expression.Expression.Literal;
import dev.millrace.plan.expression.Misfit;
import dev.millrace.plan.function.Padding;
import dev.millrace.plan.function.Types;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;
import dev.millrace.spi.type.TextLimit;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// How the columns of a query become those of a table, by the rules of ANSI store assignment: a
/// number becomes any other number (and fails at run time where it does not fit), everything atomic
/// becomes text, dates and timestamps become each other; all else must be of the same type.
///
/// @param input the query's columns; the id of each is its position
/// @param assigned one entry per column of the table
public record StoreAssignment(List<Attribute> input, List<Assigned> assigned) {
    public StoreAssignment {
        input = List.copyOf(input);
        assigned = List.copyOf(assigned);
    }

    /// @param value an attribute of the input, a literal, or a cast of one of them; around it what
    /// holds a text to the length that the column has
    public record Assigned(StructField target, Expression value) {
        boolean isCast() {
            return value instanceof Expression.Cast;
        }
    }

    /// The table that is written to.
    ///
    /// @param name as messages show it
    public record Target(String name, DataType.Struct schema) {
        /// The table, seen without some of its columns.
        Target without(Map<String, ?> columns) {
            return new Target(
                    name,
                    new DataType.Struct(
                            schema.fields().stream()
                                    .filter(field -> !columns.containsKey(field.name()))
                                    .toList()));
        }
    }

    /// The table's columns.
    public DataType.Struct schema() {
        return new DataType.Struct(assigned.stream().map(Assigned::target).toList());
    }

    /// True if no row changes: the query already has the table's columns.
    public boolean isTrivial() {
        boolean trivial = input.size() == assigned.size();
        for (int i = 0; trivial && i < assigned.size(); i++) {
            trivial = assigned.get(i).value() == input.get(i);
        }
        return trivial;
    }

    /// The table's columns in the order of the query's; constants stand for those that are not in
    /// the query.
    ///
    /// @param constants values of columns by their exact names
    public static StoreAssignment byPosition(
            Target target, DataType.Struct query, Map<String, Literal> constants) {
        List<StructField> open = target.without(constants).schema().fields();
        if (open.size() != query.size()) {
            throw constants.isEmpty()
                    ? InsertErrors.arity(
                            target.name(),
                            target.schema().names(),
                            query.names(),
                            query.size() < open.size())
                    : InsertErrors.partitionArity(target, query, constants.keySet());
        }
        Map<String, Integer> sources = new HashMap<>();
        for (int i = 0; i < open.size(); i++) {
            sources.put(open.get(i).name(), i);
        }
        return assign(target, query, sources, constants);
    }

    /// The table's columns in the order of a list: `INSERT INTO t (b, a)`. Those that are not in it
    /// are NULL.
    public static StoreAssignment byList(
            Target target,
            List<String> columns,
            DataType.Struct query,
            Map<String, Literal> constants) {
        Target open = target.without(constants);
        Map<String, Integer> sources = new HashMap<>();
        for (String column : columns) {
            int index = open.schema().indexOfIgnoreCase(column);
            if (index < 0) {
                throw InsertErrors.unresolvedColumn(column, open.schema().names());
            }
            String name = open.schema().field(index).name();
            if (sources.putIfAbsent(name, sources.size()) != null) {
                throw InsertErrors.columnExists(name);
            }
        }
        if (columns.size() != query.size()) {
            throw InsertErrors.arity(
                    target.name(), columns, query.names(), query.size() < columns.size());
        }
        return assign(target, query, sources, constants);
    }

    /// Columns of equal names, ignoring case: `INSERT INTO t BY NAME`. Those that are not in the
    /// query are NULL.
    public static StoreAssignment byName(
            Target target, DataType.Struct query, Map<String, Literal> constants) {
        Target open = target.without(constants);
        if (query.size() > open.schema().size()) {
            throw InsertErrors.arity(target.name(), open.schema().names(), query.names(), false);
        }
        Map<String, Integer> sources = new HashMap<>();
        List<String> extra = new ArrayList<>();
        for (int i = 0; i < query.size(); i++) {
            int index = open.schema().indexOfIgnoreCase(query.field(i).name());
            if (index < 0) {
                extra.add(query.field(i).name());
            } else if (sources.putIfAbsent(open.schema().field(index).name(), i) != null) {
                throw InsertErrors.ambiguous(query.field(i).name());
            }
        }
        if (!extra.isEmpty()) {
            throw InsertErrors.extraColumns(target.name(), extra);
        }
        sources.forEach(
                (name, index) ->
                        requireSameFields(
                                query.field(index).type(),
                                target.schema().field(target.schema().indexOf(name)).type()));
        return assign(target, query, sources, constants);
    }

    /// Fields inside of columns are assigned by position: a query that has them in another order
    /// would get them mixed up.
    private static void requireSameFields(DataType from, DataType to) {
        if (from instanceof DataType.Struct source && to instanceof DataType.Struct target) {
            boolean same = source.size() == target.size();
            for (int i = 0; same && i < source.size(); i++) {
                same = source.field(i).name().equalsIgnoreCase(target.field(i).name());
            }
            if (!same) {
                throw MillraceException.unsupported(
                        "a write by name that reorders the fields of a struct ("
                                + from.simpleName()
                                + " into "
                                + to.simpleName()
                                + ")");
            }
            for (int i = 0; i < source.size(); i++) {
                requireSameFields(source.field(i).type(), target.field(i).type());
            }
        } else if (from instanceof DataType.Array source && to instanceof DataType.Array target) {
            requireSameFields(source.element(), target.element());
        } else if (from instanceof DataType.Map source && to instanceof DataType.Map target) {
            requireSameFields(source.value(), target.value());
        }
    }

    private static StoreAssignment assign(
            Target target,
            DataType.Struct query,
            Map<String, Integer> sources,
            Map<String, Literal> constants) {
        List<Attribute> input = new ArrayList<>();
        for (StructField field : query.fields()) {
            input.add(new Attribute(input.size(), field.name(), field.type(), field.nullable()));
        }
        List<Assigned> assigned = new ArrayList<>();
        for (StructField field : target.schema().fields()) {
            Integer source = sources.get(field.name());
            Literal constant = constants.get(field.name());
            if (constant != null) {
                // The value of a partition is a text that is cast, whatever its type.
                assigned.add(new Assigned(field, limited(constant, field)));
            } else if (source == null) {
                assigned.add(new Assigned(field, new Literal(null, field.type())));
            } else {
                Attribute value = input.get(source);
                if (!isAllowed(value.type(), field.type())) {
                    throw cannotCast(
                            target.name(), List.of(field.name()), value.type(), field.type());
                }
                assigned.add(new Assigned(field, limited(value, field)));
            }
        }
        return new StoreAssignment(input, assigned);
    }

    private static Expression limited(Expression value, StructField field) {
        Expression converted = converted(value, field.type());
        TextLimit limit = TextLimit.of(field.metadata());
        return limit == null ? converted : Padding.stored(converted, limit);
    }

    private static Expression converted(Expression value, DataType type) {
        return Types.sameShape(value.type(), type)
                ? value
                : new Expression.Cast(value, type, Misfit.FAIL, null);
    }

    /// Names the innermost types that do not go together, with the path to them.
    private static MillraceException cannotCast(
            String table, List<String> path, DataType from, DataType to) {
        if (from instanceof DataType.Array(var source, boolean ignored)
                && to instanceof DataType.Array(var target, boolean takesNull)
                && !isAllowed(source, target)) {
            return cannotCast(table, inner(path, "element"), source, target);
        }
        if (from instanceof DataType.Map source && to instanceof DataType.Map target) {
            if (!isAllowed(source.key(), target.key())) {
                return cannotCast(table, inner(path, "key"), source.key(), target.key());
            }
            if (!isAllowed(source.value(), target.value())) {
                return cannotCast(table, inner(path, "value"), source.value(), target.value());
            }
        }
        if (from instanceof DataType.Struct source && to instanceof DataType.Struct target) {
            for (int i = 0; i < Math.min(source.size(), target.size()); i++) {
                StructField field = target.field(i);
                if (!isAllowed(source.field(i).type(), field.type())) {
                    List<String> deeper = inner(path, field.name());
                    return cannotCast(table, deeper, source.field(i).type(), field.type());
                }
            }
        }
        return InsertErrors.cannotCast(table, path, from, to);
    }

    private static List<String> inner(List<String> path, String name) {
        List<String> longer = new ArrayList<>(path);
        longer.add(name);
        return longer;
    }

    /// Whether a value of one type may be stored in a column of another.
    public static boolean isAllowed(DataType from, DataType to) {
        if (from.equals(to) || Types.isNull(from)) {
            return true;
        }
        return switch (to) {
            case DataType.Array(var element, boolean takesNull) ->
                    from instanceof DataType.Array source
                            && (takesNull || !source.containsNull())
                            && isAllowed(source.element(), element);
            case DataType.Map(var key, var value, boolean takesNull) ->
                    from instanceof DataType.Map source
                            && (takesNull || !source.valueContainsNull())
                            && isAllowed(source.key(), key)
                            && isAllowed(source.value(), value);
            case DataType.Struct target ->
                    from instanceof DataType.Struct source && isAllowed(source, target);
            case DataType.Text ignored -> Types.isAtomic(from);
            default ->
                    Types.isNumeric(from) && Types.isNumeric(to)
                            || Types.isDatetime(from) && Types.isDatetime(to);
        };
    }

    private static boolean isAllowed(DataType.Struct from, DataType.Struct to) {
        boolean allowed = from.size() == to.size();
        for (int i = 0; allowed && i < from.size(); i++) {
            allowed =
                    (to.field(i).nullable() || !from.field(i).nullable())
                            && isAllowed(from.field(i).type(), to.field(i).type());
        }
        return allowed;
    }

    /// The error for a value that does not fit, seen from the column it was meant for; null if the
    /// failure has another reason.
    @Nullable MillraceException overflow(Assigned column, MillraceException failure) {
        String condition = String.valueOf(failure.condition());
        boolean isTooLarge =
                condition.equals("CAST_OVERFLOW")
                        || condition.startsWith("NUMERIC_VALUE_OUT_OF_RANGE");
        return column.isCast() && isTooLarge
                ? InsertErrors.overflow(
                        column.target(), ((Expression.Cast) column.value()).child().type(), failure)
                : null;
    }
}
