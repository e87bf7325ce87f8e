// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.convert;

import static org.apache.spark.sql.functions.callUDF;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.countDistinct;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.transform;
import static org.apache.spark.sql.functions.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.connect.sql.RelationText;
import dev.millrace.plan.relation.ParsedExpression;
import dev.millrace.plan.relation.ParsedExpression.Alias;
import dev.millrace.plan.relation.ParsedExpression.Bound;
import dev.millrace.plan.relation.ParsedExpression.Cast;
import dev.millrace.plan.relation.ParsedExpression.CastMode;
import dev.millrace.plan.relation.ParsedExpression.ColumnPattern;
import dev.millrace.plan.relation.ParsedExpression.Frame;
import dev.millrace.plan.relation.ParsedExpression.Literal;
import dev.millrace.plan.relation.ParsedExpression.Name;
import dev.millrace.plan.relation.ParsedExpression.UpdateField;
import dev.millrace.plan.relation.ParsedExpression.UserCall;
import dev.millrace.plan.relation.ParsedExpression.Window;
import dev.millrace.plan.relation.Relation;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;

import org.apache.spark.connect.proto.Expression;
import org.apache.spark.connect.proto.Expression.UnresolvedStar;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.List;

class ExpressionConverterTest {
    private final PlanFixture fixture = new PlanFixture();
    private final Dataset<Row> table = fixture.spark.table("t");

    @AfterEach
    void close() {
        fixture.close();
    }

    private ParsedExpression convert(Column column) {
        Relation.Project project =
                (Relation.Project) PlanFixture.untagged(fixture.convert(table.select(column)));
        return project.expressions().getFirst();
    }

    private String show(Column column) {
        String text = RelationText.show(fixture.convert(table.select(column)));
        return text.replaceAll("^#\\d+ project\\(#\\d+ table\\(t\\); (.*)\\)$", "$1");
    }

    @Test
    void operatorsAreCallsByTheirSymbols() {
        assertThat(show(col("a").plus(col("b")).multiply(2))).isEqualTo("*(+(a,b),2)");
        assertThat(show(col("a").equalTo(1))).isEqualTo("==(a,1)");
        assertThat(show(col("a").notEqual(1))).isEqualTo("!(==(a,1))");
        assertThat(show(col("a").between(1, 2))).isEqualTo("and(>=(a,1),<=(a,2))");
        assertThat(show(col("a").isin("x", "y"))).isEqualTo("in(a,'x','y')");
        assertThat(show(col("a").like("x%"))).isEqualTo("like(a,'x%')");
        assertThat(show(when(col("a").gt(1), "x").otherwise("y")))
                .isEqualTo("when(>(a,1),'x','y')");
        assertThat(show(countDistinct("a", "b"))).isEqualTo("count!(a,b)");
        assertThat(show(col("m").getItem("k"))).isEqualTo("m['k']");
        assertThat(show(col("s").getField("f").as("g"))).isEqualTo("s['f'] as g");
        assertThat(show(struct(col("a"), col("b").as("c")))).isEqualTo("struct(a,b as c)");
        assertThat(show(expr("a + 1 AS x"))).isEqualTo("+(a,1) as x");
        assertThat(show(callUDF("db.f", col("a")))).isEqualTo("db.f(a)");
    }

    @Test
    void lambdaVariablesAreBoundByName() {
        assertThat(show(transform(col("xs"), x -> x.plus(col("y")))))
                .matches("transform\\(xs,\\[(x_\\d+)]->\\+\\(\\$\\1,y\\)\\)");
    }

    @Test
    void namesWithANumberBelongToThatRelation() {
        Relation.Tagged tagged = (Relation.Tagged) fixture.convert(table);
        Name name = (Name) convert(table.col("a.b"));
        assertThat(name.parts()).containsExactly("a", "b");
        assertThat(name.planId()).isEqualTo(tagged.planId());
        assertThat(((Name) convert(col("`a.b`"))).parts()).containsExactly("a.b");
        assertThat(((Name) convert(col("a-b c"))).parts()).containsExactly("a-b c");
        assertThatThrownBy(() -> AttributeNames.parse("`a"))
                .isInstanceOfSatisfying(
                        MillraceException.class,
                        e -> assertThat(e.condition()).isEqualTo("INVALID_ATTRIBUTE_NAME_SYNTAX"));
        assertThat(convert(table.colRegex("`a.*`"))).isInstanceOf(ColumnPattern.class);
    }

    @Test
    void castKeepsItsModeAndType() {
        Cast cast = (Cast) convert(col("a").cast("decimal(10,2)"));
        assertThat(cast.type()).isEqualTo(new DataType.Decimal(10, 2));
        assertThat(cast.mode()).isEqualTo(CastMode.SESSION);
        assertThat(((Cast) convert(col("a").try_cast(DataTypes.DateType))).mode())
                .isEqualTo(CastMode.TRY);
        assertThat(((Cast) convert(col("a").cast("varchar(3)"))).type()).isEqualTo(DataType.STRING);
        assertThatThrownBy(() -> convert(col("a").cast("variant"))).hasMessageContaining("VARIANT");
    }

    @Test
    void windowKeepsItsFrame() {
        Window window =
                (Window)
                        convert(
                                sum("x").over(
                                                org.apache.spark.sql.expressions.Window.partitionBy(
                                                                "a")
                                                        .orderBy(col("b").desc())
                                                        .rowsBetween(-1, 0)));
        assertThat(window.partitionBy()).hasSize(1);
        assertThat(window.orderBy().getFirst().ascending()).isFalse();
        Frame frame = java.util.Objects.requireNonNull(window.frame());
        assertThat(frame.isRows()).isTrue();
        assertThat(((Literal) ((Bound.Offset) frame.start()).value()).value())
                .matches(
                        value ->
                                ((Number) java.util.Objects.requireNonNull(value)).intValue()
                                        == -1);
        assertThat(frame.end()).isEqualTo(new Bound.CurrentRow());
    }

    @Test
    void structFieldsAreSetAndDropped() {
        UpdateField set = (UpdateField) convert(col("s").withField("f", lit(1)));
        assertThat(set.field()).isEqualTo("f");
        assertThat(set.value()).isNotNull();
        Column dropped =
                col("s").dropFields(
                                scala.jdk.javaapi.CollectionConverters.asScala(List.of("f"))
                                        .toSeq());
        assertThat(((UpdateField) convert(dropped)).value()).isNull();
    }

    @Test
    void aliasKeepsItsMetadata() {
        var metadata = org.apache.spark.sql.types.Metadata.fromJson("{\"k\":1}");
        Alias alias = (Alias) convert(col("a").as("b", metadata));
        assertThat(alias.metadata()).isEqualTo("{\"k\":1}");
        assertThat(((Alias) convert(col("a").as("b"))).metadata()).isNull();
    }

    @Test
    void functionsInUserCodeGetTheirPayload() {
        UDF1<Long, Long> plusOne = x -> x + 1;
        UserCall call =
                (UserCall) convert(functions.udf(plusOne, DataTypes.LongType).apply(col("a")));
        assertThat(call.arguments()).hasSize(1);
        PlanFixture.NamedFunction function = (PlanFixture.NamedFunction) call.function();
        assertThat(function.definition().payload()).isNotEmpty();
        assertThat(function.resultType()).isEqualTo(DataType.LONG);
        assertThat(function.isDeterministic()).isTrue();
    }

    @Test
    void starWithABadTargetIsAnInvalidPlan() {
        Expression star =
                Expression.newBuilder()
                        .setUnresolvedStar(UnresolvedStar.newBuilder().setUnparsedTarget("t"))
                        .build();
        assertThatThrownBy(() -> fixture.converter.expressions().convert(star))
                .isInstanceOfSatisfying(
                        MillraceException.class,
                        e ->
                                assertThat(e.condition())
                                        .isEqualTo(
                                                "CONNECT_INVALID_PLAN"
                                                        + ".UNRESOLVED_STAR_TARGET_INVALID"));
    }

    @Test
    void literalsKeepTheirTypes() {
        assertThat(convert(lit((byte) 1))).isEqualTo(new Literal(1, DataType.BYTE));
        assertThat(convert(lit((short) 1))).isEqualTo(new Literal(1, DataType.SHORT));
        assertThat(convert(lit(1L))).isEqualTo(new Literal(1L, DataType.LONG));
        assertThat(convert(lit(1.5f))).isEqualTo(new Literal(1.5, DataType.FLOAT));
        assertThat(convert(lit(1.5))).isEqualTo(new Literal(1.5, DataType.DOUBLE));
        assertThat(convert(lit("x"))).isEqualTo(new Literal("x", DataType.STRING));
        assertThat(convert(lit(true))).isEqualTo(new Literal(true, DataType.BOOLEAN));
        assertThat(convert(lit(null))).isEqualTo(new Literal(null, DataType.NULL));
        assertThat(convert(lit(new java.math.BigDecimal("1.50"))))
                .isEqualTo(
                        new Literal(new java.math.BigDecimal("1.50"), new DataType.Decimal(3, 2)));
        assertThat(convert(lit(java.time.LocalDate.ofEpochDay(3))))
                .isEqualTo(new Literal(3, DataType.DATE));
        assertThat(convert(lit(java.time.Instant.ofEpochSecond(2))))
                .isEqualTo(new Literal(2_000_000L, DataType.TIMESTAMP));
        assertThat(convert(lit(java.time.Duration.ofSeconds(2))))
                .isEqualTo(new Literal(2_000_000L, DataType.DAY_TIME_INTERVAL));
        assertThat(convert(lit(java.time.Period.ofMonths(14))))
                .isEqualTo(new Literal(14, DataType.YEAR_MONTH_INTERVAL));
        assertThat(((Literal) convert(lit(new int[] {1, 2}))).value()).isEqualTo(List.of(1, 2));
    }

    @Test
    void nestedLiteralsAreUnderstoodFromOldAndNewClients() {
        Expression.Literal one = Expression.Literal.newBuilder().setInteger(1).build();
        var elementInside =
                Expression.Literal.newBuilder()
                        .setArray(Expression.Literal.Array.newBuilder().addElements(one));
        var old = elementInside.clone();
        old.getArrayBuilder().setElementType(ProtoTypes.toProto(DataType.INTEGER));
        var current =
                elementInside
                        .clone()
                        .setDataType(
                                ProtoTypes.toProto(new DataType.Array(DataType.INTEGER, true)));
        Literal expected = new Literal(List.of(1), new DataType.Array(DataType.INTEGER, true));
        for (var literal : List.of(elementInside, old, current)) {
            assertThat(LiteralConverter.convert(literal.build())).isEqualTo(expected);
        }
        assertThatThrownBy(
                        () ->
                                LiteralConverter.convert(
                                        Expression.Literal.newBuilder()
                                                .setArray(Expression.Literal.Array.newBuilder())
                                                .build()))
                .isInstanceOfSatisfying(
                        MillraceException.class,
                        e ->
                                assertThat(e.condition())
                                        .isEqualTo(
                                                "CONNECT_INVALID_PLAN"
                                                        + ".ARRAY_LITERAL_MISSING_DATA_TYPE"));
    }
}
