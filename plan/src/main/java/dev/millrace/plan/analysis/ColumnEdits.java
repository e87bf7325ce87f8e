// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.analysis;

import dev.millrace.plan.expression.Attribute;
import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.expression.Expression.Literal;
import dev.millrace.plan.expression.NamedExpression;
import dev.millrace.plan.function.Types;
import dev.millrace.plan.logical.LogicalPlan;
import dev.millrace.plan.relation.ParsedExpression;
import dev.millrace.plan.relation.Relation;
import dev.millrace.spi.column.CalendarIntervalValue;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Relations that keep rows or columns of their input, or call them otherwise.
final class ColumnEdits {
    /// Above it Spark draws in another way.
    private static final double MAX_MEAN = 40;

    /// By how much a fraction may be off.
    private static final double ROUNDING = 1e-6;

    private static final long MICROS_PER_DAY = 86_400_000_000L;

    /// Spark counts a month of a watermark's delay as 31 days.
    private static final long DAYS_PER_MONTH = 31;

    /// What the parser calls a subquery without an alias: its columns have no qualifier.
    private static final String UNNAMED_SUBQUERY = "__auto_generated_subquery_name";

    private final Analyzer analyzer;
    private final AnalysisContext context;

    ColumnEdits(Analyzer analyzer, AnalysisContext context) {
        this.analyzer = analyzer;
        this.context = context;
    }

    /// LIMIT and OFFSET; a limit over an offset is one node.
    Analyzed limit(
            Analyzed input, @Nullable ParsedExpression offset, @Nullable ParsedExpression count) {
        Scope scope = input.scope().over();
        if (count == null) {
            long skipped = offset == null ? 0 : Sources.constant(offset, "offset", context);
            return new Analyzed(
                    new LogicalPlan.Limit(input.plan(), skipped, Long.MAX_VALUE), scope);
        }
        long most = Sources.constant(count, "limit", context);
        LogicalPlan unlimited = withoutRowLimit(input.plan());
        if (most == Long.MAX_VALUE) {
            return new Analyzed(unlimited, scope);
        }
        if (unlimited != input.plan()) {
            return new Analyzed(new LogicalPlan.Limit(unlimited, 0, most), scope);
        }
        if (input.plan() instanceof LogicalPlan.Limit inner && inner.count() == Long.MAX_VALUE) {
            return new Analyzed(new LogicalPlan.Limit(inner.input(), inner.offset(), most), scope);
        }
        return new Analyzed(new LogicalPlan.Limit(input.plan(), 0, most), scope);
    }

    /// A recursion right below a limit stops when enough rows are there.
    private static LogicalPlan withoutRowLimit(LogicalPlan plan) {
        return switch (plan) {
            case LogicalPlan.Recursion recursion -> recursion.withoutRowLimit();
            case LogicalPlan.Project project -> {
                LogicalPlan input = withoutRowLimit(project.input());
                yield input == project.input() ? plan : project.withInput(input);
            }
            default -> plan;
        };
    }

    Analyzed tail(Analyzed input, int count) {
        return new Analyzed(new LogicalPlan.Tail(input.plan(), count), input.scope().over());
    }

    Analyzed deduplicate(Relation.Deduplicate deduplicate) {
        Analyzed input = analyzer.resolve(deduplicate.input());
        List<String> names = deduplicate.columns();
        LogicalPlan plan = input.exact();
        List<Attribute> keys = new ArrayList<>();
        if (names == null) {
            keys.addAll(plan.output());
        } else {
            for (String name : names) {
                List<Attribute> matches =
                        plan.output().stream()
                                .filter(a -> context.sameName(a.name(), name))
                                .toList();
                if (matches.isEmpty()) {
                    throw NameErrors.notAmong(name, plan.output());
                }
                keys.addAll(matches);
            }
        }
        return overShown(
                new LogicalPlan.Deduplicate(plan, keys, deduplicate.withinWatermark()), input);
    }

    /// Rows whose random number is between the bounds: as Spark draws them, for the same parts.
    Analyzed sample(Relation.Sample sample) {
        Analyzed input = analyzer.resolve(sample.input());
        if (input.plan().isStreaming()) {
            throw StreamingRules.refused(
                    "Sampling is not supported on streaming DataFrames/Datasets");
        }
        checkFraction(sample);
        if (sample.withReplacement()) {
            return withReplacement(input, sample);
        }
        Attribute number = context.attribute("random", DataType.DOUBLE, false);
        Expression random =
                new Expression.Call(
                        "rand",
                        List.of(new Literal(sample.seed(), DataType.LONG)),
                        DataType.DOUBLE,
                        false,
                        false,
                        null);
        List<NamedExpression> columns = new ArrayList<>();
        input.plan().output().forEach(a -> columns.add(NamedExpression.of(a)));
        columns.add(new NamedExpression(number, random));
        Expression isIn =
                new Expression.And(
                        new Expression.Comparison(
                                Expression.ComparisonOperator.GREATER_OR_EQUAL,
                                number,
                                new Literal(sample.lower(), DataType.DOUBLE)),
                        new Expression.Comparison(
                                Expression.ComparisonOperator.LESS,
                                number,
                                new Literal(sample.upper(), DataType.DOUBLE)));
        return new Analyzed(
                new LogicalPlan.Filter(new LogicalPlan.Project(input.plan(), columns), isIn),
                input.scope().over());
    }

    private static void checkFraction(Relation.Sample sample) {
        double fraction = sample.upper() - sample.lower();
        String rule =
                sample.withReplacement()
                        ? "nonnegative with replacement"
                        : "on interval [0, 1] without replacement";
        if (fraction < -ROUNDING || !sample.withReplacement() && fraction > 1 + ROUNDING) {
            throw MillraceException.of(ErrorKind.ILLEGAL_ARGUMENT)
                    .text(
                            "requirement failed: Sampling fraction ("
                                    + fraction
                                    + ") must be "
                                    + rule);
        }
    }

    /// Every row as often as a random number says, which is the fraction on average.
    private Analyzed withReplacement(Analyzed input, Relation.Sample sample) {
        double mean = sample.upper() - sample.lower();
        if (mean >= MAX_MEAN) {
            throw MillraceException.unsupported("a sample of " + mean + " times the rows");
        }
        List<Expression> arguments =
                List.of(
                        new Literal(sample.seed(), DataType.LONG),
                        new Literal(mean, DataType.DOUBLE));
        Attribute count = context.attribute("count", DataType.INTEGER, false);
        List<NamedExpression> columns = new ArrayList<>();
        input.plan().output().forEach(a -> columns.add(NamedExpression.of(a)));
        columns.add(
                new NamedExpression(
                        count,
                        new Expression.Call(
                                "random_count", arguments, DataType.INTEGER, false, false, null)));
        DataType.Array places = new DataType.Array(DataType.INTEGER, false);
        Expression repeated =
                new Expression.Call(
                        "array_repeat",
                        List.of(new Literal(0, DataType.INTEGER), count),
                        places,
                        false,
                        true,
                        null);
        LogicalPlan plan =
                new LogicalPlan.Generate(
                        new LogicalPlan.Project(input.plan(), columns),
                        "explode",
                        List.of(repeated),
                        false,
                        input.plan().output(),
                        List.of(context.attribute("place", DataType.INTEGER, false)));
        return new Analyzed(plan, input.scope().over());
    }

    Analyzed distinct(Relation.Distinct distinct) {
        Analyzed input = analyzer.resolve(distinct.input());
        return overShown(different(input.exact()), input);
    }

    /// The different rows of a plan, as the groups of an aggregation by all columns.
    static LogicalPlan different(LogicalPlan plan) {
        Map<Long, NamedExpression> byId = new LinkedHashMap<>();
        plan.output().forEach(a -> byId.putIfAbsent(a.id(), NamedExpression.of(a)));
        List<NamedExpression> keys = List.copyOf(byId.values());
        LogicalPlan groups = new LogicalPlan.Aggregate(plan, keys, List.of());
        return keys.size() == plan.output().size()
                ? groups
                : new LogicalPlan.Project(
                        groups, plan.output().stream().map(NamedExpression::of).toList());
    }

    /// The plan with the columns that its input shows.
    private static Analyzed overShown(LogicalPlan plan, Analyzed input) {
        return new Analyzed(
                plan,
                new Scope(
                        input.scope().columns().stream().filter(c -> !c.isHidden()).toList(),
                        input.scope().over().frames()));
    }

    Analyzed alias(Relation.SubqueryAlias alias) {
        return alias(analyzer.resolve(alias.input()), alias);
    }

    Analyzed alias(Analyzed input, Relation.SubqueryAlias alias) {
        Scope scope = input.scope().over();
        if (!alias.columns().isEmpty()) {
            scope = renamed(scope, alias.columns());
        }
        boolean hasName = !alias.name().equals(UNNAMED_SUBQUERY);
        return new Analyzed(
                input.plan(), hasName ? scope.qualified(alias.name()) : scope.unqualified());
    }

    Analyzed renamed(Analyzed input, Relation.Renamed renamed) {
        int size = input.scope().output().size();
        if (size != renamed.names().size()) {
            throw MillraceException.of(ErrorKind.ILLEGAL_ARGUMENT)
                    .text(
                            "requirement failed: The number of columns doesn't match.\n"
                                    + "Old column names ("
                                    + size
                                    + "): "
                                    + String.join(
                                            ", ",
                                            input.scope().output().stream()
                                                    .map(Attribute::name)
                                                    .toList())
                                    + "\nNew column names ("
                                    + renamed.names().size()
                                    + "): "
                                    + String.join(", ", renamed.names()));
        }
        return new Analyzed(input.plan(), renamed(input.scope().over(), renamed.names()));
    }

    private static Scope renamed(Scope scope, List<String> names) {
        List<Scope.Column> columns = new ArrayList<>();
        for (Scope.Column column : scope.columns()) {
            if (!column.isHidden()) {
                if (columns.size() >= names.size()) {
                    throw aliasCount(names.size(), scope.output().size());
                }
                columns.add(
                        new Scope.Column(
                                column.attribute().withName(names.get(columns.size())),
                                List.of(),
                                false));
            }
        }
        if (columns.size() != names.size()) {
            throw aliasCount(names.size(), columns.size());
        }
        return new Scope(columns, scope.frames());
    }

    private static MillraceException aliasCount(int names, int columns) {
        return NameErrors.error("ASSIGNMENT_ARITY_MISMATCH", "42802", null)
                .with("numTarget", names)
                .with("numExpr", columns)
                .text(
                        "The number of columns or variables assigned or aliased: "
                                + names
                                + " does not match the number of source expressions: "
                                + columns
                                + ".");
    }

    Analyzed columnsRenamed(Relation.WithColumnsRenamed relation) {
        Analyzed input = analyzer.resolve(relation.input());
        List<Scope.Column> columns = new ArrayList<>();
        for (Scope.Column column : input.scope().columns()) {
            Attribute attribute = column.attribute();
            for (Relation.WithColumnsRenamed.Rename rename : relation.renames()) {
                if (context.sameName(attribute.name(), rename.from())) {
                    attribute = attribute.withName(rename.to());
                }
            }
            columns.add(new Scope.Column(attribute, column.qualifier(), column.isHidden()));
        }
        return new Analyzed(input.plan(), input.scope().over(columns));
    }

    Analyzed drop(Relation.Drop drop) {
        Analyzed input = analyzer.resolve(drop.input());
        Set<Long> dropped = new HashSet<>();
        for (String name : drop.names()) {
            input.scope().output().stream()
                    .filter(a -> context.sameName(a.name(), name))
                    .forEach(a -> dropped.add(a.id()));
        }
        for (ParsedExpression column : drop.columns()) {
            if (column instanceof ParsedExpression.Name name
                    && input.scope().find(name, context) instanceof Resolved found
                    && found.expression() instanceof Attribute attribute) {
                dropped.add(attribute.id());
            }
        }
        List<Scope.Column> kept =
                input.scope().columns().stream()
                        .filter(c -> !dropped.contains(c.attribute().id()))
                        .toList();
        Analyzed cut = new Analyzed(input.plan(), input.scope().over(kept));
        return new Analyzed(
                cut.exact(), cut.scope().over(kept.stream().filter(c -> !c.isHidden()).toList()));
    }

    Analyzed repartition(Relation.Repartition repartition) {
        Analyzed input = analyzer.resolve(repartition.input());
        analyzer.over(input.scope(), "repartition").resolveAll(repartition.by());
        Integer count = repartition.count();
        if (count != null && count <= 0) {
            throw MillraceException.of(ErrorKind.ILLEGAL_ARGUMENT)
                    .text(
                            "requirement failed: Number of partitions ("
                                    + count
                                    + ") must be positive.");
        }
        return new Analyzed(input.plan(), input.scope().over());
    }

    /// The delay of a watermark. An unreadable one is an analysis error, unlike that of a trigger.
    private static CalendarIntervalValue delay(String text) {
        try {
            return IntervalText.parse(text);
        } catch (MillraceException e) {
            throw NameErrors.error("CANNOT_PARSE_INTERVAL", "22006", null)
                    .with("intervalString", "'" + text + "'")
                    .text(String.valueOf(e.getMessage()));
        }
    }

    /// A column as an event time; refuses what is none.
    ///
    /// @param name as the user wrote it
    static Attribute eventTime(Resolved time, String name) {
        if (time.expression() instanceof Attribute attribute && isEventTime(attribute.type())) {
            return attribute;
        }
        String type = time.expression().type().sqlName();
        throw NameErrors.error("EVENT_TIME_IS_NOT_ON_TIMESTAMP_TYPE", "42K09", null)
                .with("eventName", "`" + name + "`")
                .with("eventType", "\"" + type + "\"")
                .text(
                        "The event time `"
                                + name
                                + "` has the invalid type \""
                                + type
                                + "\", but expected \"TIMESTAMP\".");
    }

    Analyzed watermark(Relation.Watermark watermark) {
        Analyzed input = analyzer.resolve(watermark.input());
        Resolved time =
                analyzer.over(input.scope(), "withWatermark")
                        .resolve(ParsedExpression.Name.of(watermark.column()));
        CalendarIntervalValue delay = delay(watermark.delay());
        long micros =
                (delay.months() * DAYS_PER_MONTH + delay.days()) * MICROS_PER_DAY + delay.micros();
        if (micros < 0) {
            throw MillraceException.of(ErrorKind.ILLEGAL_ARGUMENT)
                    .text(
                            "requirement failed: delay threshold ("
                                    + watermark.delay()
                                    + ") should not be negative.");
        }
        Attribute attribute = eventTime(time, watermark.column());
        LogicalPlan plan = new LogicalPlan.Watermark(input.plan(), attribute, micros);
        String metadata =
                plan.output().stream()
                        .filter(a -> a.id() == attribute.id())
                        .map(Attribute::metadata)
                        .findFirst()
                        .orElse(attribute.metadata());
        List<Scope.Column> columns =
                input.scope().columns().stream()
                        .map(
                                c ->
                                        c.attribute().id() == attribute.id()
                                                ? new Scope.Column(
                                                        c.attribute().withMetadata(metadata),
                                                        c.qualifier(),
                                                        c.isHidden())
                                                : c)
                        .toList();
        return new Analyzed(plan, input.scope().over(columns));
    }

    private static boolean isEventTime(DataType type) {
        return Types.isTimestamp(type)
                || (type instanceof DataType.Struct struct
                        && struct.indexOf("end") >= 0
                        && Types.isTimestamp(struct.field(struct.indexOf("end")).type()));
    }

    Analyzed toSchema(Relation.ToSchema relation) {
        Analyzed input = analyzer.resolve(relation.input());
        List<NamedExpression> columns = new ArrayList<>();
        for (StructField field : relation.schema().fields()) {
            List<Attribute> matches =
                    input.scope().output().stream()
                            .filter(a -> context.sameName(a.name(), field.name()))
                            .toList();
            if (matches.size() > 1) {
                throw NameErrors.ambiguous(
                        List.of(field.name()),
                        matches.stream().map(a -> List.of(a.name())).toList(),
                        null);
            }
            if (matches.isEmpty() && !field.nullable()) {
                throw NameErrors.unresolvedColumn(
                        List.of(field.name()), input.scope().paths(), null);
            }
            Expression value =
                    matches.isEmpty()
                            ? new Literal(null, field.type())
                            : context.coercion().cast(matches.getFirst(), field.type());
            if (!field.nullable() && value.nullable()) {
                throw NameErrors.error("NULLABLE_COLUMN_OR_FIELD", "42000", null)
                        .with("name", NameErrors.quoted(field.name()))
                        .text(
                                "Column or field "
                                        + NameErrors.quoted(field.name())
                                        + " is nullable while it's required to be non-nullable.");
            }
            columns.add(
                    new NamedExpression(
                            new Attribute(
                                    context.ids().getAsLong(),
                                    field.name(),
                                    field.type(),
                                    value.nullable(),
                                    field.metadata()),
                            value));
        }
        LogicalPlan plan = new LogicalPlan.Project(input.plan(), columns);
        return new Analyzed(plan, Scope.of(plan.output()));
    }

    Analyzed fillNulls(Relation.FillNulls fill) {
        Analyzed input = analyzer.resolve(fill.input());
        fill.columns()
                .forEach(
                        c ->
                                analyzer.over(input.scope(), "fill")
                                        .resolve(ParsedExpression.Name.of(c)));
        List<NamedExpression> columns = new ArrayList<>();
        for (Attribute attribute : input.scope().output()) {
            Literal value = fillValue(fill, attribute);
            if (value == null || !attribute.nullable()) {
                columns.add(NamedExpression.of(attribute));
                continue;
            }
            Expression filled =
                    new Expression.Call(
                            "coalesce",
                            List.of(attribute, context.coercion().cast(value, attribute.type())),
                            attribute.type(),
                            false,
                            true,
                            null);
            columns.add(
                    new NamedExpression(
                            context.attribute(attribute.name(), attribute.type(), false), filled));
        }
        LogicalPlan plan = new LogicalPlan.Project(input.plan(), columns);
        return new Analyzed(plan, input.scope().over(Scope.of(plan.output()).columns()));
    }

    /// The value for the column, null if it is not filled: one value serves all columns, or each
    /// named column has its own; a value fills only columns of its kind.
    private @Nullable Literal fillValue(Relation.FillNulls fill, Attribute attribute) {
        int index = 0;
        if (!fill.columns().isEmpty()) {
            index = -1;
            for (int i = 0; i < fill.columns().size(); i++) {
                if (context.sameName(fill.columns().get(i), attribute.name())) {
                    index = i;
                }
            }
            if (index < 0) {
                return null;
            }
        }
        ParsedExpression.Literal given = fill.values().get(fill.values().size() == 1 ? 0 : index);
        boolean fits =
                Types.isNumeric(given.type()) && Types.isNumeric(attribute.type())
                        || Types.isText(given.type()) && Types.isText(attribute.type())
                        || given.type().equals(attribute.type());
        return fits ? new Literal(given.value(), given.type()) : null;
    }

    Analyzed dropNulls(Relation.DropNulls drop) {
        Analyzed input = analyzer.resolve(drop.input());
        List<Expression> columns = new ArrayList<>();
        if (drop.columns().isEmpty()) {
            columns.addAll(input.scope().output());
        } else {
            for (String name : drop.columns()) {
                columns.add(
                        analyzer.over(input.scope(), "drop")
                                .resolve(ParsedExpression.Name.of(name))
                                .expression());
            }
        }
        Integer minimum = drop.minimum();
        LogicalPlan plan =
                new LogicalPlan.Filter(
                        input.plan(), present(columns, minimum == null ? columns.size() : minimum));
        return new Analyzed(plan, input.scope().over());
    }

    /// True for rows with at least `minimum` values that are neither NULL nor NaN.
    private static Expression present(List<Expression> columns, int minimum) {
        Expression count = new Literal(0, DataType.INTEGER);
        for (Expression column : columns) {
            Expression absent = new Expression.IsNull(column);
            if (Types.isFloating(column.type())) {
                Expression notANumber =
                        new Expression.Comparison(
                                Expression.ComparisonOperator.EQUAL,
                                column,
                                new Literal(Double.NaN, column.type()));
                absent = new Expression.Or(absent, notANumber);
            }
            Expression one =
                    new Expression.Case(
                            List.of(
                                    new Expression.Case.Branch(
                                            absent, new Literal(0, DataType.INTEGER))),
                            new Literal(1, DataType.INTEGER));
            count =
                    new Expression.Arithmetic(
                            Expression.ArithmeticOperator.ADD,
                            count,
                            one,
                            DataType.INTEGER,
                            true,
                            null);
        }
        return new Expression.Comparison(
                Expression.ComparisonOperator.GREATER_OR_EQUAL,
                count,
                new Literal(minimum, DataType.INTEGER));
    }
}
