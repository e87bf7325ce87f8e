// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.join;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.execution.physical.PlanRun;
import dev.millrace.execution.physical.RandomRows;
import dev.millrace.execution.physical.TestTable;
import dev.millrace.plan.expression.Attribute;
import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.expression.Expression.ComparisonOperator;
import dev.millrace.plan.logical.LogicalPlan;
import dev.millrace.plan.relation.Relation.JoinType;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.BiPredicate;

class JoinOperatorTest {
    private static final List<DataType> TYPES =
            List.of(DataType.LONG, DataType.STRING, DataType.INTEGER);

    private record Sides(TestTable left, TestTable right) {
        static Sides of(int leftRows, int rightRows, int keys, int seed) {
            Random random = new Random(seed);
            return new Sides(
                    TestTable.of(0, TYPES, RandomRows.of(TYPES, leftRows, keys, random)),
                    TestTable.of(10, TYPES, RandomRows.of(TYPES, rightRows, keys, random)));
        }
    }

    private interface Matches extends BiPredicate<List<@Nullable Object>, List<@Nullable Object>> {}

    private static Expression compare(ComparisonOperator operator, Sides sides, int column) {
        return new Expression.Comparison(
                operator, sides.left().attribute(column), sides.right().attribute(column));
    }

    private static boolean equal(@Nullable Object left, @Nullable Object right) {
        return left != null && left.equals(right);
    }

    private static void check(Sides sides, Expression condition, Matches matches) {
        for (JoinType type : JoinType.values()) {
            for (int parallelism : new int[] {1, 4}) {
                List<Attribute> output = new ArrayList<>(sides.left().attributes());
                if (type != JoinType.LEFT_SEMI && type != JoinType.LEFT_ANTI) {
                    output.addAll(sides.right().attributes());
                }
                LogicalPlan plan =
                        new LogicalPlan.Join(
                                sides.left().scan(parallelism, new Random(1)),
                                sides.right().scan(3, new Random(2)),
                                type,
                                condition,
                                output);
                assertThat(counts(PlanRun.rows(plan, parallelism)))
                        .as(type + " with parallelism " + parallelism)
                        .isEqualTo(counts(oracle(sides, type, matches)));
            }
        }
    }

    /// How often each row is there.
    private static Map<List<@Nullable Object>, Integer> counts(List<List<@Nullable Object>> rows) {
        Map<List<@Nullable Object>, Integer> counts = new HashMap<>();
        rows.forEach(row -> counts.merge(row, 1, Integer::sum));
        return counts;
    }

    private static List<List<@Nullable Object>> oracle(
            Sides sides, JoinType type, Matches matches) {
        List<List<@Nullable Object>> result = new ArrayList<>();
        boolean[] rightMatched = new boolean[sides.right().rows().size()];
        List<@Nullable Object> none = new ArrayList<>(Collections.nCopies(TYPES.size(), null));
        for (List<@Nullable Object> left : sides.left().rows()) {
            boolean matched = false;
            for (int r = 0; r < rightMatched.length; r++) {
                if (matches.test(left, sides.right().rows().get(r))) {
                    matched = true;
                    rightMatched[r] = true;
                    if (type != JoinType.LEFT_SEMI && type != JoinType.LEFT_ANTI) {
                        result.add(concat(left, sides.right().rows().get(r)));
                    }
                }
            }
            if (type == JoinType.LEFT_SEMI && matched || type == JoinType.LEFT_ANTI && !matched) {
                result.add(left);
            }
            if (!matched && (type == JoinType.LEFT || type == JoinType.FULL)) {
                result.add(concat(left, none));
            }
        }
        for (int r = 0; r < rightMatched.length; r++) {
            if (!rightMatched[r] && (type == JoinType.RIGHT || type == JoinType.FULL)) {
                result.add(concat(none, sides.right().rows().get(r)));
            }
        }
        return result;
    }

    private static List<@Nullable Object> concat(
            List<@Nullable Object> left, List<@Nullable Object> right) {
        List<@Nullable Object> both = new ArrayList<>(left);
        both.addAll(right);
        return both;
    }

    @Test
    void rowsWithEqualKeysMeetAndNullMeetsNothing() {
        Sides sides = Sides.of(300, 200, 60, 1);
        check(
                sides,
                compare(ComparisonOperator.EQUAL, sides, 0),
                (l, r) -> equal(l.get(0), r.get(0)));
    }

    @Test
    void aMuchSmallerLeftSideIsHashedAndKeepsItsRowsOnce() {
        Sides sides = Sides.of(40, 900, 60, 7);
        Matches equal = (l, r) -> equal(l.get(0), r.get(0));
        check(sides, compare(ComparisonOperator.EQUAL, sides, 0), equal);
        check(
                sides,
                new Expression.And(
                        compare(ComparisonOperator.EQUAL, sides, 0),
                        compare(ComparisonOperator.LESS, sides, 2)),
                (l, r) -> equal.test(l, r) && isLess(l.get(2), r.get(2)));
    }

    @Test
    void severalKeysAndAResidualConditionMustAllHold() {
        Sides sides = Sides.of(300, 200, 6, 2);
        Expression condition =
                new Expression.And(
                        new Expression.And(
                                compare(ComparisonOperator.EQUAL, sides, 0),
                                compare(ComparisonOperator.EQUAL, sides, 1)),
                        compare(ComparisonOperator.LESS, sides, 2));
        check(
                sides,
                condition,
                (l, r) ->
                        equal(l.get(0), r.get(0))
                                && equal(l.get(1), r.get(1))
                                && isLess(l.get(2), r.get(2)));
    }

    private static boolean isLess(@Nullable Object left, @Nullable Object right) {
        return left != null && right != null && PlanRun.compare(left, right, DataType.INTEGER) < 0;
    }

    @Test
    void nullSafeKeysLetNullMeetNull() {
        Sides sides = Sides.of(100, 100, 30, 3);
        check(
                sides,
                compare(ComparisonOperator.NULL_SAFE_EQUAL, sides, 1),
                (l, r) -> Objects.equals(l.get(1), r.get(1)));
    }

    @Test
    void withoutEqualKeysEveryPairIsTried() {
        Sides sides = Sides.of(90, 70, 20, 4);
        check(
                sides,
                compare(ComparisonOperator.LESS, sides, 2),
                (l, r) -> isLess(l.get(2), r.get(2)));
    }

    @Test
    void anEmptySideIsNoSpecialCase() {
        Sides noRight = Sides.of(50, 0, 10, 5);
        check(noRight, compare(ComparisonOperator.EQUAL, noRight, 0), (l, r) -> false);
        Sides noLeft = Sides.of(0, 50, 10, 6);
        check(noLeft, compare(ComparisonOperator.EQUAL, noLeft, 0), (l, r) -> false);
    }

    @Test
    void oneKeyWithVeryManyMatchesComesInPieces() {
        Sides sides = Sides.of(250, 250, 2, 7);
        check(
                sides,
                compare(ComparisonOperator.EQUAL, sides, 0),
                (l, r) -> equal(l.get(0), r.get(0)));
    }
}
