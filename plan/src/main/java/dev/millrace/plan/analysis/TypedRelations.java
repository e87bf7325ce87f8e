// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.analysis;

import dev.millrace.plan.expression.Attribute;
import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.expression.NamedExpression;
import dev.millrace.plan.expression.SortOrder;
import dev.millrace.plan.logical.ColumnMetadata;
import dev.millrace.plan.logical.LogicalPlan;
import dev.millrace.plan.logical.TypedPlan;
import dev.millrace.plan.relation.ParsedExpression;
import dev.millrace.plan.relation.TypedRelation;
import dev.millrace.spi.function.FunctionInput;
import dev.millrace.spi.function.GroupFunction;
import dev.millrace.spi.function.PartitionFunction;
import dev.millrace.spi.function.StateFunction;
import dev.millrace.spi.function.StateProcessor;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// Relations made by user code over objects: finds the columns that the objects are made of.
final class TypedRelations {
    private final Analyzer analyzer;
    private final AnalysisContext context;
    private final TypedCalls calls;

    TypedRelations(Analyzer analyzer, AnalysisContext context) {
        this.analyzer = analyzer;
        this.context = context;
        this.calls = new TypedCalls(context);
    }

    Analyzed resolve(TypedRelation relation) {
        return switch (relation) {
            case TypedRelation.MapPartitions map -> mapPartitions(map);
            case TypedRelation.MapGroups groups -> mapGroups(groups);
            case TypedRelation.JoinWith with -> new Joins(analyzer, context).join(with);
            case TypedRelation.Aggregate aggregate -> aggregate(aggregate);
            case TypedRelation.GroupsWithState groups -> groupsWithState(groups);
            case TypedRelation.TransformWithState transform -> transformWithState(transform);
        };
    }

    /// A plan with columns that were computed over it, which are there beside all others.
    private static final class Columns {
        private LogicalPlan plan;
        private final List<Resolved> row;

        Columns(Analyzed input) {
            this.plan = input.plan();
            this.row = input.scope().output().stream().map(Resolved::of).toList();
        }

        /// The expressions as columns of the plan.
        List<Attribute> add(List<NamedExpression> expressions) {
            List<NamedExpression> all = new ArrayList<>();
            plan.output().forEach(a -> all.add(NamedExpression.of(a)));
            List<Attribute> added = new ArrayList<>();
            for (NamedExpression expression : expressions) {
                if (!expression.isPassThrough()) {
                    all.add(expression);
                }
                added.add(expression.output());
            }
            if (all.size() > plan.output().size()) {
                plan = new LogicalPlan.Project(plan, all);
            }
            return added;
        }
    }

    private NamedExpression named(String name, Expression expression) {
        return expression instanceof Attribute attribute
                ? NamedExpression.of(attribute)
                : new NamedExpression(
                        context.attribute(name, expression.type(), expression.nullable()),
                        expression);
    }

    /// The columns that a function reads of the row.
    private List<Attribute> arguments(FunctionInput input, Columns columns, List<Resolved> row) {
        List<NamedExpression> arguments = new ArrayList<>();
        for (Expression argument : calls.arguments(input, row)) {
            arguments.add(named("argument", argument));
        }
        return columns.add(arguments);
    }

    private static DataType.Struct types(List<Attribute> attributes) {
        return new DataType.Struct(attributes.stream().map(Attribute::toField).toList());
    }

    private List<Attribute> output(DataType.Struct schema) {
        return schema.fields().stream().map(context::attribute).toList();
    }

    private static Analyzed made(LogicalPlan plan, Scope below) {
        return new Analyzed(plan, below.over(Scope.of(plan.output()).columns()));
    }

    private Analyzed mapPartitions(TypedRelation.MapPartitions map) {
        Analyzed input = analyzer.resolve(map.input());
        Columns columns = new Columns(input);
        List<Attribute> arguments =
                arguments(map.function().inputs().getFirst(), columns, columns.row);
        PartitionFunction function = map.function().bind(List.of(types(arguments)));
        LogicalPlan plan =
                new TypedPlan.MapPartitions(
                        columns.plan, arguments, function, output(function.resultSchema()));
        return made(plan, input.scope());
    }

    private Analyzed mapGroups(TypedRelation.MapGroups groups) {
        List<FunctionInput> inputs = groups.function().inputs();
        List<TypedPlan.Grouped> sides = new ArrayList<>();
        Scope scope = Scope.EMPTY;
        for (TypedRelation.Grouped rows : groups.sides()) {
            Analyzed input = analyzer.resolve(rows.input());
            scope = scope.and(input.scope());
            sides.add(grouped(rows, input, inputs.getFirst(), inputs.get(sides.size() + 1)));
        }
        GroupFunction function = groups.function().bind(inputTypes(sides));
        LogicalPlan plan =
                new TypedPlan.MapGroups(sides, function, output(function.resultSchema()));
        return made(plan, scope);
    }

    /// The columns of the key, then those of the rows of each side.
    private static List<DataType.Struct> inputTypes(List<TypedPlan.Grouped> sides) {
        List<DataType.Struct> types = new ArrayList<>();
        types.add(types(sides.getFirst().keyArguments()));
        sides.forEach(side -> types.add(types(side.arguments())));
        return types;
    }

    private TypedPlan.Grouped grouped(
            TypedRelation.Grouped rows,
            Analyzed input,
            FunctionInput keyInput,
            FunctionInput rowInput) {
        Columns columns = new Columns(input);
        List<Attribute> keys = keys(rows, input, columns);
        List<Attribute> keyArguments =
                arguments(keyInput, columns, keys.stream().map(Resolved::of).toList());
        List<Attribute> arguments = arguments(rowInput, columns, columns.row);
        ExpressionResolver resolver = analyzer.over(input.scope(), "ORDER BY");
        List<SortOrder> order = new ArrayList<>();
        for (ParsedExpression.SortKey key : rows.order()) {
            NamedExpression value = named("order", resolver.resolve(key.child()).expression());
            order.add(
                    new SortOrder(
                            columns.add(List.of(value)).getFirst(),
                            key.ascending(),
                            key.nullsFirst()));
        }
        return new TypedPlan.Grouped(columns.plan, keys, keyArguments, arguments, order);
    }

    /// Rows and initial state by key, of an operator whose state is in the hands of user code.
    private record Sides(
            TypedPlan.Grouped rows, TypedPlan.@Nullable Grouped initial, Analyzed input) {
        List<DataType.Struct> types() {
            return inputTypes(initial == null ? List.of(rows) : List.of(rows, initial));
        }
    }

    /// @param inputs of the key, the rows, the initial state
    private Sides sides(
            TypedRelation.Grouped rows,
            TypedRelation.@Nullable Grouped initial,
            List<FunctionInput> inputs) {
        Analyzed input = analyzer.resolve(rows.input());
        TypedPlan.Grouped byKey = byKeyObject(grouped(rows, input, inputs.get(0), inputs.get(1)));
        if (initial == null) {
            return new Sides(byKey, null, input);
        }
        Analyzed state = analyzer.resolve(initial.input());
        return new Sides(
                byKey, byKeyObject(grouped(initial, state, inputs.get(0), inputs.get(2))), input);
    }

    private Analyzed groupsWithState(TypedRelation.GroupsWithState groups) {
        Sides sides = sides(groups.rows(), groups.initial(), groups.function().inputs());
        StateFunction function = groups.function().bind(sides.types());
        LogicalPlan plan =
                new TypedPlan.GroupsWithState(
                        sides.rows(),
                        sides.initial(),
                        function,
                        groups.isMap(),
                        groups.isUpdate(),
                        groups.timeout(),
                        eventTime(sides.input().plan()),
                        output(function.resultSchema()));
        return made(plan, sides.input().scope());
    }

    private Analyzed transformWithState(TypedRelation.TransformWithState transform) {
        Sides sides = sides(transform.rows(), transform.initial(), transform.processor().inputs());
        StateProcessor processor = transform.processor().bind(sides.types());
        List<Attribute> output = output(processor.resultSchema());
        String column = transform.eventTimeColumn();
        Attribute outputTime = null;
        if (column != null) {
            String delay = Long.toString(delayMillis(sides.input().plan()));
            Resolved named =
                    analyzer.over(Scope.of(output), "transformWithState")
                            .resolve(ParsedExpression.Name.of(column));
            Attribute time = ColumnEdits.eventTime(named, column);
            outputTime = marked(time, delay);
            output = new ArrayList<>(output);
            output.replaceAll(a -> a.id() == time.id() ? marked(a, delay) : a);
        }
        LogicalPlan plan =
                new TypedPlan.TransformWithState(
                        sides.rows(),
                        sides.initial(),
                        processor,
                        transform.time(),
                        transform.outputMode(),
                        eventTime(sides.input().plan()),
                        outputTime,
                        output);
        return made(plan, sides.input().scope());
    }

    private static Attribute marked(Attribute column, String delay) {
        return column.withMetadata(
                ColumnMetadata.with(
                        column.metadata(), LogicalPlan.Watermark.DELAY_METADATA, delay));
    }

    /// The delay of the watermark below, which that of the result takes over.
    private static long delayMillis(LogicalPlan plan) {
        Long delay = foundDelayMillis(plan);
        if (delay == null) {
            throw NameErrors.error(
                            "CANNOT_ASSIGN_EVENT_TIME_COLUMN_WITHOUT_WATERMARK", "42611", null)
                    .text(
                            "Watermark needs to be defined to reassign event time column. Failed to"
                                    + " find watermark definition in the streaming query.");
        }
        return delay;
    }

    private static @Nullable Long foundDelayMillis(LogicalPlan plan) {
        if (plan instanceof LogicalPlan.Watermark watermark) {
            return watermark.delayMicros() / 1000;
        }
        for (LogicalPlan child : plan.children()) {
            Long delay = foundDelayMillis(child);
            if (delay != null) {
                return delay;
            }
        }
        return null;
    }

    /// Rows grouped by what the object of the key is made of: what is stored as the key must be
    /// enough to make the object again.
    private static TypedPlan.Grouped byKeyObject(TypedPlan.Grouped rows) {
        return new TypedPlan.Grouped(
                rows.input(),
                rows.keyArguments(),
                rows.keyArguments(),
                rows.arguments(),
                rows.order());
    }

    /// The column that carries the watermark, null if none does.
    static @Nullable Attribute eventTime(LogicalPlan plan) {
        for (Attribute attribute : plan.output()) {
            if (ColumnMetadata.has(attribute.metadata(), LogicalPlan.Watermark.DELAY_METADATA)) {
                return attribute;
            }
        }
        return null;
    }

    /// The key columns: the fields of the key, or the key itself as `value`.
    private List<Attribute> keys(TypedRelation.Grouped rows, Analyzed input, Columns columns) {
        ExpressionResolver resolver = analyzer.over(input.scope(), "GROUP BY");
        if (rows.function() == null) {
            List<NamedExpression> keys = new ArrayList<>();
            for (Resolved key : resolver.resolveAll(rows.columns())) {
                keys.add(
                        key.expression() instanceof Attribute attribute
                                ? NamedExpression.of(attribute)
                                : new NamedExpression(
                                        context.attribute(key.columnName(), key),
                                        key.expression()));
            }
            return columns.add(keys);
        }
        Expression key =
                resolver.resolve(new ParsedExpression.TypedCall(rows.function())).expression();
        List<Attribute> whole = columns.add(List.of(named("value", key)));
        if (!rows.isStructKey() || !(key.type() instanceof DataType.Struct struct)) {
            return whole;
        }
        List<NamedExpression> fields = new ArrayList<>();
        for (int i = 0; i < struct.size(); i++) {
            StructField field = struct.field(i);
            fields.add(
                    new NamedExpression(
                            context.attribute(field), new Expression.Field(whole.getFirst(), i)));
        }
        return columns.add(fields);
    }

    /// A grouping by the key columns, with the key as the first column `key`.
    private Analyzed aggregate(TypedRelation.Aggregate aggregate) {
        Analyzed input = analyzer.resolve(aggregate.rows().input());
        Columns columns = new Columns(input);
        List<Attribute> keys = keys(aggregate.rows(), input, columns);
        Grouping grouping = new Grouping(context);
        Selection selection =
                new Selection(context, new Analyzed(columns.plan, input.scope()), grouping);
        keys.forEach(key -> grouping.key(Resolved.of(key)));
        Expression key = keys.getFirst();
        if (aggregate.rows().isStructKey()) {
            key = new Expression.Struct(types(keys), List.copyOf(keys));
        }
        selection.add(new Resolved(key, "key", "key", StructField.NO_METADATA), true);
        aggregate.outputs().forEach(selection::add);
        Analyzed built = selection.build();
        return new Analyzed(built.plan(), built.scope());
    }
}
