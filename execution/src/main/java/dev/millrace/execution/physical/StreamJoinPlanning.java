// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.physical;

import dev.millrace.execution.kernel.Evaluator;
import dev.millrace.execution.operator.state.EventTimeColumn;
import dev.millrace.execution.operator.state.KeySharding;
import dev.millrace.execution.operator.streamjoin.Eviction;
import dev.millrace.execution.operator.streamjoin.StreamJoinOperator;
import dev.millrace.execution.operator.streamjoin.StreamJoinSide;
import dev.millrace.plan.expression.Attribute;
import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.logical.JoinCondition;
import dev.millrace.plan.logical.LogicalPlan;
import dev.millrace.plan.logical.TimeBound;
import dev.millrace.plan.relation.Relation.JoinType;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// Plans a join of two streams: keys, conditions on one side, and what of its state can go when.
record StreamJoinPlanning(EvaluatorCompiler compiler, KeySharding sharding) {
    /// One pair of equal expressions.
    private record Key(Expression left, Expression right) {
        Expression of(boolean isLeft) {
            return isLeft ? left : right;
        }
    }

    /// @param operatorId counted from the sink down
    /// @throws MillraceException if no columns need be equal
    StreamJoinOperator operator(LogicalPlan.Join join, int operatorId) {
        JoinCondition condition = JoinCondition.of(join);
        List<Key> keys = keys(condition);
        if (keys.isEmpty()) {
            String text = "Stream-stream join without equality predicate is not supported.";
            // As Spark words errors about a plan: what is wrong, then the plan.
            throw MillraceException.of(ErrorKind.ANALYSIS, "_LEGACY_ERROR_TEMP_1181", null)
                    .text(text + ";\n" + join);
        }
        Parts parts = Parts.of(join, condition.residual());
        List<Attribute> both = new ArrayList<>(join.left().output());
        both.addAll(join.right().output());
        List<StructField> fields = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            Expression key = keys.get(i).left();
            fields.add(new StructField("field" + i, key.type(), key.nullable()));
        }
        return new StreamJoinOperator(
                operatorId,
                join.type() == JoinType.CROSS ? JoinType.INNER : join.type(),
                fields,
                side(join, true, keys, parts.left(), condition.residual()),
                side(join, false, keys, parts.right(), condition.residual()),
                parts.both() == null ? null : compiler.compile(parts.both(), both),
                TimeRangePlanning.range(parts.both(), join.left().output(), join.right().output()),
                sharding);
    }

    private StreamJoinSide side(
            LogicalPlan.Join join,
            boolean isLeft,
            List<Key> keys,
            @Nullable Expression filter,
            @Nullable Expression residual) {
        LogicalPlan input = isLeft ? join.left() : join.right();
        LogicalPlan other = isLeft ? join.right() : join.left();
        List<Evaluator> evaluators = new ArrayList<>();
        for (Key key : keys) {
            evaluators.add(compiler.compile(key.of(isLeft), input.output()));
        }
        EventTimeColumn time = EventTimes.of(input.output());
        EventTimeColumn otherTime = EventTimes.of(other.output());
        int key = watermarkedKey(keys);
        Eviction eviction = new Eviction.Never();
        if (key >= 0) {
            eviction = new Eviction.ByKey(keyTime(keys.get(key).of(isLeft), key));
        } else if (time != null && otherTime != null) {
            List<TimeBound> bounds =
                    TimeBound.of(
                            residual,
                            input.output().get(time.column()),
                            other.output().get(otherTime.column()));
            eviction = bounds.isEmpty() ? eviction : new Eviction.ByRow(time, bounds);
        }
        boolean isPreserved =
                join.type() == JoinType.FULL
                        || join.type() == (isLeft ? JoinType.LEFT : JoinType.RIGHT);
        return new StreamJoinSide(
                input.schema(),
                evaluators,
                filter == null ? null : compiler.compile(filter, input.output()),
                time,
                eviction,
                isPreserved);
    }

    /// The first key with a watermark on the left side, else the first with one on the right, -1 if
    /// there is none. It bounds both sides, since the keys of partners are equal.
    private static int watermarkedKey(List<Key> keys) {
        for (boolean isLeft : new boolean[] {true, false}) {
            for (int i = 0; i < keys.size(); i++) {
                if (keys.get(i).of(isLeft) instanceof Attribute column
                        && EventTimes.isMarked(column)) {
                    return i;
                }
            }
        }
        return -1;
    }

    private static EventTimeColumn keyTime(Expression time, int index) {
        return new EventTimeColumn(
                index, time.type() instanceof DataType.Struct window ? window.indexOf("end") : -1);
    }

    /// The keys as they stand in the state, which are Spark's: `a <=> b` is made of two keys that
    /// are never NULL, `coalesce(a, zero) = coalesce(b, zero)` and `a IS NULL = b IS NULL`.
    private static List<Key> keys(JoinCondition condition) {
        List<Key> keys = new ArrayList<>();
        for (JoinCondition.Equality equality : condition.equalities()) {
            if (!equality.nullSafe()) {
                keys.add(new Key(equality.left(), equality.right()));
                continue;
            }
            keys.add(new Key(orZero(equality.left()), orZero(equality.right())));
            keys.add(
                    new Key(
                            new Expression.IsNull(equality.left()),
                            new Expression.IsNull(equality.right())));
        }
        return keys;
    }

    private static Expression orZero(Expression value) {
        return new Expression.Call(
                "coalesce",
                List.of(value, new Expression.Literal(zero(value.type()), value.type())),
                value.type(),
                false,
                true,
                null);
    }

    private static Object zero(DataType type) {
        return switch (type) {
            case DataType.Bool ignored -> false;
            case DataType.Int8 ignored -> 0;
            case DataType.Int16 ignored -> 0;
            case DataType.Int32 ignored -> 0;
            case DataType.Date ignored -> 0;
            case DataType.YearMonthInterval ignored -> 0;
            case DataType.Int64 ignored -> 0L;
            case DataType.Timestamp ignored -> 0L;
            case DataType.TimestampNtz ignored -> 0L;
            case DataType.Time ignored -> 0L;
            case DataType.DayTimeInterval ignored -> 0L;
            case DataType.Float32 ignored -> 0.0;
            case DataType.Float64 ignored -> 0.0;
            case DataType.Decimal decimal -> java.math.BigDecimal.ZERO.setScale(decimal.scale());
            case DataType.Text ignored -> "";
            case DataType.Binary ignored -> new byte[0];
            case DataType.Array ignored -> List.of();
            case DataType.Map ignored -> java.util.Map.of();
            case DataType.Struct struct ->
                    struct.fields().stream().map(field -> zero(field.type())).toList();
            case DataType.Null ignored -> throw unsupportedKey(type);
            case DataType.CalendarInterval ignored -> throw unsupportedKey(type);
        };
    }

    private static MillraceException unsupportedKey(DataType type) {
        return MillraceException.unsupported(
                "a join of two streams by `<=>` on type " + type.simpleName());
    }

    /// A residual condition by what it reads. A part that may differ from call to call belongs to
    /// both sides.
    private record Parts(
            @Nullable Expression left, @Nullable Expression right, @Nullable Expression both) {
        static Parts of(LogicalPlan.Join join, @Nullable Expression residual) {
            Set<Long> leftIds = ids(join.left());
            Set<Long> rightIds = ids(join.right());
            Expression left = null;
            Expression right = null;
            Expression both = null;
            for (Expression conjunct : JoinCondition.conjuncts(residual)) {
                Set<Long> columns = JoinCondition.columns(conjunct);
                boolean isFixed = isDeterministic(conjunct);
                if (isFixed && leftIds.containsAll(columns)) {
                    left = and(left, conjunct);
                } else if (isFixed && rightIds.containsAll(columns)) {
                    right = and(right, conjunct);
                } else {
                    both = and(both, conjunct);
                }
            }
            return new Parts(left, right, both);
        }

        private static Expression and(@Nullable Expression all, Expression part) {
            return all == null ? part : new Expression.And(all, part);
        }

        private static Set<Long> ids(LogicalPlan plan) {
            return plan.output().stream().map(Attribute::id).collect(Collectors.toSet());
        }

        private static boolean isDeterministic(Expression expression) {
            boolean itself =
                    switch (expression) {
                        case Expression.Call call -> call.isDeterministic();
                        case Expression.UserCall call -> call.function().isDeterministic();
                        default -> true;
                    };
            return itself && expression.children().stream().allMatch(Parts::isDeterministic);
        }
    }
}
