// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.analysis;

import dev.millrace.plan.expression.Attribute;
import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.function.AggregateFunction;
import dev.millrace.plan.relation.ParsedExpression;
import dev.millrace.plan.relation.ParsedExpression.Alias;
import dev.millrace.plan.relation.ParsedExpression.Call;
import dev.millrace.plan.relation.ParsedExpression.Literal;
import dev.millrace.plan.relation.ParsedExpression.Name;
import dev.millrace.plan.relation.Relation;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// `PIVOT` as a grouping: a column for each value and aggregate, which sees the rows with that
/// value only and is NULL where a group has none.
final class Pivots {
    private final Analyzer analyzer;
    private final AnalysisContext context;

    Pivots(Analyzer analyzer, AnalysisContext context) {
        this.analyzer = analyzer;
        this.context = context;
    }

    Analyzed resolve(Relation.Pivot pivot) {
        Analyzed input = analyzer.resolve(pivot.input());
        Recorder recorder = new Recorder(analyzer.names(input.scope()), new HashSet<>());
        Selection trial = new Selection(context, input, new Grouping(context));
        ExpressionResolver resolver = new ExpressionResolver(context, recorder, trial);
        List<Resolved> columns = columns(pivot.column()).stream().map(resolver::resolve).toList();
        List<String> suffixes =
                pivot.outputs().stream().map(o -> resolver.resolve(o).columnName()).toList();
        Grouping grouping = new Grouping(context);
        Selection selection = new Selection(context, input, grouping);
        List<ParsedExpression> keys = pivot.keys();
        List<Resolved> shown = new ArrayList<>();
        if (keys == null) {
            input.scope().output().stream()
                    .filter(a -> !recorder.ids().contains(a.id()))
                    .map(Resolved::of)
                    .forEach(shown::add);
        } else {
            shown.addAll(selection.keys(keys));
        }
        shown.forEach(grouping::key);
        shown.forEach(key -> selection.add(key, false));
        for (ParsedExpression value : pivot.values()) {
            Value each = value(value, columns, pivot);
            for (int i = 0; i < suffixes.size(); i++) {
                String name =
                        suffixes.size() == 1 ? each.name() : each.name() + "_" + suffixes.get(i);
                ParsedExpression cell = cell(bare(pivot.outputs().get(i)), each.condition());
                selection.add(new Alias(cell, List.of(name), null));
            }
        }
        Analyzed built = selection.build();
        return new Analyzed(built.plan(), built.scope());
    }

    private static ParsedExpression bare(ParsedExpression expression) {
        return expression instanceof Alias alias ? alias.child() : expression;
    }

    /// Several columns are written as a struct.
    private static List<ParsedExpression> columns(ParsedExpression written) {
        return written instanceof Call call && call.name().equals("struct")
                ? call.arguments()
                : List.of(written);
    }

    /// A value of the pivot column.
    ///
    /// @param condition true for its rows
    private record Value(String name, ParsedExpression condition) {}

    private Value value(ParsedExpression written, List<Resolved> columns, Relation.Pivot pivot) {
        List<ParsedExpression> parts = columns(bare(written));
        List<ParsedExpression> names = columns(pivot.column());
        ExpressionResolver constants = analyzer.over(Scope.EMPTY, "PIVOT");
        if (parts.size() != columns.size()) {
            throw mismatch(written, "struct", columns.getFirst().expression().type());
        }
        ParsedExpression condition = null;
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            Resolved value = constant(constants, parts.get(i), pivot);
            DataType type = columns.get(i).expression().type();
            ParsedExpression converted =
                    new ParsedExpression.Cast(
                            parts.get(i), type, ParsedExpression.CastMode.SESSION, null);
            try {
                constants.resolve(converted);
            } catch (MillraceException e) {
                throw mismatch(written, value.expression().type().simpleName(), type);
            }

            texts.add(name(value));
            ParsedExpression same = Call.of("<=>", names.get(i), converted);
            condition = condition == null ? same : Call.of("and", condition, same);
        }
        String text = texts.size() == 1 ? texts.getFirst() : "{" + String.join(", ", texts) + "}";
        String name = written instanceof Alias alias ? alias.names().getFirst() : text;
        return new Value(name, java.util.Objects.requireNonNull(condition));
    }

    /// The text that a value has as a string.
    private static String name(Resolved value) {
        String text = value.text();
        return switch (value.expression().type()) {
            case DataType.Date ignored -> unquoted(text);
            case DataType.Timestamp ignored -> unquoted(text);
            case DataType.TimestampNtz ignored -> unquoted(text);
            case DataType.Time ignored -> unquoted(text);
            default -> text.equals("NULL") ? "null" : text;
        };
    }

    private static String unquoted(String text) {
        int quote = text.indexOf('\'');
        return quote < 0
                ? text.replace("NULL", "null")
                : text.substring(quote + 1, text.length() - 1);
    }

    private Resolved constant(
            ExpressionResolver constants, ParsedExpression part, Relation.Pivot pivot) {
        try {
            return constants.resolve(part);
        } catch (MillraceException e) {
            String condition = e.condition();
            if (condition == null || !condition.startsWith("UNRESOLVED_COLUMN")) {
                throw e;
            }
            Resolved value =
                    analyzer.over(analyzer.resolve(pivot.input()).scope(), "PIVOT").resolve(part);
            throw NameErrors.error("NON_LITERAL_PIVOT_VALUES", "42K08", null)
                    .with("expression", "\"" + value.text() + "\"")
                    .text(
                            "Literal expressions required for pivot values, found \""
                                    + value.text()
                                    + "\".");
        }
    }

    private MillraceException mismatch(ParsedExpression value, String type, DataType pivotType) {
        String text = analyzer.over(Scope.EMPTY, "PIVOT").resolve(bare(value)).text();
        return NameErrors.error("PIVOT_VALUE_DATA_TYPE_MISMATCH", "42K09", null)
                .with("value", text)
                .with("valueType", type)
                .with("pivotType", pivotType.simpleName())
                .text(
                        "Invalid pivot value '"
                                + text
                                + "': value data type "
                                + type
                                + " does not match pivot column data type "
                                + pivotType.simpleName()
                                + ".");
    }

    /// The expression over the rows of one value; NULL if there are none.
    private ParsedExpression cell(ParsedExpression expression, ParsedExpression condition) {
        Call rows =
                new Call(
                        "count",
                        List.of(new Literal(1, DataType.INTEGER)),
                        false,
                        condition,
                        false,
                        null);
        return Call.of(
                "when",
                Call.of(">", rows, new Literal(0L, DataType.LONG)),
                over(expression, condition));
    }

    /// The expression with the condition on the rows of all its aggregates.
    private ParsedExpression over(ParsedExpression expression, ParsedExpression condition) {
        return switch (expression) {
            case Call call when isAggregate(call) -> {
                ParsedExpression filter = call.filter();
                yield new Call(
                        call.name(),
                        call.arguments(),
                        call.distinct(),
                        filter == null ? condition : Call.of("and", condition, filter),
                        call.ignoreNulls(),
                        call.origin());
            }
            case Call call ->
                    new Call(
                            call.name(),
                            call.arguments().stream().map(a -> over(a, condition)).toList(),
                            call.distinct(),
                            call.filter(),
                            call.ignoreNulls(),
                            call.origin());
            case ParsedExpression.Cast(var child, var type, var mode, var origin) ->
                    new ParsedExpression.Cast(over(child, condition), type, mode, origin);
            case ParsedExpression.Extract(var child, var part) ->
                    new ParsedExpression.Extract(over(child, condition), part);
            case Alias(var child, var names, var metadata) ->
                    new Alias(over(child, condition), names, metadata);
            default -> expression;
        };
    }

    private boolean isAggregate(Call call) {
        return context.functions().find(call.name()) instanceof AggregateFunction
                && context.catalog().function(call.name()) == null;
    }

    /// Notes which columns are asked for.
    private record Recorder(ExpressionResolver.Names names, Set<Long> ids)
            implements ExpressionResolver.Names {
        @Override
        public Resolved column(Name name) {
            return noted(names.column(name));
        }

        @Override
        public List<Resolved> star(ParsedExpression.Star star) {
            return names.star(star).stream().map(this::noted).collect(Collectors.toList());
        }

        @Override
        public List<Resolved> matching(String pattern) {
            return names.matching(pattern).stream().map(this::noted).collect(Collectors.toList());
        }

        private Resolved noted(Resolved column) {
            Expression value = column.expression();
            ids.addAll(Expressions.columns(value));
            return column;
        }
    }

    // ---- the other way ----

    /// `UNPIVOT`: a row for each of the listed columns.
    Analyzed resolve(Relation.Unpivot unpivot) {
        Analyzed input = analyzer.resolve(unpivot.input());
        ExpressionResolver resolver = analyzer.over(input.scope(), "UNPIVOT");
        List<List<Resolved>> sets = new ArrayList<>();
        unpivot.sets().forEach(s -> sets.add(resolver.resolveAll(s.columns())));
        if (sets.isEmpty()) {
            sets.addAll(others(unpivot, input, resolver));
        }
        List<String> valueNames = unpivot.valueColumns();
        for (List<Resolved> set : sets) {
            if (set.size() != valueNames.size()) {
                throw NameErrors.error("UNPIVOT_VALUE_SIZE_MISMATCH", "428C4", null)
                        .with("names", valueNames.size())
                        .text(
                                "All unpivot value columns must have the same size as there are"
                                        + " value column names ("
                                        + valueNames.size()
                                        + ").");
            }
        }
        List<Attribute> values = new ArrayList<>();
        for (int i = 0; i < valueNames.size(); i++) {
            values.add(valueColumn(valueNames.get(i), i, sets));
        }
        List<Expression> rows = new ArrayList<>();
        for (int i = 0; i < sets.size(); i++) {
            String alias = unpivot.sets().isEmpty() ? null : unpivot.sets().get(i).alias();
            String name =
                    alias == null
                            ? sets.get(i).stream()
                                    .map(Resolved::columnName)
                                    .collect(Collectors.joining("_"))
                            : alias;
            List<Expression> row = new ArrayList<>();
            row.add(new Expression.Literal(name, DataType.STRING));
            for (int j = 0; j < values.size(); j++) {
                row.add(
                        context.coercion()
                                .cast(sets.get(i).get(j).expression(), values.get(j).type()));
            }
            rows.add(new Expression.Struct(rowType(values), row));
        }
        Attribute name = context.attribute(unpivot.nameColumn(), DataType.STRING, false);
        return new UnpivotPlan(input, name, values).of(unpivot, rows, sets, resolver);
    }

    /// Each column that is no id.
    private static List<List<Resolved>> others(
            Relation.Unpivot unpivot, Analyzed input, ExpressionResolver resolver) {
        Set<Long> ids = new HashSet<>();
        List<ParsedExpression> named = unpivot.ids() == null ? List.of() : unpivot.ids();
        resolver.resolveAll(named).forEach(r -> ids.addAll(Expressions.columns(r.expression())));
        List<List<Resolved>> others =
                input.scope().output().stream()
                        .filter(a -> !ids.contains(a.id()))
                        .map(a -> List.of(Resolved.of(a)))
                        .toList();
        if (others.isEmpty()) {
            throw NameErrors.error("UNPIVOT_REQUIRES_VALUE_COLUMNS", "42K0A", null)
                    .text(
                            "At least one value column needs to be specified for UNPIVOT, all"
                                    + " columns specified as ids.");
        }
        return others;
    }

    private static DataType.Struct rowType(List<Attribute> values) {
        List<dev.millrace.spi.type.StructField> fields = new ArrayList<>();
        fields.add(new dev.millrace.spi.type.StructField("name", DataType.STRING, false));
        values.forEach(
                v ->
                        fields.add(
                                new dev.millrace.spi.type.StructField(
                                        "v" + fields.size(), v.type(), v.nullable())));
        return new DataType.Struct(fields);
    }

    private Attribute valueColumn(String name, int place, List<List<Resolved>> sets) {
        List<DataType> types =
                sets.stream().map(s -> s.get(place).expression().type()).distinct().toList();
        @Nullable DataType common = context.columnType(types);
        if (common == null) {
            String shown =
                    sets.stream()
                            .map(
                                    s ->
                                            "\""
                                                    + s.get(place).expression().type().sqlName()
                                                    + "\" ("
                                                    + NameErrors.quoted(s.get(place).columnName())
                                                    + ")")
                            .distinct()
                            .collect(Collectors.joining(", "));
            throw NameErrors.error("UNPIVOT_VALUE_DATA_TYPE_MISMATCH", "42K09", null)
                    .with("types", shown)
                    .text(
                            "Unpivot value columns must share a least common type, some types do"
                                    + " not: ["
                                    + shown
                                    + "].");
        }
        boolean nullable = sets.stream().anyMatch(s -> s.get(place).expression().nullable());
        return context.attribute(name, common, nullable);
    }
}
