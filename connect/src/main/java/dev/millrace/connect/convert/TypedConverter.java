// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.convert;

import dev.millrace.plan.relation.ParsedExpression;
import dev.millrace.plan.relation.Relation;
import dev.millrace.plan.relation.TypedRelation;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.function.ProcessorTime;
import dev.millrace.spi.function.StateTimeout;

import org.apache.spark.connect.proto.Aggregate;
import org.apache.spark.connect.proto.CoGroupMap;
import org.apache.spark.connect.proto.CommonInlineUserDefinedFunction;
import org.apache.spark.connect.proto.Expression;
import org.apache.spark.connect.proto.GroupMap;
import org.apache.spark.connect.proto.MapPartitions;
import org.apache.spark.connect.proto.TransformWithStateInfo;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// The protobuf relations of typed Datasets.
///
/// A grouping starts with a function over the whole row: the key of `groupByKey`, or, if more
/// expressions follow, one that only says what key and rows are (`groupBy(…).as(…)`).
final class TypedConverter {
    private final RelationConverter relations;
    private final ExpressionConverter expressions;
    private final UserFunctions functions;

    TypedConverter(
            RelationConverter relations, ExpressionConverter expressions, UserFunctions functions) {
        this.relations = relations;
        this.expressions = expressions;
        this.functions = functions;
    }

    /// The condition of a filter, which may be a function over the row's object.
    ParsedExpression condition(Expression condition) {
        if (isTyped(condition)) {
            ObjectFunction function = function(condition.getCommonInlineUserDefinedFunction());
            if (function.takesObjects()) {
                return new ParsedExpression.TypedCall(function.overRow());
            }
        }
        return expressions.convert(condition);
    }

    /// True for a Java or Scala function over a star.
    private static boolean isTyped(Expression expression) {
        CommonInlineUserDefinedFunction call = expression.getCommonInlineUserDefinedFunction();
        return expression.hasCommonInlineUserDefinedFunction()
                && call.hasScalarScalaUdf()
                && call.getArgumentsCount() == 1
                && call.getArguments(0).hasUnresolvedStar();
    }

    private ObjectFunction function(CommonInlineUserDefinedFunction call) {
        return switch (call.getFunctionCase()) {
            case SCALAR_SCALA_UDF -> functions.typed(ExpressionConverter.scalaFunction(call));
            case PYTHON_UDF -> throw MillraceException.unsupported("Python functions");
            case JAVA_UDF, FUNCTION_NOT_SET ->
                    throw SparkErrors.invalidPlan(
                            "FUNCTION_EVAL_TYPE_NOT_SUPPORTED",
                            "evalType",
                            String.valueOf(call.getFunctionCase().getNumber()));
        };
    }

    Relation mapPartitions(MapPartitions map) {
        return new TypedRelation.MapPartitions(
                relations.convert(map.getInput()), function(map.getFunc()).overPartition());
    }

    Relation groupMap(GroupMap map) {
        if (map.hasIsMapGroupsWithState()) {
            return groupsWithState(map);
        }
        if (map.hasTransformWithStateInfo()) {
            return transformWithState(map);
        }
        ObjectFunction function = function(map.getFunc());
        TypedRelation.Grouped rows =
                grouped(
                        map.getInput(),
                        map.getGroupingExpressionsList(),
                        map.getSortingExpressionsList());
        return new TypedRelation.MapGroups(List.of(rows), function.overGroups());
    }

    private Relation groupsWithState(GroupMap map) {
        StateTimeout timeout =
                map.hasTimeoutConf()
                        ? Arrays.stream(StateTimeout.values())
                                .filter(t -> t.sparkName().equals(map.getTimeoutConf()))
                                .findFirst()
                                .orElseThrow(
                                        () ->
                                                MillraceException.unsupported(
                                                        "the timeout " + map.getTimeoutConf()))
                        : StateTimeout.NONE;
        boolean isUpdate = !map.hasOutputMode() || map.getOutputMode().equalsIgnoreCase("update");
        return new TypedRelation.GroupsWithState(
                grouped(map.getInput(), map.getGroupingExpressionsList(), List.of()),
                initial(map),
                function(map.getFunc()).overGroupsWithState(timeout),
                map.getIsMapGroupsWithState(),
                isUpdate,
                timeout);
    }

    private Relation transformWithState(GroupMap map) {
        TransformWithStateInfo info = map.getTransformWithStateInfo();
        ProcessorTime time =
                switch (info.getTimeMode().toLowerCase(Locale.ROOT)) {
                    case "none", "notime" -> ProcessorTime.NONE;
                    case "processingtime" -> ProcessorTime.PROCESSING_TIME;
                    case "eventtime" -> ProcessorTime.EVENT_TIME;
                    default ->
                            throw MillraceException.unsupported(
                                    "the time mode " + info.getTimeMode());
                };
        return new TypedRelation.TransformWithState(
                grouped(map.getInput(), map.getGroupingExpressionsList(), List.of()),
                initial(map),
                function(map.getFunc()).processor(time, map.getOutputMode()),
                time,
                map.getOutputMode(),
                info.hasEventTimeColumnName() ? info.getEventTimeColumnName() : null);
    }

    private TypedRelation.@Nullable Grouped initial(GroupMap map) {
        return map.hasInitialInput() && map.getInitialGroupingExpressionsCount() > 0
                ? grouped(map.getInitialInput(), map.getInitialGroupingExpressionsList(), List.of())
                : null;
    }

    Relation coGroupMap(CoGroupMap map) {
        ObjectFunction function = function(map.getFunc());
        TypedRelation.Grouped left =
                grouped(
                        map.getInput(),
                        map.getInputGroupingExpressionsList(),
                        map.getInputSortingExpressionsList());
        TypedRelation.Grouped right =
                grouped(
                        map.getOther(),
                        map.getOtherGroupingExpressionsList(),
                        map.getOtherSortingExpressionsList());
        return new TypedRelation.MapGroups(List.of(left, right), function.overGroups());
    }

    private TypedRelation.Grouped grouped(
            org.apache.spark.connect.proto.Relation input,
            List<Expression> grouping,
            List<Expression> sorting) {
        if (grouping.isEmpty()) {
            throw SparkErrors.invalidPlan("KEY_VALUE_GROUPED_DATASET_GROUPING_EXPRESSION_ABSENT");
        }
        ObjectFunction key = function(grouping.getFirst().getCommonInlineUserDefinedFunction());
        List<Expression> columns = grouping.subList(1, grouping.size());
        List<ParsedExpression.SortKey> order = new ArrayList<>();
        for (Expression expression : sorting) {
            order.add(
                    expressions.convert(expression) instanceof ParsedExpression.SortKey sortKey
                            ? sortKey
                            : new ParsedExpression.SortKey(
                                    expressions.convert(expression), true, true));
        }
        return new TypedRelation.Grouped(
                relations.convert(input),
                columns.isEmpty() ? key.overRow() : null,
                expressions.convertAll(columns),
                key.givesStruct(),
                order);
    }

    /// True for an aggregation of a typed grouping.
    static boolean isGrouped(Aggregate aggregate) {
        return aggregate.getGroupType() == Aggregate.GroupType.GROUP_TYPE_GROUPBY
                && aggregate.getGroupingExpressionsCount() > 0
                && isTyped(aggregate.getGroupingExpressions(0));
    }

    Relation aggregate(Aggregate aggregate) {
        return new TypedRelation.Aggregate(
                grouped(aggregate.getInput(), aggregate.getGroupingExpressionsList(), List.of()),
                expressions.convertAll(aggregate.getAggregateExpressionsList()));
    }
}
