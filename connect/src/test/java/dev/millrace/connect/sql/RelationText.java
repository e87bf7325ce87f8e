// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.sql;

import dev.millrace.plan.relation.ParsedExpression;
import dev.millrace.plan.relation.ParsedExpression.SortKey;
import dev.millrace.plan.relation.Relation;

import java.util.List;
import java.util.Locale;

/// Relations on one line, for comparison in tests: `limit(project(table(t); a,b); 5)`.
public final class RelationText {
    private RelationText() {}

    public static String show(Relation relation) {
        return switch (relation) {
            case Relation.Tagged(var planId, var input) -> "#" + planId + " " + show(input);
            case Relation.NamedTable table ->
                    (table.isStreaming() ? "stream(" : "table(")
                            + String.join(".", table.name())
                            + ")";
            case Relation.OneRow() -> "one";
            case Relation.Range(var start, var end, var step) ->
                    "range(" + start + "," + end + "," + step + ")";
            case Relation.InlineTable(var rows) ->
                    "values("
                            + String.join(";", rows.stream().map(RelationText::all).toList())
                            + ")";
            case Relation.Project(var input, var expressions) ->
                    node("project", input, all(expressions));
            case Relation.Filter(var input, var condition) -> node("filter", input, one(condition));
            case Relation.Aggregate aggregate ->
                    node(
                            aggregate.grouping().name().toLowerCase(Locale.ROOT)
                                    + (aggregate.keysInOutput() ? "+" : ""),
                            aggregate.input(),
                            all(aggregate.keys())
                                    + sets(aggregate.sets())
                                    + "; "
                                    + all(aggregate.outputs())
                                    + (aggregate.having() == null
                                            ? ""
                                            : "; having " + one(aggregate.having())));
            case Relation.Join join ->
                    "join("
                            + show(join.left())
                            + ", "
                            + show(join.right())
                            + "; "
                            + (join.natural() ? "natural " : "")
                            + join.type().name().toLowerCase(Locale.ROOT)
                            + (join.condition() == null ? "" : " on " + one(join.condition()))
                            + (join.using().isEmpty() ? "" : " using " + join.using())
                            + ")";
            case Relation.SetOperation operation ->
                    operation.operator().name().toLowerCase(Locale.ROOT)
                            + (operation.isAll() ? " all(" : "(")
                            + show(operation.left())
                            + ", "
                            + show(operation.right())
                            + ")";
            case Relation.Sort(var input, var keys, var isGlobal) ->
                    node(isGlobal ? "sort" : "sort within", input, keys(keys));
            case Relation.Limit(var input, var count) -> node("limit", input, one(count));
            case Relation.Offset(var input, var count) -> node("offset", input, one(count));
            default -> showRest(relation);
        };
    }

    private static String showRest(Relation relation) {
        return switch (relation) {
            case Relation.Distinct(var input) -> node("distinct", input, "*");
            case Relation.Deduplicate(var input, var columns, var within) ->
                    node(
                            "distinct",
                            input,
                            columns == null ? "*" : columns + (within ? " within" : ""));
            case Relation.SubqueryAlias(var input, var name, var columns) ->
                    node("alias", input, name + (columns.isEmpty() ? "" : columns.toString()));
            case Relation.With(var definitions, var body) ->
                    "with("
                            + String.join(
                                    ", ",
                                    definitions.stream()
                                            .map(
                                                    d ->
                                                            d.name()
                                                                    + d.columns()
                                                                    + "="
                                                                    + show(d.query()))
                                            .toList())
                            + "; "
                            + show(body)
                            + ")";
            case Relation.LateralView view ->
                    node(
                            view.isOuter() ? "lateral outer" : "lateral",
                            view.input(),
                            one(view.generator()) + " " + view.alias() + view.columns());
            case Relation.Repartition(var input, var count, var by) ->
                    node("repartition", input, count + (by.isEmpty() ? "" : " " + all(by)));
            case Relation.Hint(var input, var name) -> node("hint", input, name);
            case Relation.Watermark(var input, var column, var delay) ->
                    node("watermark", input, column + " " + delay);
            default -> relation.toString();
        };
    }

    private static String node(String name, Relation input, String rest) {
        return name + "(" + show(input) + "; " + rest + ")";
    }

    private static String sets(List<List<ParsedExpression>> sets) {
        return sets.isEmpty()
                ? ""
                : " sets " + sets.stream().map(set -> "(" + all(set) + ")").toList();
    }

    private static String keys(List<SortKey> keys) {
        return String.join(
                ",",
                keys.stream()
                        .map(
                                key ->
                                        one(key.child())
                                                + (key.ascending() ? "" : " desc")
                                                + (key.nullsFirst() == key.ascending()
                                                        ? ""
                                                        : key.nullsFirst()
                                                                ? " nulls first"
                                                                : " nulls last"))
                        .toList());
    }

    private static String all(List<ParsedExpression> expressions) {
        return String.join(",", expressions.stream().map(RelationText::one).toList());
    }

    private static String one(ParsedExpression expression) {
        return SqlParserTest.show(expression);
    }
}
