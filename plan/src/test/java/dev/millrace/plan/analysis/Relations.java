// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.analysis;

import dev.millrace.plan.function.FunctionRegistry;
import dev.millrace.plan.logical.LogicalPlan;
import dev.millrace.plan.relation.ParsedExpression;
import dev.millrace.plan.relation.ParsedExpression.Alias;
import dev.millrace.plan.relation.ParsedExpression.Call;
import dev.millrace.plan.relation.ParsedExpression.Literal;
import dev.millrace.plan.relation.ParsedExpression.Name;
import dev.millrace.plan.relation.Relation;
import dev.millrace.spi.connector.Options;
import dev.millrace.spi.connector.ReadRequest;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import org.jspecify.annotations.Nullable;

import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Short ways to write relations and expressions in tests, over the tables `orders`
/// (id, customer, amount, price, ts, tags, address) and `customers` (id, name).
public final class Relations {
    public static final DataType.Struct ORDERS =
            DataType.Struct.of(
                    new StructField("id", DataType.LONG, false),
                    new StructField("customer", DataType.STRING),
                    new StructField("amount", DataType.DOUBLE),
                    new StructField("price", new DataType.Decimal(10, 2)),
                    new StructField("ts", DataType.TIMESTAMP),
                    new StructField("tags", new DataType.Array(DataType.STRING, true)),
                    new StructField(
                            "address",
                            DataType.Struct.of(
                                    new StructField("city", DataType.STRING),
                                    new StructField("zip", DataType.INTEGER))));
    public static final DataType.Struct CUSTOMERS =
            DataType.Struct.of(
                    new StructField("id", DataType.LONG, false),
                    new StructField("name", DataType.STRING));

    private Relations() {}

    public static FakeCatalog catalog() {
        return new FakeCatalog().table("orders", ORDERS).table("customers", CUSTOMERS);
    }

    public static FunctionRegistry functions() {
        return new FunctionRegistry(
                text -> {
                    throw new IllegalArgumentException("no schema parser here: " + text);
                });
    }

    public static Analyzer analyzer() {
        return new Analyzer(
                catalog(), functions(), new AnalysisSettings(true, false, ZoneOffset.UTC));
    }

    public static LogicalPlan analyze(Relation relation) {
        return analyzer().analyze(relation);
    }

    /// `name type [not null], …` of the output.
    public static String schema(LogicalPlan plan) {
        return plan.output().stream()
                .map(
                        a ->
                                a.name()
                                        + " "
                                        + a.type().simpleName()
                                        + (a.nullable() ? "" : " not null"))
                .collect(Collectors.joining(", "));
    }

    public static String schema(Relation relation) {
        return schema(analyze(relation));
    }

    public static Relation table(String name) {
        return new Relation.NamedTable(List.of(name), Map.of(), false, null);
    }

    public static Relation stream(String name) {
        return new Relation.Read(
                new ReadRequest(name, null, new Options(Map.of()), List.of()), true);
    }

    public static Relation select(Relation input, ParsedExpression... expressions) {
        return new Relation.Project(input, List.of(expressions));
    }

    public static Relation filter(Relation input, ParsedExpression condition) {
        return new Relation.Filter(input, condition);
    }

    /// `input.groupBy(keys).agg(outputs)`.
    public static Relation group(
            Relation input, List<ParsedExpression> keys, ParsedExpression... outputs) {
        return new Relation.Aggregate(
                input, Relation.Grouping.GROUP_BY, keys, List.of(), List.of(outputs), true, null);
    }

    /// `SELECT outputs FROM input GROUP BY keys HAVING having`.
    public static Relation sqlGroup(
            Relation input,
            List<ParsedExpression> keys,
            @Nullable ParsedExpression having,
            ParsedExpression... outputs) {
        return new Relation.Aggregate(
                input,
                Relation.Grouping.GROUP_BY,
                keys,
                List.of(),
                List.of(outputs),
                false,
                having);
    }

    public static Relation sort(Relation input, ParsedExpression... keys) {
        return new Relation.Sort(
                input,
                Arrays.stream(keys).map(k -> new ParsedExpression.SortKey(k, true, true)).toList(),
                true);
    }

    public static Relation join(
            Relation left, Relation right, Relation.JoinType type, ParsedExpression condition) {
        return new Relation.Join(left, right, type, condition, List.of(), false);
    }

    public static Relation joinUsing(
            Relation left, Relation right, Relation.JoinType type, String... names) {
        return new Relation.Join(left, right, type, null, List.of(names), false);
    }

    public static Relation alias(Relation input, String name) {
        return new Relation.SubqueryAlias(input, name, List.of());
    }

    public static Relation watermark(Relation input, String column, String delay) {
        return new Relation.Watermark(input, column, delay);
    }

    public static Relation union(Relation left, Relation right) {
        return new Relation.SetOperation(
                left, right, Relation.SetOperator.UNION, true, false, false);
    }

    /// A name with its parts between dots.
    public static ParsedExpression col(String name) {
        return new Name(List.of(name.split("\\.")), null, false, null);
    }

    public static ParsedExpression col(long planId, String name) {
        return new Name(List.of(name.split("\\.")), planId, false, null);
    }

    public static ParsedExpression star(String... target) {
        return new ParsedExpression.Star(List.of(target), null, null);
    }

    public static ParsedExpression lit(int value) {
        return new Literal(value, DataType.INTEGER);
    }

    public static ParsedExpression lit(String value) {
        return new Literal(value, DataType.STRING);
    }

    public static ParsedExpression call(String name, ParsedExpression... arguments) {
        return Call.of(name, arguments);
    }

    public static ParsedExpression as(ParsedExpression child, String name) {
        return new Alias(child, List.of(name), null);
    }

    public static ParsedExpression over(
            ParsedExpression function,
            List<ParsedExpression> partitionBy,
            ParsedExpression... orderBy) {
        return new ParsedExpression.Window(
                function,
                partitionBy,
                Arrays.stream(orderBy)
                        .map(k -> new ParsedExpression.SortKey(k, true, true))
                        .toList(),
                null);
    }
}
