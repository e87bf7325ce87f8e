// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.optimizer;

import static dev.millrace.plan.analysis.Relations.analyze;
import static dev.millrace.plan.analysis.Relations.as;
import static dev.millrace.plan.analysis.Relations.call;
import static dev.millrace.plan.analysis.Relations.col;
import static dev.millrace.plan.analysis.Relations.filter;
import static dev.millrace.plan.analysis.Relations.group;
import static dev.millrace.plan.analysis.Relations.join;
import static dev.millrace.plan.analysis.Relations.lit;
import static dev.millrace.plan.analysis.Relations.schema;
import static dev.millrace.plan.analysis.Relations.select;
import static dev.millrace.plan.analysis.Relations.sort;
import static dev.millrace.plan.analysis.Relations.star;
import static dev.millrace.plan.analysis.Relations.stream;
import static dev.millrace.plan.analysis.Relations.table;
import static dev.millrace.plan.analysis.Relations.union;
import static dev.millrace.plan.analysis.Relations.watermark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.plan.expression.Expression.Arithmetic;
import dev.millrace.plan.expression.Expression.Literal;
import dev.millrace.plan.logical.LogicalPlan;
import dev.millrace.plan.relation.ParsedExpression;
import dev.millrace.plan.relation.Relation;
import dev.millrace.plan.relation.Relation.JoinType;
import dev.millrace.spi.type.DataType;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;

final class OptimizerTest {
    private static final Relation ORDERS = table("orders");

    /// Knows sums of integers.
    private static final ConstantEvaluator SUMS =
            expression ->
                    expression instanceof Arithmetic sum
                                    && sum.left() instanceof Literal left
                                    && sum.right() instanceof Literal right
                                    && left.value() instanceof Integer a
                                    && right.value() instanceof Integer b
                            ? new Literal(a + b, DataType.INTEGER)
                            : expression;

    /// The nodes, each under its parent, without column ids.
    private static String shape(Relation relation) {
        LogicalPlan analyzed = analyze(relation);
        LogicalPlan optimized = new Optimizer(SUMS).optimize(analyzed);
        assertThat(schema(optimized)).isEqualTo(schema(analyzed));
        StringBuilder text = new StringBuilder();
        print(optimized, text, 0);
        return Pattern.compile("#\\d+").matcher(text).replaceAll("");
    }

    private static void print(LogicalPlan plan, StringBuilder text, int depth) {
        text.append(" ".repeat(depth)).append(plan).append('\n');
        plan.children().forEach(c -> print(c, text, depth + 1));
    }

    @Test
    void filtersGoBelowProjectionsAndTellTheScan() {
        Relation renamed = select(ORDERS, as(col("id"), "x"), col("customer"));
        Relation filtered = filter(renamed, call(">", col("x"), lit(3)));
        assertThat(shape(filtered))
                .isEqualTo(
                        """
                        Project [id AS x, customer]
                         Filter (id > 3)
                          TableScan orders [id, customer] [Compare[column=id, operator=GREATER, value=3]]
                        """);
    }

    /// As many rows as a list needs to be long, the last one as given.
    private static Relation longList(ParsedExpression last) {
        List<List<ParsedExpression>> rows =
                new ArrayList<>(Collections.nCopies(99, List.of(lit("a"))));
        rows.add(List.of(last));
        return new Relation.InlineTable(rows);
    }

    @Test
    void manyRowsOfConstantsAreOneTable() {
        assertThat(shape(filter(longList(lit("b")), call(">", col("col1"), lit("a")))))
                .isEqualTo("Filter (col1 > a)\n LocalScan [col1]\n");
    }

    @Test
    void aFewRowsAndRowsOfUnknownValuesStayAsTheyAre() {
        assertThat(shape(longList(call("upper", lit("b"))))).startsWith("Union");
        Relation few = new Relation.InlineTable(List.of(List.of(lit(1)), List.of(lit(2))));
        assertThat(shape(few)).startsWith("Union");
    }

    @Test
    void theSmallerOfTwoLimitsCounts() {
        Relation limited = new Relation.Limit(new Relation.Limit(ORDERS, lit(3)), lit(5));
        assertThat(shape(limited)).startsWith("Limit 3\n TableScan");
        Relation skipped = new Relation.Limit(new Relation.Offset(ORDERS, lit(2)), lit(5));
        assertThat(shape(skipped)).startsWith("Limit 5 offset 2\n TableScan");
    }

    @Test
    void filtersStayAboveWhatLimitsAndDeduplicatesAStream() {
        Relation timed = watermark(stream("orders"), "ts", "1 hour");
        Relation limited = new Relation.Limit(timed, lit(3));
        assertThat(shape(filter(limited, call(">", col("id"), lit(3)))))
                .startsWith("Filter (id > 3)\n Limit 3\n  Watermark");
        Relation different = new Relation.Deduplicate(timed, List.of("id"), false);
        assertThat(shape(filter(different, call(">", col("id"), lit(3)))))
                .startsWith("Filter (id > 3)\n Deduplicate [id]\n  Watermark");
    }

    @Test
    void theEventTimeIsKeptForDeduplicationWithinTheWatermarkOnly() {
        Relation timed = watermark(stream("orders"), "ts", "1 hour");
        Relation within = new Relation.Deduplicate(timed, List.of("id"), true);
        assertThat(shape(select(within, col("id")))).contains("Deduplicate [id]\n  Watermark ts");
        Relation plain = new Relation.Deduplicate(timed, List.of("id"), false);
        assertThat(shape(select(plain, col("id"))))
                .contains("Deduplicate [id]\n Project [id]\n  Watermark ts");
    }

    @Test
    void aCostlyValueIsNotComputedTwiceForAFilter() {
        Relation parsed = select(ORDERS, as(call("upper", col("customer")), "u"));
        assertThat(shape(filter(parsed, call("=", col("u"), lit("A")))))
                .isEqualTo(
                        """
                        Filter (u = A)
                         Project [upper(customer) AS u]
                          TableScan orders [customer]
                        """);
    }

    @Test
    void projectionsCollapseUnlessAValueWouldBeComputedTwice() {
        Relation once =
                select(
                        select(ORDERS, as(call("upper", col("customer")), "u")),
                        as(call("length", col("u")), "n"));
        assertThat(shape(once)).startsWith("Project [length(upper(customer)) AS n]\n TableScan");
        Relation twice =
                select(
                        select(ORDERS, as(call("upper", col("customer")), "u")),
                        as(call("length", col("u")), "n"),
                        col("u"));
        assertThat(shape(twice)).contains("Project [upper(customer) AS u]");
    }

    @Test
    void filtersSplitOverAnInnerJoin() {
        Relation joined =
                join(
                        ORDERS,
                        select(table("customers"), as(col("id"), "cid"), col("name")),
                        JoinType.INNER,
                        call("=", col("customer"), col("name")));
        Relation filtered =
                filter(
                        joined,
                        call("and", call(">", col("id"), lit(1)), call("<", col("cid"), lit(9))));
        assertThat(shape(select(filtered, col("id"))))
                .contains("Filter ((id > 1) AND NOT isnull(customer))")
                .contains("Filter ((id < 9) AND NOT isnull(name))")
                .contains("TableScan orders [id, customer]");
    }

    @Test
    void aSemiJoinGoesToTheSideThatItLooksAt() {
        Relation right = select(table("customers"), as(col("id"), "cid"), col("name"));
        Relation joined =
                join(ORDERS, right, JoinType.INNER, call("=", col("customer"), col("name")));
        Relation wanted = select(table("customers"), as(col("id"), "wanted"));
        Relation semi =
                join(joined, wanted, JoinType.LEFT_SEMI, call("=", col("id"), col("wanted")));
        assertThat(shape(select(semi, col("name"))))
                .containsSubsequence("Join INNER", "Join LEFT_SEMI (id = wanted)", "orders");
    }

    @Test
    void aSemiJoinStaysOverAJoinWithAFilteredTable() {
        Relation right = select(table("customers"), as(col("id"), "cid"), col("name"));
        Relation joined =
                join(
                        ORDERS,
                        filter(right, call("=", col("name"), lit("x"))),
                        JoinType.INNER,
                        call("=", col("id"), col("cid")));
        Relation wanted = select(table("customers"), as(col("name"), "wanted"));
        Relation semi =
                join(joined, wanted, JoinType.LEFT_SEMI, call("=", col("customer"), col("wanted")));
        assertThat(shape(select(semi, col("name"))))
                .containsSubsequence("Join LEFT_SEMI (customer = wanted)", "Join INNER");
    }

    @Test
    void whatHoldsForAKeyOfAJoinHoldsForTheOther() {
        Relation left = select(ORDERS, col("id"), col("customer"));
        Relation right = select(table("customers"), as(col("id"), "cid"), col("name"));
        Relation joined =
                join(
                        filter(left, call(">", col("id"), lit(1))),
                        right,
                        JoinType.LEFT,
                        call("=", col("id"), col("cid")));
        assertThat(shape(joined)).contains("TableScan customers [id, name] [Compare[");
    }

    @Test
    void overStreamsItIsConcludedFromFiltersAboveTheWatermarkOnly() {
        Relation orders = select(stream("orders"), col("id"), col("ts"));
        Relation timed = watermark(orders, "ts", "1 hour");
        Relation other = select(stream("orders"), as(col("id"), "other"));
        assertThat(shape(matched(filter(timed, call(">", col("id"), lit(1))), other)))
                .containsPattern("(?s)Filter \\(id > 1\\).*Filter \\(id > 1\\)");
        Relation direct = filter(orders, call(">", col("id"), lit(1)));
        assertThat(shape(matched(watermark(direct, "ts", "1 hour"), other)))
                .containsOnlyOnce("Filter (id > 1)");
    }

    private static Relation matched(Relation left, Relation right) {
        return join(left, right, JoinType.INNER, call("=", col("id"), col("other")));
    }

    @Test
    void theMissingSideOfALeftJoinIsFilteredOverIt() {
        Relation joined =
                join(
                        ORDERS,
                        select(table("customers"), col("name")),
                        JoinType.LEFT,
                        call("=", col("customer"), col("name")));
        assertThat(shape(select(filter(joined, call("isnull", col("name"))), col("id"))))
                .startsWith("Project [id]\n Filter isnull(name)\n  Join LEFT");
    }

    @Test
    void filtersGoIntoEverySideOfAUnion() {
        Relation both = union(select(ORDERS, col("id")), select(table("customers"), col("id")));
        assertThat(shape(filter(both, call(">", col("id"), lit(5)))))
                .startsWith("Union\n")
                .contains("TableScan orders [id] [Compare")
                .contains("TableScan customers [id] [Compare");
    }

    @Test
    void filtersOnKeysGoBelowAGrouping() {
        Relation grouped = group(ORDERS, List.of(col("customer")), as(call("count", star()), "n"));
        assertThat(
                        shape(
                                filter(
                                        grouped,
                                        call(
                                                "and",
                                                call("=", col("customer"), lit("1")),
                                                call(">", col("n"), lit(2))))))
                .contains("Filter (customer = 1)")
                .contains("Filter (count(1) > 2)\n  Aggregate");
    }

    @Test
    void filtersThatDoNotReadTheEventTimeGoBelowTheWatermark() {
        Relation timed = watermark(stream("orders"), "ts", "1 hour");
        assertThat(shape(filter(timed, call("=", col("customer"), lit("1")))))
                .startsWith("Watermark ts delay 3600000 ms\n Filter (customer = 1)");
        assertThat(shape(filter(timed, call("isnotnull", col("ts")))))
                .startsWith("Filter NOT isnull(ts)\n Watermark");
    }

    @Test
    void onlyUsedColumnsAreRead() {
        Relation sorted = select(sort(ORDERS, col("amount")), col("id"));
        assertThat(shape(sorted))
                .isEqualTo(
                        """
                        Project [id]
                         Sort [amount ASC NULLS FIRST]
                          TableScan orders [id, amount]
                        """);
        assertThat(shape(select(ORDERS, call("count", star())))).contains("TableScan orders []");
    }

    @Test
    void deduplicationOfABatchIsAGrouping() {
        Relation distinct =
                new Relation.Deduplicate(
                        select(ORDERS, col("id"), col("customer")), List.of("id"), false);
        assertThat(shape(distinct))
                .startsWith("Aggregate [id] [first(customer) AS customer]\n TableScan");
    }

    @Test
    void filtersThatAreAlwaysTrueVanish() {
        Relation filtered = filter(select(ORDERS, col("id")), call("isnotnull", col("id")));
        assertThat(shape(filtered)).isEqualTo("TableScan orders [id]\n");
    }

    @Test
    void constantsAreComputedOnce() {
        assertThat(shape(select(ORDERS, as(call("+", lit(1), lit(2)), "three"))))
                .isEqualTo("Project [3 AS three]\n TableScan orders []\n");
    }
}
