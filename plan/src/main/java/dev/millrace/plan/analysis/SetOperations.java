// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.analysis;

import dev.millrace.plan.expression.Attribute;
import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.expression.Expression.ArithmeticOperator;
import dev.millrace.plan.expression.Expression.ComparisonOperator;
import dev.millrace.plan.expression.Expression.Literal;
import dev.millrace.plan.expression.NamedExpression;
import dev.millrace.plan.expression.WindowFunction;
import dev.millrace.plan.logical.LogicalPlan;
import dev.millrace.plan.relation.Relation;
import dev.millrace.plan.relation.Relation.JoinType;
import dev.millrace.plan.relation.Relation.SetOperator;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// UNION, INTERSECT and EXCEPT.
final class SetOperations {
    private final Analyzer analyzer;
    private final AnalysisContext context;

    SetOperations(Analyzer analyzer, AnalysisContext context) {
        this.analyzer = analyzer;
        this.context = context;
    }

    Analyzed resolve(Relation.SetOperation operation) {
        LogicalPlan left = analyzer.resolve(operation.left()).exact();
        LogicalPlan right = analyzer.resolve(operation.right()).exact();
        List<LogicalPlan> sides =
                operation.byName()
                        ? byName(left, right, operation.allowMissingColumns())
                        : List.of(left, right);
        List<LogicalPlan> equal = widened(operation, sides.get(0), sides.get(1));
        checkStreams(operation.operator(), left, right);
        LogicalPlan plan =
                switch (operation.operator()) {
                    case UNION -> union(equal, operation.isAll());
                    case INTERSECT -> matched(equal, JoinType.LEFT_SEMI, operation.isAll());
                    case EXCEPT -> matched(equal, JoinType.LEFT_ANTI, operation.isAll());
                };
        return new Analyzed(plan, Scope.of(plan.output()));
    }

    private static LogicalPlan union(List<LogicalPlan> sides, boolean isAll) {
        List<Attribute> output = new ArrayList<>();
        for (int i = 0; i < sides.getFirst().output().size(); i++) {
            Attribute first = sides.get(0).output().get(i);
            output.add(
                    first.withNullable(
                            first.nullable() || sides.get(1).output().get(i).nullable()));
        }
        // Unions of unions are one.
        List<LogicalPlan> inputs = new ArrayList<>();
        if (sides.getFirst() instanceof LogicalPlan.Union inner) {
            inputs.addAll(inner.inputs());
        } else {
            inputs.add(sides.getFirst());
        }
        inputs.add(sides.get(1));
        LogicalPlan all = new LogicalPlan.Union(inputs, output);
        return isAll ? all : ColumnEdits.different(all);
    }

    private static void checkStreams(SetOperator operator, LogicalPlan left, LogicalPlan right) {
        if (operator == SetOperator.INTERSECT && (left.isStreaming() || right.isStreaming())) {
            throw StreamingRules.refused(
                    "Intersect of streaming DataFrames/Datasets is not supported");
        }
        if (operator == SetOperator.EXCEPT && right.isStreaming()) {
            throw StreamingRules.refused(
                    "Except on a streaming DataFrame/Dataset on the right is not supported");
        }
    }

    private LogicalPlan matched(List<LogicalPlan> sides, JoinType type, boolean isAll) {
        if (!isAll) {
            return matched(sides, type);
        }
        if (sides.getFirst().isStreaming()) {
            throw MillraceException.unsupported(
                    (type == JoinType.LEFT_ANTI ? "EXCEPT" : "INTERSECT") + " ALL of a stream");
        }
        LogicalPlan left = numbered(sides.get(0));
        return new LogicalPlan.Project(
                joined(left, numbered(sides.get(1)), type, left),
                kept(sides.get(0), sides.get(1), type).stream()
                        .map(SetOperations::withoutNegativeZero)
                        .toList());
    }

    /// Spark groups equal rows, and a group of zeros shows the positive one.
    private static NamedExpression withoutNegativeZero(Attribute column) {
        Object zero =
                switch (column.type()) {
                    case DataType.Float32 ignored -> 0f;
                    case DataType.Float64 ignored -> 0d;
                    default -> null;
                };
        return zero == null
                ? NamedExpression.of(column)
                : new NamedExpression(
                        column,
                        new Expression.Arithmetic(
                                ArithmeticOperator.ADD,
                                column,
                                new Literal(zero, column.type()),
                                column.type(),
                                false,
                                null));
    }

    /// Numbers equal rows, so that each has its own partner on the other side.
    private LogicalPlan numbered(LogicalPlan side) {
        Attribute number = context.attribute("number", DataType.INTEGER, false);
        WindowFunction function =
                new WindowFunction.Ranking("row_number", List.of(), false, DataType.INTEGER, false);
        return new LogicalPlan.Window(
                side,
                List.of(new LogicalPlan.Window.Column(number, function)),
                List.copyOf(side.output()),
                List.of());
    }

    /// The different left rows that have, or have not, an equal right row; NULLs are equal here.
    private static LogicalPlan matched(List<LogicalPlan> sides, JoinType type) {
        LogicalPlan left = sides.get(0);
        LogicalPlan right = sides.get(1);
        // The state of a stream holds only rows that pass.
        boolean isLate = left.isStreaming();
        LogicalPlan compared = isLate ? left : ColumnEdits.different(left);
        LogicalPlan joined = joined(left, right, type, compared);
        return isLate ? ColumnEdits.different(joined) : joined;
    }

    private static LogicalPlan joined(
            LogicalPlan left, LogicalPlan right, JoinType type, LogicalPlan compared) {
        Expression condition = null;
        for (int i = 0; i < left.output().size(); i++) {
            Expression equal =
                    new Expression.Comparison(
                            ComparisonOperator.NULL_SAFE_EQUAL,
                            left.output().get(i),
                            right.output().get(i));
            condition = condition == null ? equal : new Expression.And(condition, equal);
        }
        return new LogicalPlan.Join(compared, right, type, condition, kept(left, right, type));
    }

    /// The columns of the left rows that are kept: what both sides have is NULL where both can be.
    private static List<Attribute> kept(LogicalPlan left, LogicalPlan right, JoinType type) {
        if (type == JoinType.LEFT_ANTI) {
            return left.output();
        }
        List<Attribute> kept = new ArrayList<>();
        for (int i = 0; i < left.output().size(); i++) {
            Attribute column = left.output().get(i);
            kept.add(column.withNullable(column.nullable() && right.output().get(i).nullable()));
        }
        return kept;
    }

    /// The right side's columns in the order of the left side's names, and columns that one side
    /// lacks as NULL.
    private List<LogicalPlan> byName(LogicalPlan left, LogicalPlan right, boolean allowMissing) {
        List<NamedExpression> rightColumns = new ArrayList<>();
        List<NamedExpression> leftColumns = new ArrayList<>();
        for (Attribute column : left.output()) {
            leftColumns.add(NamedExpression.of(column));
            Attribute match = match(right.output(), column.name());
            if (match != null) {
                rightColumns.add(NamedExpression.of(match));
            } else if (allowMissing) {
                rightColumns.add(missing(column));
            } else {
                throw unmatched(column, right.output());
            }
        }
        for (Attribute column : right.output()) {
            if (match(left.output(), column.name()) == null) {
                if (!allowMissing) {
                    throw differentWidths("UNION", left.output().size(), right.output().size());
                }
                leftColumns.add(missing(column));
                rightColumns.add(NamedExpression.of(column));
            }
        }
        return List.of(
                new LogicalPlan.Project(left, leftColumns),
                new LogicalPlan.Project(right, rightColumns));
    }

    private @Nullable Attribute match(List<Attribute> columns, String name) {
        for (Attribute column : columns) {
            if (context.sameName(column.name(), name)) {
                return column;
            }
        }
        return null;
    }

    private NamedExpression missing(Attribute column) {
        return new NamedExpression(
                context.attribute(column.name(), column.type(), true),
                new Literal(null, column.type()));
    }

    private static MillraceException unmatched(Attribute column, List<Attribute> others) {
        String names =
                String.join(", ", others.stream().map(a -> NameErrors.quoted(a.name())).toList());
        return NameErrors.error("_LEGACY_ERROR_TEMP_1201", "XXKCM", null)
                .with("colName", column.name())
                .with(
                        "fieldNames",
                        String.join(", ", others.stream().map(Attribute::name).toList()))
                .text(
                        "Cannot resolve column name \""
                                + column.name()
                                + "\" among ("
                                + names.replace("`", "")
                                + ").");
    }

    static MillraceException differentWidths(String operator, int left, int right) {
        return NameErrors.error("NUM_COLUMNS_MISMATCH", "42826", null)
                .with("operator", operator)
                .with("firstNumColumns", left)
                .with("invalidOrdinalNum", "second")
                .with("invalidNumColumns", right)
                .text(
                        operator
                                + " can only be performed on inputs with the same number of"
                                + " columns, but the first input has "
                                + left
                                + " columns and the second input has "
                                + right
                                + " columns.");
    }

    /// Both sides with columns of the common types.
    private List<LogicalPlan> widened(
            Relation.SetOperation operation, LogicalPlan left, LogicalPlan right) {
        String operator = operation.operator().name();
        if (left.output().size() != right.output().size()) {
            throw differentWidths(operator, left.output().size(), right.output().size());
        }
        List<DataType> types = new ArrayList<>();
        for (int i = 0; i < left.output().size(); i++) {
            DataType a = left.output().get(i).type();
            DataType b = right.output().get(i).type();
            DataType common = context.coercion().widerByPlace(a, b);
            if (common == null) {
                throw incompatible(operation, i, a, b);
            }
            types.add(common);
        }
        return List.of(cast(left, types), cast(right, types));
    }

    private static MillraceException incompatible(
            Relation.SetOperation operation, int index, DataType left, DataType right) {
        String operator = operation.operator().name();
        String place =
                List.of("first", "second", "third").size() > index
                        ? List.of("first", "second", "third").get(index)
                        : (index + 1) + "th";
        return NameErrors.error("INCOMPATIBLE_COLUMN_TYPE", "42825", operation.origin())
                .with("operator", operator)
                .with("columnOrdinalNumber", place)
                .with("tableOrdinalNumber", "second")
                .with("dataType1", "\"" + right.sqlName() + "\"")
                .with("dataType2", "\"" + left.sqlName() + "\"")
                .with("hint", "")
                .text(
                        operator
                                + " can only be performed on tables with compatible column types."
                                + " The "
                                + place
                                + " column of the second table is \""
                                + right.sqlName()
                                + "\" type which is not compatible with \""
                                + left.sqlName()
                                + "\" at the same column of the first table.");
    }

    private LogicalPlan cast(LogicalPlan plan, List<DataType> types) {
        List<NamedExpression> columns = new ArrayList<>();
        boolean changed = false;
        for (int i = 0; i < types.size(); i++) {
            Attribute column = plan.output().get(i);
            Expression value = context.coercion().cast(column, types.get(i));
            if (value == column) {
                columns.add(NamedExpression.of(column));
            } else {
                changed = true;
                columns.add(
                        new NamedExpression(
                                context.attribute(column.name(), value.type(), value.nullable()),
                                value));
            }
        }
        return changed ? new LogicalPlan.Project(plan, columns) : plan;
    }
}
