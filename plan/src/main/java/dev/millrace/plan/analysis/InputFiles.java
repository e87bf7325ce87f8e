// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.analysis;

import dev.millrace.plan.expression.Attribute;
import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.expression.Expression.Literal;
import dev.millrace.plan.expression.NamedExpression;
import dev.millrace.plan.logical.LogicalPlan;
import dev.millrace.plan.logical.PlanExpressions;
import dev.millrace.plan.logical.PlanValidator;
import dev.millrace.plan.relation.Relation.JoinType;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// `input_file_name()` and its like: what a table of files says of each row in its hidden column
/// is carried up to where it is asked for. Spark keeps it beside the rows of a task instead, so
/// that it is lost where rows go to another task; what gathers all rows first (an aggregation, a
/// sort, a limit) loses it here too.
final class InputFiles {
    private static final String NAME = "input_file_name";
    private static final String START = "input_file_block_start";
    private static final String LENGTH = "input_file_block_length";
    private static final String PATH_FIELD = "file_path";
    private static final String START_FIELD = "file_block_start";
    private static final String LENGTH_FIELD = "file_block_length";

    /// What is said of the rows of a union: hidden columns differ by format.
    private static final DataType.Struct PLACE =
            new DataType.Struct(
                    List.of(
                            new StructField(NAME, DataType.STRING, false),
                            new StructField(START_FIELD, DataType.LONG, false),
                            new StructField(LENGTH_FIELD, DataType.LONG, false)));

    private final AnalysisContext context;

    InputFiles(AnalysisContext context) {
        this.context = context;
    }

    /// A plan with the column that says where its rows are from, null if they are from no file.
    private record Placed(LogicalPlan plan, @Nullable Attribute place) {}

    /// The plan without calls of these functions.
    LogicalPlan resolved(LogicalPlan plan) {
        LogicalPlan over = plan.withChildren(plan.children().stream().map(this::resolved).toList());
        LogicalPlan known = plan.children().isEmpty() || isSame(plan, over) ? plan : over;
        Expression.Call call = firstCall(known);
        if (call == null) {
            return known;
        }
        if (!(known instanceof LogicalPlan.Unary unary)) {
            return PlanExpressions.map(known, e -> with(e, null));
        }
        Placed input = placed(unary.input(), call);
        LogicalPlan replaced =
                PlanExpressions.map(unary.withInput(input.plan()), e -> with(e, input.place()));
        return replaced.output().equals(plan.output())
                ? replaced
                : new LogicalPlan.Project(
                        replaced, plan.output().stream().map(NamedExpression::of).toList());
    }

    private static boolean isSame(LogicalPlan before, LogicalPlan after) {
        for (int i = 0; i < before.children().size(); i++) {
            if (before.children().get(i) != after.children().get(i)) {
                return false;
            }
        }
        return true;
    }

    private static Expression.@Nullable Call firstCall(LogicalPlan plan) {
        for (Expression expression : PlanValidator.expressions(plan)) {
            Expression.Call call = firstCall(expression);
            if (call != null) {
                return call;
            }
        }
        return null;
    }

    private static Expression.@Nullable Call firstCall(Expression expression) {
        if (isPlaceOf(expression)) {
            return (Expression.Call) expression;
        }
        for (Expression child : expression.children()) {
            Expression.Call call = firstCall(child);
            if (call != null) {
                return call;
            }
        }
        return null;
    }

    private static boolean isPlaceOf(Expression expression) {
        return expression instanceof Expression.Call call
                && (call.function().equals(NAME)
                        || call.function().equals(START)
                        || call.function().equals(LENGTH));
    }

    private static Expression with(Expression expression, @Nullable Attribute place) {
        return expression.transformUp(
                e ->
                        e instanceof Expression.Call call && isPlaceOf(call)
                                ? value(call.function(), place)
                                : e);
    }

    private static Expression value(String function, @Nullable Attribute place) {
        boolean isName = function.equals(NAME);
        if (place == null) {
            return isName ? new Literal("", DataType.STRING) : new Literal(-1L, DataType.LONG);
        }
        return isName
                ? name(place)
                : field(place, function.equals(START) ? START_FIELD : LENGTH_FIELD);
    }

    private static Expression name(Attribute place) {
        return ((DataType.Struct) place.type()).indexOf(NAME) >= 0
                ? field(place, NAME)
                : withHost(field(place, PATH_FIELD));
    }

    private static Expression field(Attribute place, String name) {
        return new Expression.Field(place, ((DataType.Struct) place.type()).indexOf(name));
    }

    /// `file:///data/in` of `file:/data/in`: this function alone shows the empty host.
    private static Expression withHost(Expression path) {
        Expression rest =
                new Expression.Call(
                        "substring",
                        List.of(
                                path,
                                new Literal("file:/".length(), DataType.INTEGER),
                                new Literal(Integer.MAX_VALUE, DataType.INTEGER)),
                        DataType.STRING,
                        false,
                        true,
                        null);
        return new Expression.Call(
                "concat",
                List.of(new Literal("file://", DataType.STRING), rest),
                DataType.STRING,
                false,
                true,
                null);
    }

    private Placed placed(LogicalPlan plan, Expression.Call call) {
        return switch (plan) {
            case LogicalPlan.TableScan scan ->
                    new Placed(scan, hidden(scan.output(), scan.table().hiddenColumns()));
            case LogicalPlan.StreamScan scan ->
                    new Placed(scan, hidden(scan.output(), scan.definition().hiddenColumns()));
            case LogicalPlan.Project project -> {
                Placed input = placed(project.input(), call);
                yield input.place() == null
                        ? new Placed(project, null)
                        : new Placed(
                                passing(project.expressions(), input, input.place()),
                                input.place());
            }
            case LogicalPlan.Generate generate -> {
                Placed input = placed(generate.input(), call);
                yield input.place() == null
                        ? new Placed(generate, null)
                        : new Placed(keeping(generate, input, input.place()), input.place());
            }
            case LogicalPlan.Filter _,
                    LogicalPlan.Window _,
                    LogicalPlan.Watermark _,
                    LogicalPlan.Observe _ -> {
                Placed input = placed(plan.children().getFirst(), call);
                yield new Placed(plan.withChildren(List.of(input.plan())), input.place());
            }
            case LogicalPlan.Union union -> union(union, call);
            case LogicalPlan.Join join -> join(join, call);
            case LogicalPlan.Aggregate _,
                    LogicalPlan.Sort _,
                    LogicalPlan.Limit _,
                    LogicalPlan.Tail _,
                    LogicalPlan.Deduplicate _,
                    LogicalPlan.Recursion _,
                    LogicalPlan.OverObjects _,
                    LogicalPlan.Leaf _ ->
                    new Placed(plan, null);
        };
    }

    private static @Nullable Attribute hidden(List<Attribute> output, DataType.Struct columns) {
        for (Attribute column : output) {
            boolean isOfFile =
                    column.type() instanceof DataType.Struct type
                            && columns.indexOf(column.name()) >= 0
                            && type.indexOf(PATH_FIELD) >= 0
                            && type.indexOf(LENGTH_FIELD) >= 0;
            if (isOfFile) {
                return column;
            }
        }
        return null;
    }

    private static LogicalPlan passing(
            List<NamedExpression> expressions, Placed input, Attribute place) {
        List<NamedExpression> all = new ArrayList<>(expressions);
        if (all.stream().noneMatch(e -> e.output().id() == place.id())) {
            all.add(NamedExpression.of(place));
        }
        return new LogicalPlan.Project(input.plan(), all);
    }

    private static LogicalPlan keeping(
            LogicalPlan.Generate generate, Placed input, Attribute place) {
        List<Attribute> kept = new ArrayList<>(generate.kept());
        if (kept.stream().noneMatch(a -> a.id() == place.id())) {
            kept.add(place);
        }
        return new LogicalPlan.Generate(
                input.plan(),
                generate.function(),
                generate.arguments(),
                generate.isOuter(),
                kept,
                generate.generated());
    }

    /// Each branch says it of its own rows.
    private Placed union(LogicalPlan.Union union, Expression.Call call) {
        List<Placed> inputs = union.inputs().stream().map(i -> placed(i, call)).toList();
        if (inputs.stream().allMatch(i -> i.place() == null)) {
            return new Placed(union, null);
        }
        Attribute place = context.attribute(NAME, PLACE, false);
        List<LogicalPlan> branches = new ArrayList<>();
        for (int i = 0; i < inputs.size(); i++) {
            List<NamedExpression> columns = new ArrayList<>();
            union.inputs().get(i).output().forEach(a -> columns.add(NamedExpression.of(a)));
            columns.add(
                    new NamedExpression(
                            context.attribute(NAME, PLACE, false), common(inputs.get(i).place())));
            branches.add(new LogicalPlan.Project(inputs.get(i).plan(), columns));
        }
        List<Attribute> output = new ArrayList<>(union.output());
        output.add(place);
        return new Placed(new LogicalPlan.Union(branches, output), place);
    }

    private static Expression common(@Nullable Attribute place) {
        List<Expression> values =
                place == null
                        ? List.of(
                                new Literal("", DataType.STRING),
                                new Literal(-1L, DataType.LONG),
                                new Literal(-1L, DataType.LONG))
                        : List.of(
                                name(place), field(place, START_FIELD), field(place, LENGTH_FIELD));
        return new Expression.Struct(PLACE, values);
    }

    /// Where both sides are files Spark refuses to say which is meant. The right side of a left,
    /// semi or anti join may be a subquery that has become a join, and is not looked at.
    private Placed join(LogicalPlan.Join join, Expression.Call call) {
        Placed left = placed(join.left(), call);
        boolean mayBeSubquery =
                switch (join.type()) {
                    case LEFT, LEFT_SEMI, LEFT_ANTI -> true;
                    default -> false;
                };
        if (mayBeSubquery && left.place() != null) {
            return joined(join, left, new Placed(join.right(), null));
        }
        Placed right = placed(join.right(), call);
        if (left.place() != null && right.place() != null) {
            throw NameErrors.error(
                            "MULTI_SOURCES_UNSUPPORTED_FOR_EXPRESSION", "42K0E", call.origin())
                    .with("expr", "\"" + call.function() + "()\"")
                    .text("More than one file is read where \"" + call.function() + "()\" stands.");
        }
        boolean hidesRight = join.type() == JoinType.LEFT_SEMI || join.type() == JoinType.LEFT_ANTI;
        return hidesRight ? new Placed(join, null) : joined(join, left, right);
    }

    private Placed joined(LogicalPlan.Join join, Placed left, Placed right) {
        Attribute place = left.place() == null ? right.place() : left.place();
        if (place == null) {
            return new Placed(join, null);
        }
        boolean mayMiss =
                switch (join.type()) {
                    case RIGHT -> left.place() != null;
                    case LEFT -> right.place() != null;
                    case FULL -> true;
                    default -> false;
                };
        if (mayMiss) {
            return new Placed(join, null);
        }
        boolean hasRight = join.type() != JoinType.LEFT_SEMI && join.type() != JoinType.LEFT_ANTI;
        List<Attribute> output = new ArrayList<>();
        left.plan().output().forEach(a -> output.add(shown(a, join)));
        if (hasRight) {
            right.plan().output().forEach(a -> output.add(shown(a, join)));
        }
        return new Placed(
                new LogicalPlan.Join(
                        left.plan(), right.plan(), join.type(), join.condition(), output),
                place);
    }

    /// The column as the join shows it, which may make it nullable.
    private static Attribute shown(Attribute column, LogicalPlan.Join join) {
        return join.output().stream().filter(a -> a.id() == column.id()).findFirst().orElse(column);
    }
}
