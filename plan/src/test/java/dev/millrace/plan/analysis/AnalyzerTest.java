// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.analysis;

import static dev.millrace.plan.analysis.Relations.alias;
import static dev.millrace.plan.analysis.Relations.analyze;
import static dev.millrace.plan.analysis.Relations.as;
import static dev.millrace.plan.analysis.Relations.call;
import static dev.millrace.plan.analysis.Relations.col;
import static dev.millrace.plan.analysis.Relations.filter;
import static dev.millrace.plan.analysis.Relations.group;
import static dev.millrace.plan.analysis.Relations.join;
import static dev.millrace.plan.analysis.Relations.joinUsing;
import static dev.millrace.plan.analysis.Relations.lit;
import static dev.millrace.plan.analysis.Relations.over;
import static dev.millrace.plan.analysis.Relations.schema;
import static dev.millrace.plan.analysis.Relations.select;
import static dev.millrace.plan.analysis.Relations.sort;
import static dev.millrace.plan.analysis.Relations.sqlGroup;
import static dev.millrace.plan.analysis.Relations.star;
import static dev.millrace.plan.analysis.Relations.stream;
import static dev.millrace.plan.analysis.Relations.table;
import static dev.millrace.plan.analysis.Relations.union;
import static dev.millrace.plan.analysis.Relations.watermark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.plan.logical.LogicalPlan;
import dev.millrace.plan.relation.ParsedExpression;
import dev.millrace.plan.relation.Relation;
import dev.millrace.plan.relation.Relation.JoinType;
import dev.millrace.spi.error.MillraceException;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

import java.util.List;

final class AnalyzerTest {
    private static final Relation ORDERS = table("orders");

    private static MillraceException error(ThrowingCallable call) {
        return org.assertj.core.api.Assertions.catchThrowableOfType(MillraceException.class, call);
    }

    @Test
    void namesAreFoundIgnoringCaseAndKeepTheWrittenCase() {
        assertThat(schema(select(ORDERS, col("ID"), col("orders.Amount"))))
                .isEqualTo("ID bigint not null, Amount double");
    }

    @Test
    void expressionsGetSparksNames() {
        assertThat(schema(select(ORDERS, call("+", col("id"), lit(1)), col("address.City"))))
                .isEqualTo("(id + 1) bigint not null, City string");
    }

    @Test
    void anUnknownColumnSuggestsTheNearestNames() {
        MillraceException error = error(() -> analyze(select(ORDERS, col("amout"))));
        assertThat(error.condition()).isEqualTo("UNRESOLVED_COLUMN.WITH_SUGGESTION");
        assertThat(error.parameters())
                .containsEntry("objectName", "`amout`")
                .containsEntry("proposal", "`amount`, `id`, `ts`, `tags`, `price`");
    }

    @Test
    void aNameInBothSidesOfAJoinIsAmbiguous() {
        Relation join =
                join(
                        ORDERS,
                        table("customers"),
                        JoinType.INNER,
                        call("=", col("customer"), col("name")));
        MillraceException error = error(() -> analyze(select(join, col("id"))));
        assertThat(error.condition()).isEqualTo("AMBIGUOUS_REFERENCE");
        assertThat(error.parameters())
                .containsEntry("referenceNames", "[`customers`.`id`, `orders`.`id`]");
    }

    @Test
    void aColumnOfADataFrameIsFoundInItsSideOfTheJoin() {
        Relation left = new Relation.Tagged(1, ORDERS);
        Relation right = new Relation.Tagged(2, alias(ORDERS, "again"));
        Relation join = join(left, right, JoinType.LEFT, call("=", col(1, "id"), col(2, "id")));
        LogicalPlan plan = analyze(select(join, col(1, "id"), as(col(2, "id"), "other")));
        assertThat(schema(plan)).isEqualTo("id bigint not null, other bigint");
    }

    @Test
    void aColumnOfADataFrameThatIsNotBelowIsRefused() {
        MillraceException error = error(() -> analyze(select(ORDERS, col(9, "id"))));
        assertThat(error.condition()).isEqualTo("CANNOT_RESOLVE_DATAFRAME_COLUMN");
    }

    @Test
    void starsShowTheColumnsOfTheirTableOrStruct() {
        Relation join = joinUsing(ORDERS, table("customers"), JoinType.INNER, "id");
        assertThat(schema(select(join, star("customers"), star("address"))))
                .isEqualTo("id bigint not null, name string, city string, zip int");
    }

    @Test
    void usingShowsTheKeyOnceAndFirst() {
        Relation join = joinUsing(ORDERS, table("customers"), JoinType.LEFT, "id");
        assertThat(schema(select(join, star())))
                .startsWith("id bigint not null, customer string")
                .endsWith(", name string");
        assertThat(schema(select(join, col("customers.id")))).isEqualTo("id bigint");
    }

    @Test
    void groupedColumnsComeKeysFirst() {
        Relation grouped =
                group(
                        ORDERS,
                        List.of(col("customer")),
                        call("count", star()),
                        call("sum", col("price")),
                        as(call("+", call("max", col("amount")), lit(1)), "top"));
        assertThat(schema(grouped))
                .isEqualTo(
                        "customer string, count(1) bigint not null, sum(price) decimal(20,2), top"
                                + " double");
    }

    @Test
    void aSelectOfAggregatesIsOneGroup() {
        LogicalPlan plan = analyze(select(ORDERS, call("count", lit(1)), call("avg", col("id"))));
        assertThat(schema(plan)).isEqualTo("count(1) bigint not null, avg(id) double");
    }

    @Test
    void aColumnThatIsNotGroupedIsRefused() {
        MillraceException error =
                error(
                        () ->
                                analyze(
                                        sqlGroup(
                                                ORDERS,
                                                List.of(col("customer")),
                                                null,
                                                col("amount"),
                                                call("count", star()))));
        assertThat(error.condition()).isEqualTo("MISSING_AGGREGATION");
        assertThat(error.parameters()).containsEntry("expression", "\"amount\"");
        assertThat(
                        error(() -> analyze(select(ORDERS, col("id"), call("max", col("id")))))
                                .condition())
                .isEqualTo("MISSING_GROUP_BY");
    }

    @Test
    void groupByMayNameOutputsByNumberAndAlias() {
        Relation byNumber =
                sqlGroup(
                        ORDERS,
                        List.of(lit(1)),
                        null,
                        call("upper", col("customer")),
                        call("count", star()));
        assertThat(schema(byNumber)).isEqualTo("upper(customer) string, count(1) bigint not null");
        Relation byAlias =
                sqlGroup(
                        ORDERS,
                        List.of(col("u")),
                        null,
                        as(call("upper", col("customer")), "u"),
                        call("count", star()));
        assertThat(schema(byAlias)).isEqualTo("u string, count(1) bigint not null");
    }

    @Test
    void havingAndOrderByMayUseOtherAggregates() {
        Relation grouped =
                sqlGroup(
                        ORDERS,
                        List.of(col("customer")),
                        call(">", call("count", star()), lit(1)),
                        col("customer"),
                        as(call("sum", col("amount")), "total"));
        Relation sorted = sort(grouped, call("max", col("amount")), col("total"), col("customer"));
        assertThat(schema(sorted)).isEqualTo("customer string, total double");
    }

    @Test
    void orderByMayUseColumnsThatAreNotSelected() {
        assertThat(schema(sort(select(ORDERS, col("id")), col("amount"))))
                .isEqualTo("id bigint not null");
        assertThat(schema(sort(select(ORDERS, as(col("id"), "x")), col("x"), lit(1))))
                .isEqualTo("x bigint not null");
    }

    @Test
    void windowFunctionsOfOneSpecificationShareANode() {
        LogicalPlan plan =
                analyze(
                        select(
                                ORDERS,
                                as(
                                        over(
                                                call("row_number"),
                                                List.of(col("customer")),
                                                col("id")),
                                        "n"),
                                over(call("sum", col("id")), List.of(col("customer")), col("id")),
                                over(call("count", star()), List.of())));
        assertThat(schema(plan))
                .isEqualTo(
                        "n int not null, sum(id) OVER (PARTITION BY customer ORDER BY id ASC NULLS"
                            + " FIRST RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) bigint,"
                            + " count(1) OVER (ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED"
                            + " FOLLOWING) bigint not null");
        LogicalPlan second = plan.children().getFirst();
        assertThat(second).isInstanceOf(LogicalPlan.Window.class);
        LogicalPlan first = second.children().getFirst();
        assertThat(((LogicalPlan.Window) first).functions()).hasSize(2);
    }

    @Test
    void windowsMayStandOverAggregates() {
        Relation grouped =
                sqlGroup(
                        ORDERS,
                        List.of(col("customer")),
                        null,
                        col("customer"),
                        as(over(call("rank"), List.of(), call("sum", col("amount"))), "place"));
        assertThat(schema(grouped)).isEqualTo("customer string, place int not null");
    }

    @Test
    void anAliasServesLaterColumnsOfTheSameList() {
        assertThat(
                        schema(
                                select(
                                        ORDERS,
                                        as(call("+", col("id"), lit(1)), "a"),
                                        as(call("*", col("a"), lit(2)), "b"),
                                        col("b"))))
                .isEqualTo("a bigint not null, b bigint not null, b bigint not null");
    }

    @Test
    void generatorsMakeTheirColumns() {
        assertThat(schema(select(ORDERS, col("id"), call("explode", col("tags")))))
                .isEqualTo("id bigint not null, col string");
        assertThat(schema(select(ORDERS, call("posexplode", col("tags")))))
                .isEqualTo("pos int not null, col string");
    }

    @Test
    void unionsWidenTypesAndNullability() {
        Relation left = select(ORDERS, as(col("id"), "x"));
        Relation right = select(ORDERS, col("amount"));
        assertThat(schema(union(left, right))).isEqualTo("x double");
    }

    @Test
    void withColumnsReplaceInPlaceOrAppend() {
        Relation changed =
                new Relation.WithColumns(
                        table("customers"),
                        List.of(
                                (ParsedExpression.Alias) as(call("upper", col("name")), "NAME"),
                                (ParsedExpression.Alias) as(lit(1), "one")));
        assertThat(schema(changed)).isEqualTo("id bigint not null, NAME string, one int not null");
    }

    @Test
    void aColumnMayBeWhatAGeneratorMakes() {
        Relation appended =
                new Relation.WithColumns(
                        select(ORDERS, col("id"), col("tags")),
                        List.of((ParsedExpression.Alias) as(call("explode", col("tags")), "tag")));
        assertThat(schema(appended))
                .isEqualTo("id bigint not null, tags array<string>, tag string");
        Relation replaced =
                new Relation.WithColumns(
                        select(ORDERS, col("tags"), col("id")),
                        List.of((ParsedExpression.Alias) as(call("explode", col("tags")), "tags")));
        assertThat(schema(replaced)).isEqualTo("tags string, id bigint not null");
    }

    @Test
    void namedQueriesSeeEarlierOnes() {
        Relation with =
                new Relation.With(
                        List.of(
                                new Relation.With.Definition(
                                        "a", List.of(), select(ORDERS, col("id"))),
                                new Relation.With.Definition(
                                        "b",
                                        List.of("x"),
                                        filter(table("a"), call(">", col("id"), lit(1))))),
                        select(table("b"), col("b.x")));
        assertThat(schema(with)).isEqualTo("x bigint not null");
    }

    @Test
    void anUnknownTableIsNamed() {
        MillraceException error = error(() -> analyze(table("nothing")));
        assertThat(error.condition()).isEqualTo("TABLE_OR_VIEW_NOT_FOUND");
        assertThat(error.parameters()).containsEntry("relationName", "`nothing`");
    }

    @Test
    void theWatermarkTravelsThroughAliasesAndWindows() {
        Relation timed = watermark(stream("orders"), "ts", "10 minutes");
        LogicalPlan renamed = analyze(select(timed, as(col("ts"), "t")));
        assertThat(renamed.output().getFirst().metadata())
                .isEqualTo("{\"spark.watermarkDelayMs\":600000}");
        LogicalPlan windows =
                analyze(
                        group(
                                timed,
                                List.of(call("window", col("ts"), lit("10 minutes"))),
                                call("count", star())));
        assertThat(schema(windows))
                .isEqualTo(
                        "window struct<start:timestamp,end:timestamp> not null, count(1) bigint"
                                + " not null");
        assertThat(windows.output().getFirst().metadata())
                .contains("\"spark.watermarkDelayMs\":600000");
        assertThat(windows.isStreaming()).isTrue();
    }

    @Test
    void slidingWindowsMakeARowForEachWindow() {
        LogicalPlan plan =
                analyze(
                        select(
                                ORDERS,
                                call("window", col("ts"), lit("10 minutes"), lit("4 minutes"))));
        assertThat(schema(plan)).isEqualTo("window struct<start:timestamp,end:timestamp>");
    }

    @Test
    void aFunctionOfSparkThatIsMissingIsRefusedByName() {
        assertThatThrownBy(() -> analyze(select(ORDERS, call("xpath", col("customer"), lit("a")))))
                .hasMessageContaining("the function `xpath`");
        assertThat(error(() -> analyze(select(ORDERS, call("nonsense", lit(1))))).condition())
                .isEqualTo("UNRESOLVED_ROUTINE");
    }

    @Test
    void aggregatesInAFilterAreRefused() {
        MillraceException error =
                error(() -> analyze(filter(ORDERS, call(">", call("sum", col("id")), lit(1)))));
        assertThat(error.condition()).isEqualTo("INVALID_WHERE_CONDITION");
    }

    @Test
    void aSortMayNameColumnsOfTheDataFrameItSortsAndOfTheOneBelow() {
        Relation orders = new Relation.Tagged(1, ORDERS);
        Relation selected = new Relation.Tagged(2, select(orders, as(col(1, "customer"), "who")));
        assertThat(schema(sort(selected, col(2, "who"), col(1, "amount")))).isEqualTo("who string");
        Relation grouped =
                new Relation.Tagged(
                        3,
                        group(orders, List.of(col(1, "customer")), as(call("count", star()), "n")));
        assertThat(schema(filter(grouped, call(">", col(3, "n"), lit(1)))))
                .isEqualTo("customer string, n bigint not null");
        assertThat(schema(sort(grouped, col(3, "n"), col(1, "customer"))))
                .isEqualTo("customer string, n bigint not null");
    }
}
