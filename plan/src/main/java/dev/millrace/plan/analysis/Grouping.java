// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.analysis;

import dev.millrace.plan.expression.AggregateCall;
import dev.millrace.plan.expression.Attribute;
import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.expression.Expression.Call;
import dev.millrace.plan.expression.Expression.Literal;
import dev.millrace.plan.expression.NamedAggregate;
import dev.millrace.plan.expression.NamedExpression;
import dev.millrace.plan.logical.LogicalPlan;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The keys and aggregates of one grouping, while the expressions over it are resolved.
final class Grouping {
    /// Name of the column that tells the sets of a grouping apart.
    static final String ID_COLUMN = "spark_grouping_id";

    private static final String POSITION_COLUMN = "spark_grouping_pos";

    private final AnalysisContext context;
    private final Map<Expression, Key> keys = new LinkedHashMap<>();
    private final Map<AggregateCall, NamedAggregate> aggregates = new LinkedHashMap<>();
    private @Nullable List<Set<Integer>> sets;
    private @Nullable Attribute groupingId;
    private boolean hasKeys;

    /// @param output the column of the key over the groups
    private record Key(Attribute output, Expression value) {}

    Grouping(AnalysisContext context) {
        this.context = context;
    }

    /// Adds a key; the same expression twice is one key.
    ///
    /// @return the key's place among the different keys
    int key(Resolved value) {
        hasKeys = true;
        Expression canonical = Expressions.canonical(value.expression());
        if (!keys.containsKey(canonical)) {
            Attribute output =
                    value.expression() instanceof Attribute attribute
                                    && !context.outer().isOuter(attribute.id())
                            ? attribute
                            : context.attribute(value.columnName(), value);
            keys.put(canonical, new Key(output, value.expression()));
        }
        return new ArrayList<>(keys.keySet()).indexOf(canonical);
    }

    /// Makes the grouping one over several sets of keys, each named by their places. The columns of
    /// keys become nullable ones of their own.
    void groupBySets(List<Set<Integer>> sets) {
        if (keys.isEmpty() && sets.size() == 1) {
            // `GROUPING SETS (())` is one group, of no rows too.
            return;
        }
        this.sets = sets;
        this.groupingId = context.attribute(ID_COLUMN, DataType.LONG, false);
        keys.replaceAll(
                (expression, key) ->
                        new Key(
                                context.attribute(key.output().name(), key.output().type(), true),
                                key.value()));
    }

    /// The column of the aggregate; the same aggregate twice is one.
    Attribute aggregate(AggregateCall call, String text) {
        AggregateCall canonical =
                call.over(
                        call.arguments().stream().map(Expressions::canonical).toList(),
                        call.filter() == null ? null : Expressions.canonical(call.filter()));
        return aggregates
                .computeIfAbsent(
                        canonical,
                        c ->
                                new NamedAggregate(
                                        context.attribute(text, call.type(), call.nullable()),
                                        call))
                .output();
    }

    /// The expression over the groups: what is a key becomes the key's column.
    Expression over(Expression expression) {
        Key key = keys.get(Expressions.canonical(expression));
        if (key != null) {
            return expression instanceof Attribute written
                    ? key.output().withName(written.name())
                    : key.output();
        }
        List<Expression> children = expression.children();
        return children.isEmpty()
                ? expression
                : expression.withChildren(children.stream().map(this::over).toList());
    }

    /// Checks that an expression over the groups reads only their columns and those in `others`.
    void check(Expression expression, Set<Long> others) {
        if (expression instanceof Attribute attribute) {
            boolean isId = groupingId != null && groupingId.id() == attribute.id();
            if (!has(attribute.id())
                    && !isId
                    && !others.contains(attribute.id())
                    && !context.outer().isOuter(attribute.id())) {
                throw hasKeys ? missingAggregation(attribute) : missingGroupBy();
            }
        }
        expression.children().forEach(c -> check(c, others));
    }

    /// True if these columns of the input are keys themselves.
    boolean hasKeys(Set<Long> columns) {
        return !columns.isEmpty()
                && columns.stream()
                        .allMatch(
                                id ->
                                        keys.values().stream()
                                                .anyMatch(
                                                        k ->
                                                                k.value() instanceof Attribute a
                                                                        && a.id() == id));
    }

    /// True if this is the column of a key or of an aggregate.
    boolean has(long id) {
        return keys.values().stream().anyMatch(k -> k.output().id() == id)
                || aggregates.values().stream().anyMatch(a -> a.output().id() == id);
    }

    private static MillraceException missingGroupBy() {
        return NameErrors.error("MISSING_GROUP_BY", "42803", null)
                .text(
                        "The query does not include a GROUP BY clause. Add GROUP BY or turn it"
                                + " into the window functions using OVER clauses.");
    }

    private static MillraceException missingAggregation(Attribute attribute) {
        String name = "\"" + attribute.name() + "\"";
        String anyValue = "\"any_value(" + attribute.name() + ")\"";
        return NameErrors.error("MISSING_AGGREGATION", "42803", null)
                .with("expression", name)
                .with("expressionAnyValue", anyValue)
                .text(
                        "The non-aggregating expression "
                                + name
                                + " is based on columns which are not participating in the GROUP"
                                + " BY clause.\nAdd the columns or the expression to the GROUP BY,"
                                + " aggregate the expression, or use "
                                + anyValue
                                + " if you do not care which of the values within a group is"
                                + " returned.");
    }

    List<Attribute> keyColumns() {
        return keys.values().stream().map(Key::output).toList();
    }

    /// The aggregate node over the input.
    LogicalPlan over(LogicalPlan input) {
        List<NamedExpression> named = new ArrayList<>();
        List<Set<Integer>> keySets = sets;
        if (keySets == null) {
            keys.values().forEach(k -> named.add(new NamedExpression(k.output(), k.value())));
            return new LogicalPlan.Aggregate(input, named, List.copyOf(aggregates.values()));
        }
        Attribute id = java.util.Objects.requireNonNull(groupingId);
        keys.values().forEach(k -> named.add(NamedExpression.of(k.output())));
        named.add(NamedExpression.of(id));
        List<Attribute> marks = new ArrayList<>(List.of(id));
        if (Set.copyOf(keySets).size() < keySets.size()) {
            marks.add(context.attribute(POSITION_COLUMN, DataType.LONG, false));
            named.add(NamedExpression.of(marks.getLast()));
        }
        return new LogicalPlan.Aggregate(
                expanded(input, keySets, marks), named, List.copyOf(aggregates.values()));
    }

    /// `grouping(key)`: 1 where the set of the row leaves the key out, else 0.
    Expression grouping(Resolved key) {
        List<Expression> all = new ArrayList<>(keys.keySet());
        int place = all.indexOf(keyOf(key.expression()));
        if (groupingId == null || place < 0) {
            throw groupingId == null ? notOverSets() : columnMismatch(key);
        }
        long bit = 1L << (all.size() - 1 - place);
        Expression masked =
                new Call(
                        "bitand",
                        List.of(groupingId, new Literal(bit, DataType.LONG)),
                        DataType.LONG,
                        false,
                        true,
                        null);
        Expression isOut =
                new Expression.Comparison(
                        Expression.ComparisonOperator.EQUAL,
                        masked,
                        new Literal(bit, DataType.LONG));
        return new Expression.Case(
                List.of(new Expression.Case.Branch(isOut, new Literal((byte) 1, DataType.BYTE))),
                new Literal((byte) 0, DataType.BYTE));
    }

    /// `grouping_id()`: the bits of all keys, which may be named.
    Expression groupingId(List<Resolved> named) {
        if (groupingId == null) {
            throw notOverSets();
        }
        List<Expression> written = named.stream().map(n -> keyOf(n.expression())).toList();
        if (!written.isEmpty() && !written.equals(new ArrayList<>(keys.keySet()))) {
            String given =
                    String.join(",", named.stream().map(n -> "\"" + n.text() + "\"").toList());
            throw NameErrors.error("GROUPING_ID_COLUMN_MISMATCH", "42803", null)
                    .with("groupingIdColumn", given)
                    .with("groupByColumns", shownKeys())
                    .text(
                            "Columns of grouping_id ("
                                    + given
                                    + ") does not match grouping columns ("
                                    + shownKeys()
                                    + ").");
        }
        return groupingId;
    }

    /// What is grouped by; a condition or an order over the groups names the key's column.
    private Expression keyOf(Expression written) {
        if (written instanceof Attribute attribute) {
            for (Map.Entry<Expression, Key> key : keys.entrySet()) {
                if (key.getValue().output().id() == attribute.id()) {
                    return key.getKey();
                }
            }
        }
        return Expressions.canonical(written);
    }

    private static MillraceException notOverSets() {
        return NameErrors.error("UNSUPPORTED_GROUPING_EXPRESSION", "42K0E", null)
                .text(
                        "grouping()/grouping_id() can only be used with"
                                + " GroupingSets/Cube/Rollup.");
    }

    private MillraceException columnMismatch(Resolved key) {
        String given = "\"" + key.text() + "\"";
        return NameErrors.error("GROUPING_COLUMN_MISMATCH", "42803", null)
                .with("grouping", given)
                .with("groupingColumns", shownKeys())
                .text(
                        "Column of grouping ("
                                + given
                                + ") can't be found in grouping columns "
                                + shownKeys()
                                + ".");
    }

    private String shownKeys() {
        return String.join(",", keyColumns().stream().map(k -> "\"" + k.name() + "\"").toList());
    }

    /// Every row once for each set, with NULL for the keys that are not in it.
    ///
    /// @param marks the column that tells sets apart, and where a set is given more than once, one
    /// of its place among them
    private LogicalPlan expanded(
            LogicalPlan input, List<Set<Integer>> keySets, List<Attribute> marks) {
        List<Key> all = List.copyOf(keys.values());
        List<StructField> fields = new ArrayList<>();
        all.forEach(k -> fields.add(new StructField("k" + fields.size(), k.output().type(), true)));
        marks.forEach(m -> fields.add(new StructField(m.name(), DataType.LONG, false)));
        DataType.Struct type = new DataType.Struct(fields);
        List<Expression> rows = new ArrayList<>();
        for (Set<Integer> set : keySets) {
            List<Expression> values = new ArrayList<>();
            long id = 0;
            for (int i = 0; i < all.size(); i++) {
                boolean isIn = set.contains(i);
                id = id << 1 | (isIn ? 0 : 1);
                Expression value = all.get(i).value();
                values.add(isIn ? value : new Literal(null, value.type()));
            }
            values.add(new Literal(id, DataType.LONG));
            if (marks.size() > 1) {
                values.add(new Literal((long) rows.size(), DataType.LONG));
            }
            rows.add(new Expression.Struct(type, values));
        }
        Call array = new Call("array", rows, new DataType.Array(type, false), false, true, null);
        List<Attribute> generated = new ArrayList<>(keyColumns());
        generated.addAll(marks);
        return new LogicalPlan.Generate(
                input, "inline", List.of(array), false, input.output(), generated);
    }
}
