// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.convert;

import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.connect.sql.RelationText;
import dev.millrace.plan.relation.Relation;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import org.apache.spark.connect.proto.AsOfJoin;
import org.apache.spark.connect.proto.CachedLocalRelation;
import org.apache.spark.connect.proto.ChunkedCachedLocalRelation;
import org.apache.spark.connect.proto.LocalRelation;
import org.apache.spark.connect.proto.Read;
import org.apache.spark.connect.proto.RelationCommon;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.sparkproject.com.google.protobuf.ByteString;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

class RelationConverterTest {
    private final PlanFixture fixture = new PlanFixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    private String show(Dataset<?> dataset) {
        return RelationText.show(fixture.convert(dataset)).replaceAll("#\\d+ ", "");
    }

    private Dataset<Row> table() {
        return fixture.spark.table("db.t");
    }

    @Test
    void everyNodeKeepsTheNumberOfItsClient() {
        Relation converted = fixture.convert(fixture.spark.range(3).filter("id > 1").limit(2));
        assertThat(RelationText.show(converted))
                .matches(
                        "#\\d+ limit\\(#\\d+ filter\\(#\\d+ range\\(0,3,1\\); >\\(id,1\\)\\);"
                                + " 2\\)");
    }

    @Test
    void readerKeepsFormatSchemaOptionsAndPaths() {
        StructType schema =
                new StructType().add("a", DataTypes.IntegerType).add("b", DataTypes.StringType);
        Relation.Read read =
                (Relation.Read)
                        PlanFixture.untagged(
                                fixture.convert(
                                        fixture.spark
                                                .read()
                                                .format("json")
                                                .schema(schema)
                                                .option("multiLine", "true")
                                                .load("/data/*.json", "/more")));
        assertThat(read.isStreaming()).isFalse();
        assertThat(read.request().format()).isEqualTo("json");
        assertThat(read.request().schema())
                .isEqualTo(
                        DataType.Struct.of(
                                new StructField("a", DataType.INTEGER),
                                new StructField("b", DataType.STRING)));
        assertThat(read.request().options().value("MULTILINE")).isEqualTo("true");
        assertThat(read.request().paths()).containsExactly("/data/*.json", "/more");
    }

    @Test
    void streamReaderIsStreamingAndDdlIsUnderstood() {
        Relation.Read read =
                (Relation.Read)
                        PlanFixture.untagged(
                                fixture.convert(
                                        fixture.spark
                                                .readStream()
                                                .schema("a INT, b STRING")
                                                .parquet("/in")));
        assertThat(read.isStreaming()).isTrue();
        assertThat(read.request().format()).isEqualTo("parquet");
        assertThat(java.util.Objects.requireNonNull(read.request().schema()).names())
                .containsExactly("a", "b");
    }

    @Test
    void formatIsParquetUnlessSaid() {
        Relation read =
                fixture.convert(
                        org.apache.spark.connect.proto.Relation.newBuilder()
                                .setRead(
                                        Read.newBuilder()
                                                .setDataSource(
                                                        Read.DataSource.newBuilder()
                                                                .addPaths("/x"))));
        assertThat(((Relation.Read) read).request().format()).isEqualTo("parquet");
        assertThat(((Relation.Read) read).request().schema()).isNull();
    }

    @Test
    void columnsAndRowsOperatorsBecomeTheirNodes() {
        assertThat(show(table().select(col("a"), col("b").plus(1).as("c"))))
                .isEqualTo("project(table(db.t); a,+(b,1) as c)");
        assertThat(show(table().where(col("a").equalTo(1).and(col("b").isNotNull()))))
                .isEqualTo("filter(table(db.t); and(==(a,1),isNotNull(b)))");
        assertThat(show(table().selectExpr("a", "b + 1 AS c", "*")))
                .isEqualTo("project(table(db.t); a,+(b,1) as c,*)");
        assertThat(show(table().orderBy(col("a").desc(), col("b"))))
                .isEqualTo("sort(table(db.t); a desc,b)");
        assertThat(show(table().sortWithinPartitions("a")))
                .isEqualTo("sort within(table(db.t); a)");
        assertThat(show(table().limit(3).offset(2))).isEqualTo("offset(limit(table(db.t); 3); 2)");
        assertThat(show(table().distinct())).isEqualTo("distinct(table(db.t); *)");
        assertThat(show(table().dropDuplicates(new String[] {"a"})))
                .isEqualTo("distinct(table(db.t); [a])");
        assertThat(show(table().dropDuplicatesWithinWatermark(new String[] {"a"})))
                .isEqualTo("distinct(table(db.t); [a] within)");
        assertThat(show(table().as("x"))).isEqualTo("alias(table(db.t); x)");
        assertThat(show(table().repartition(4, col("a"))))
                .isEqualTo("repartition(table(db.t); 4 a)");
        assertThat(show(table().coalesce(1))).isEqualTo("repartition(table(db.t); 1)");
        assertThat(show(table().withWatermark("ts", "10 minutes")))
                .isEqualTo("watermark(table(db.t); ts 10 minutes)");
        assertThat(show(broadcast(table()))).isEqualTo("hint(table(db.t); broadcast)");
    }

    @Test
    void aggregatesPutTheKeysFirst() {
        assertThat(show(table().groupBy("a").agg(sum("b"), count(lit(1)).as("n"))))
                .isEqualTo("group_by+(table(db.t); a; sum(b),count(1) as n)");
        assertThat(show(table().rollup(col("a"), col("b")).agg(avg("c"))))
                .isEqualTo("rollup+(table(db.t); a,b; avg(c))");
        Relation pivot =
                PlanFixture.untagged(
                        fixture.convert(
                                table().groupBy("a").pivot("p", List.of("x", "y")).agg(sum("b"))));
        assertThat(((Relation.Pivot) pivot).values()).hasSize(2);
    }

    @Test
    void joinsKeepConditionOrKeys() {
        Dataset<Row> left = table();
        Dataset<Row> right = fixture.spark.table("u");
        assertThat(show(left.join(right, left.col("a").equalTo(right.col("b")), "left")))
                .isEqualTo("join(table(db.t), table(u); left on ==(a,b))");
        assertThat(show(left.join(right, "a")))
                .isEqualTo("join(table(db.t), table(u); inner using [a])");
        assertThat(show(left.crossJoin(right))).isEqualTo("join(table(db.t), table(u); cross)");
    }

    @Test
    void setOperationsKeepTheirFlags() {
        assertThat(show(table().union(fixture.spark.table("u"))))
                .isEqualTo("union all(table(db.t), table(u))");
        assertThat(show(table().except(fixture.spark.table("u"))))
                .isEqualTo("except(table(db.t), table(u))");
        Relation.SetOperation byName =
                (Relation.SetOperation)
                        PlanFixture.untagged(
                                fixture.convert(
                                        table().unionByName(fixture.spark.table("u"), true)));
        assertThat(byName.byName()).isTrue();
        assertThat(byName.allowMissingColumns()).isTrue();
    }

    @Test
    void columnListsChangeByName() {
        Relation.WithColumns with =
                (Relation.WithColumns)
                        PlanFixture.untagged(fixture.convert(table().withColumn("x", lit(1))));
        assertThat(with.columns().getFirst().names()).containsExactly("x");
        Relation.WithColumnsRenamed renamed =
                (Relation.WithColumnsRenamed)
                        PlanFixture.untagged(fixture.convert(table().withColumnRenamed("a", "b")));
        assertThat(renamed.renames())
                .containsExactly(new Relation.WithColumnsRenamed.Rename("a", "b"));
        Relation.Drop drop =
                (Relation.Drop) PlanFixture.untagged(fixture.convert(table().drop("a", "b")));
        assertThat(drop.names()).containsExactly("a", "b");
        Relation.Renamed toDf =
                (Relation.Renamed) PlanFixture.untagged(fixture.convert(table().toDF("x", "y")));
        assertThat(toDf.names()).containsExactly("x", "y");
        Relation.FillNulls fill =
                (Relation.FillNulls)
                        PlanFixture.untagged(fixture.convert(table().na().fill(Map.of("a", 1L))));
        assertThat(fill.columns()).containsExactly("a");
        assertThat(fill.values().getFirst().value()).isEqualTo(1L);
    }

    @Test
    void observeKeepsItsNameAndNumber() {
        Relation converted = fixture.convert(table().observe("metrics", count(lit(1)).as("n")));
        Relation.Tagged tagged = (Relation.Tagged) converted;
        Relation.Observe observe = (Relation.Observe) tagged.input();
        assertThat(observe.name()).isEqualTo("metrics");
        assertThat(observe.planId()).isEqualTo(tagged.planId());
    }

    @Test
    void sqlInAPlanIsParsedWithItsArguments() {
        var sql =
                org.apache
                        .spark
                        .connect
                        .proto
                        .SQL
                        .newBuilder()
                        .setQuery("SELECT * FROM t WHERE a = ?")
                        .addPosArguments(
                                org.apache.spark.connect.proto.Expression.newBuilder()
                                        .setLiteral(
                                                org.apache.spark.connect.proto.Expression.Literal
                                                        .newBuilder()
                                                        .setInteger(7)));
        Relation converted =
                fixture.convert(
                        org.apache.spark.connect.proto.Relation.newBuilder()
                                .setCommon(RelationCommon.newBuilder().setPlanId(5))
                                .setSql(sql));
        assertThat(RelationText.show(converted))
                .isEqualTo("#5 project(filter(table(t); ==(a,7)); *)");
    }

    @Test
    void namedReferencesAreViewsOfTheRoot() {
        var root =
                org.apache.spark.connect.proto.Relation.newBuilder()
                        .setSql(
                                org.apache
                                        .spark
                                        .connect
                                        .proto
                                        .SQL
                                        .newBuilder()
                                        .setQuery("SELECT * FROM v"));
        var view =
                org.apache.spark.connect.proto.Relation.newBuilder()
                        .setSubqueryAlias(
                                org.apache.spark.connect.proto.SubqueryAlias.newBuilder()
                                        .setAlias("v")
                                        .setInput(
                                                org.apache.spark.connect.proto.Relation.newBuilder()
                                                        .setRange(
                                                                org.apache.spark.connect.proto.Range
                                                                        .newBuilder()
                                                                        .setEnd(3)
                                                                        .setStep(1))));
        Relation converted =
                fixture.convert(
                        org.apache.spark.connect.proto.Relation.newBuilder()
                                .setWithRelations(
                                        org.apache.spark.connect.proto.WithRelations.newBuilder()
                                                .setRoot(root)
                                                .addReferences(view)));
        assertThat(RelationText.show(converted))
                .isEqualTo("with(v[]=range(0,3,1); project(table(v); *))");
    }

    @Test
    void localRowsAreFoundInThePlanOrAmongTheArtifacts() {
        String schema =
                "{\"type\":\"struct\",\"fields\":[{\"name\":\"a\",\"type\":\"integer\","
                        + "\"nullable\":true,\"metadata\":{}}]}";
        LocalRelation local =
                LocalRelation.newBuilder()
                        .setSchema(schema)
                        .setData(ByteString.copyFromUtf8("arrow"))
                        .build();
        fixture.artifacts.put("old", local.toByteArray());
        fixture.artifacts.put("one", "arrow 1".getBytes(StandardCharsets.UTF_8));
        fixture.artifacts.put("two", "arrow 2".getBytes(StandardCharsets.UTF_8));
        fixture.artifacts.put("schema", "a INT".getBytes(StandardCharsets.UTF_8));
        var plain = org.apache.spark.connect.proto.Relation.newBuilder();
        List<Relation> converted = new ArrayList<>();
        converted.add(fixture.convert(plain.clone().setLocalRelation(local)));
        converted.add(
                fixture.convert(
                        plain.clone()
                                .setCachedLocalRelation(
                                        CachedLocalRelation.newBuilder().setHash("old"))));
        converted.add(
                fixture.convert(
                        plain.clone()
                                .setChunkedCachedLocalRelation(
                                        ChunkedCachedLocalRelation.newBuilder()
                                                .addDataHashes("one")
                                                .addDataHashes("two")
                                                .setSchemaHash("schema"))));
        assertThat(converted)
                .allSatisfy(
                        each ->
                                assertThat(((Relation.LocalTable) each).schema().names())
                                        .containsExactly("a"));
        assertThat(fixture.decoded.stream().map(bytes -> new String(bytes, StandardCharsets.UTF_8)))
                .containsExactly("arrow", "arrow", "arrow 1", "arrow 2");
        assertThatThrownBy(
                        () ->
                                fixture.convert(
                                        plain.clone()
                                                .setCachedLocalRelation(
                                                        CachedLocalRelation.newBuilder()
                                                                .setHash("gone"))))
                .hasMessageContaining("gone")
                .hasMessageContaining("session-1");
    }

    @Test
    void unsupportedRelationIsRefusedByName() {
        assertThatThrownBy(
                        () ->
                                fixture.convert(
                                        org.apache.spark.connect.proto.Relation.newBuilder()
                                                .setAsOfJoin(AsOfJoin.getDefaultInstance())))
                .isInstanceOf(MillraceException.class)
                .hasMessageContaining("as-of joins");
    }

    @Test
    void relationWithoutAKindIsAnInvalidPlan() {
        assertThatThrownBy(
                        () -> fixture.convert(org.apache.spark.connect.proto.Relation.newBuilder()))
                .isInstanceOfSatisfying(
                        MillraceException.class,
                        e ->
                                assertThat(e.condition())
                                        .isEqualTo(
                                                "CONNECT_INVALID_PLAN.INVALID_ONE_OF_FIELD_NOT_SET"));
    }

    @Test
    void deepPlansFitOnTheStackOfTheService() throws Exception {
        var relation =
                org.apache.spark.connect.proto.Relation.newBuilder()
                        .setRange(
                                org.apache.spark.connect.proto.Range.newBuilder()
                                        .setEnd(3)
                                        .setStep(1))
                        .build();
        var condition =
                org.apache.spark.connect.proto.Expression.newBuilder()
                        .setLiteral(
                                org.apache.spark.connect.proto.Expression.Literal.newBuilder()
                                        .setBoolean(true))
                        .build();
        for (int i = 0; i < 400; i++) {
            condition =
                    org.apache.spark.connect.proto.Expression.newBuilder()
                            .setUnresolvedFunction(
                                    org.apache.spark.connect.proto.Expression.UnresolvedFunction
                                            .newBuilder()
                                            .setFunctionName("not")
                                            .addArguments(condition))
                            .build();
        }
        for (int i = 0; i < 500; i++) {
            relation =
                    org.apache.spark.connect.proto.Relation.newBuilder()
                            .setCommon(RelationCommon.newBuilder().setPlanId(i))
                            .setFilter(
                                    org.apache.spark.connect.proto.Filter.newBuilder()
                                            .setInput(relation)
                                            .setCondition(condition))
                            .build();
        }
        var plan = relation;
        List<Relation> converted = new ArrayList<>();
        Thread thread =
                new Thread(
                        null,
                        () -> converted.add(fixture.converter.convert(plan)),
                        "deep",
                        1L << 20);
        thread.start();
        thread.join();
        assertThat(converted).hasSize(1);
    }
}
