// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.convert;

import dev.millrace.plan.relation.ParsedExpression;
import dev.millrace.plan.relation.ParsedExpression.Literal;
import dev.millrace.plan.relation.Relation;
import dev.millrace.plan.relation.TypedRelation;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;

import org.apache.spark.connect.proto.Expression;
import org.apache.spark.connect.proto.RelationCommon;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Protobuf relations as `Relation`.
///
/// Every relation with a `plan_id` is wrapped into `Tagged`. Recursion is as deep as the plan, two
/// frames a node: a plan at the protocol's recursion limit of 1024 needs about half a megabyte of
/// stack here, but analysis and the parser want more; give the thread 16 MB.
public final class RelationConverter {
    private final ConversionContext context;
    private final ExpressionConverter expressions;
    private final SourceConverter sources;
    private final TypedConverter typed;
    private final Map<Long, org.apache.spark.connect.proto.Relation> references = new HashMap<>();

    public RelationConverter(ConversionContext context) {
        this.context = context;
        this.expressions =
                new ExpressionConverter(context.sql(), context.functions(), this::reference);
        this.sources = new SourceConverter(context);
        this.typed = new TypedConverter(this, expressions, context.functions());
    }

    /// For the expressions that stand in commands.
    public ExpressionConverter expressions() {
        return expressions;
    }

    /// The relation; what Millrace does not have is refused by the name of the call that makes it.
    public Relation convert(org.apache.spark.connect.proto.Relation relation) {
        Relation kept = context.kept().replacement(relation, () -> untagged(relation));
        Relation converted = kept == null ? untagged(relation) : kept;
        RelationCommon common = relation.getCommon();
        return common.hasPlanId() ? new Relation.Tagged(common.getPlanId(), converted) : converted;
    }

    private Relation untagged(org.apache.spark.connect.proto.Relation relation) {
        return switch (relation.getRelTypeCase()) {
            case READ -> sources.read(relation.getRead());
            case LOCAL_RELATION -> sources.local(relation.getLocalRelation());
            case CACHED_LOCAL_RELATION -> sources.cached(relation.getCachedLocalRelation());
            case CHUNKED_CACHED_LOCAL_RELATION ->
                    sources.chunked(relation.getChunkedCachedLocalRelation());
            case CACHED_REMOTE_RELATION ->
                    new Relation.KeptFrame(relation.getCachedRemoteRelation().getRelationId());
            case PARSE ->
                    sources.parse(convert(relation.getParse().getInput()), relation.getParse());
            case RANGE -> sources.range(relation.getRange());
            case SQL -> sql(relation.getSql());
            case WITH_RELATIONS -> withRelations(relation.getWithRelations());
            case UNRESOLVED_TABLE_VALUED_FUNCTION ->
                    tableFunction(relation.getUnresolvedTableValuedFunction());
            case PROJECT -> project(relation.getProject());
            case FILTER ->
                    new Relation.Filter(
                            convert(relation.getFilter().getInput()),
                            typed.condition(relation.getFilter().getCondition()));
            case MAP_PARTITIONS -> typed.mapPartitions(relation.getMapPartitions());
            case GROUP_MAP -> typed.groupMap(relation.getGroupMap());
            case CO_GROUP_MAP -> typed.coGroupMap(relation.getCoGroupMap());
            case JOIN -> join(relation.getJoin());
            case LATERAL_JOIN -> lateralJoin(relation.getLateralJoin());
            case SET_OP -> setOperation(relation.getSetOp());
            case SORT ->
                    new Relation.Sort(
                            convert(relation.getSort().getInput()),
                            expressions.sortKeys(relation.getSort().getOrderList()),
                            !relation.getSort().hasIsGlobal() || relation.getSort().getIsGlobal());
            case LIMIT ->
                    new Relation.Limit(
                            convert(relation.getLimit().getInput()),
                            integer(relation.getLimit().getLimit()));
            case OFFSET ->
                    new Relation.Offset(
                            convert(relation.getOffset().getInput()),
                            integer(relation.getOffset().getOffset()));
            case TAIL ->
                    new Relation.Tail(
                            convert(relation.getTail().getInput()), relation.getTail().getLimit());
            case AGGREGATE -> aggregate(relation.getAggregate());
            case DEDUPLICATE -> deduplicate(relation.getDeduplicate());
            case SUBQUERY_ALIAS -> alias(relation.getSubqueryAlias());
            case UNPIVOT -> unpivot(relation.getUnpivot());
            case SAMPLE -> sample(relation.getSample());
            case WITH_WATERMARK ->
                    new Relation.Watermark(
                            convert(relation.getWithWatermark().getInput()),
                            relation.getWithWatermark().getEventTime(),
                            relation.getWithWatermark().getDelayThreshold());
            case COLLECT_METRICS -> observe(relation);
            case HINT ->
                    new Relation.Hint(
                            convert(relation.getHint().getInput()), relation.getHint().getName());
            case SHOW_STRING ->
                    new Relation.ShowText(
                            convert(relation.getShowString().getInput()),
                            relation.getShowString().getNumRows(),
                            relation.getShowString().getTruncate(),
                            relation.getShowString().getVertical());
            default -> columns(relation);
        };
    }

    /// The relations that change columns of their input.
    private Relation columns(org.apache.spark.connect.proto.Relation relation) {
        return switch (relation.getRelTypeCase()) {
            case TO_DF ->
                    new Relation.Renamed(
                            convert(relation.getToDf().getInput()),
                            relation.getToDf().getColumnNamesList());
            case WITH_COLUMNS -> withColumns(relation.getWithColumns());
            case WITH_COLUMNS_RENAMED -> renamed(relation.getWithColumnsRenamed());
            case DROP ->
                    new Relation.Drop(
                            convert(relation.getDrop().getInput()),
                            expressions.convertAll(relation.getDrop().getColumnsList()),
                            relation.getDrop().getColumnNamesList());
            case TO_SCHEMA -> toSchema(relation.getToSchema());
            case REPARTITION ->
                    new Relation.Repartition(
                            convert(relation.getRepartition().getInput()),
                            positive(relation.getRepartition().getNumPartitions()),
                            List.of());
            case REPARTITION_BY_EXPRESSION -> repartition(relation.getRepartitionByExpression());
            case CROSSTAB ->
                    new DataDependent(context.answers())
                            .crosstab(
                                    convert(relation.getCrosstab().getInput()),
                                    relation.getCrosstab());
            case TRANSPOSE ->
                    new DataDependent(context.answers())
                            .transposed(
                                    convert(relation.getTranspose().getInput()),
                                    expressions.convertAll(
                                            relation.getTranspose().getIndexColumnsList()));
            case FILL_NA -> fillNulls(relation.getFillNa());
            case DROP_NA ->
                    new Relation.DropNulls(
                            convert(relation.getDropNa().getInput()),
                            relation.getDropNa().getColsList(),
                            relation.getDropNa().hasMinNonNulls()
                                    ? relation.getDropNa().getMinNonNulls()
                                    : null);
            default -> new StatisticConverter(this::convert, expressions).convert(relation);
        };
    }

    private Relation sql(org.apache.spark.connect.proto.SQL sql) {
        return context.sql().parseQuery(sql.getQuery(), named(sql), positional(sql));
    }

    /// The values of `:name`, from the current or from the deprecated field.
    @SuppressWarnings("deprecation")
    public Map<String, ParsedExpression> named(org.apache.spark.connect.proto.SQL sql) {
        Map<String, ParsedExpression> named = new HashMap<>();
        sql.getArgsMap().forEach((key, value) -> named.put(key, expressions.literal(value)));
        sql.getNamedArgumentsMap()
                .forEach((key, value) -> named.put(key, expressions.convert(value)));
        return named;
    }

    /// The values of `?`, from the current or from the deprecated field.
    @SuppressWarnings("deprecation")
    public List<ParsedExpression> positional(org.apache.spark.connect.proto.SQL sql) {
        List<ParsedExpression> positional = new ArrayList<>();
        for (Expression.Literal value : sql.getPosArgsList()) {
            positional.add(expressions.literal(value));
        }
        positional.addAll(expressions.convertAll(sql.getPosArgumentsList()));
        return positional;
    }

    /// References with a name are views that only the root sees. The others are the sub-queries in
    /// its expressions.
    private Relation withRelations(org.apache.spark.connect.proto.WithRelations with) {
        List<Relation.With.Definition> views = new ArrayList<>();
        for (org.apache.spark.connect.proto.Relation reference : with.getReferencesList()) {
            if (reference.hasSubqueryAlias()) {
                org.apache.spark.connect.proto.SubqueryAlias alias = reference.getSubqueryAlias();
                views.add(
                        new Relation.With.Definition(
                                alias.getAlias(), List.of(), convert(alias.getInput())));
            }
            references.put(reference.getCommon().getPlanId(), reference);
        }
        Relation root = convert(with.getRoot());
        return views.isEmpty() ? root : new Relation.With(views, root);
    }

    private Relation reference(long planId) {
        org.apache.spark.connect.proto.Relation reference = references.get(planId);
        if (reference == null) {
            throw SparkErrors.invalidPlan("NO_MATCHING_PLAN_ID", "planId", String.valueOf(planId));
        }
        return convert(reference);
    }

    private Relation tableFunction(
            org.apache.spark.connect.proto.UnresolvedTableValuedFunction function) {
        return TableFunctions.relation(
                function.getFunctionName(),
                expressions.convertAll(function.getArgumentsList()),
                null,
                List.of(),
                null);
    }

    private Relation project(org.apache.spark.connect.proto.Project project) {
        Relation input = project.hasInput() ? convert(project.getInput()) : new Relation.OneRow();
        return new Relation.Project(input, expressions.convertAll(project.getExpressionsList()));
    }

    private Relation join(org.apache.spark.connect.proto.Join join) {
        if (join.getUsingColumnsCount() > 0 && join.hasJoinCondition()) {
            throw SparkErrors.invalidPlan("USING_COLUMNS_OR_JOIN_CONDITION_SET_IN_JOIN");
        }
        Relation.Join joined =
                new Relation.Join(
                        convert(join.getLeft()),
                        convert(join.getRight()),
                        type(join.getJoinType(), join.getJoinTypeValue()),
                        join.hasJoinCondition()
                                ? expressions.convert(join.getJoinCondition())
                                : null,
                        join.getUsingColumnsList(),
                        false);
        return join.hasJoinDataType()
                ? new TypedRelation.JoinWith(
                        joined,
                        join.getJoinDataType().getIsLeftStruct(),
                        join.getJoinDataType().getIsRightStruct())
                : joined;
    }

    private Relation lateralJoin(org.apache.spark.connect.proto.LateralJoin join) {
        return new Relation.LateralJoin(
                convert(join.getLeft()),
                convert(join.getRight()),
                type(join.getJoinType(), join.getJoinTypeValue()),
                join.hasJoinCondition() ? expressions.convert(join.getJoinCondition()) : null);
    }

    private static Relation.JoinType type(
            org.apache.spark.connect.proto.Join.JoinType type, int value) {
        return switch (type) {
            case JOIN_TYPE_INNER, JOIN_TYPE_UNSPECIFIED -> Relation.JoinType.INNER;
            case JOIN_TYPE_FULL_OUTER -> Relation.JoinType.FULL;
            case JOIN_TYPE_LEFT_OUTER -> Relation.JoinType.LEFT;
            case JOIN_TYPE_RIGHT_OUTER -> Relation.JoinType.RIGHT;
            case JOIN_TYPE_LEFT_ANTI -> Relation.JoinType.LEFT_ANTI;
            case JOIN_TYPE_LEFT_SEMI -> Relation.JoinType.LEFT_SEMI;
            case JOIN_TYPE_CROSS -> Relation.JoinType.CROSS;
            case UNRECOGNIZED -> throw ExpressionConverter.invalidEnum("Join.join_type", value);
        };
    }

    private Relation setOperation(org.apache.spark.connect.proto.SetOperation operation) {
        if (!operation.hasLeftInput() || !operation.hasRightInput()) {
            throw SparkErrors.invalidPlan("SET_OPERATION_MUST_HAVE_TWO_INPUTS");
        }
        if (operation.getAllowMissingColumns() && !operation.getByName()) {
            throw SparkErrors.invalidPlan("UNION_BY_NAME_ALLOW_MISSING_COL_REQUIRES_BY_NAME");
        }
        Relation.SetOperator operator =
                switch (operation.getSetOpType()) {
                    case SET_OP_TYPE_UNION -> Relation.SetOperator.UNION;
                    case SET_OP_TYPE_INTERSECT -> Relation.SetOperator.INTERSECT;
                    case SET_OP_TYPE_EXCEPT -> Relation.SetOperator.EXCEPT;
                    case SET_OP_TYPE_UNSPECIFIED, UNRECOGNIZED ->
                            throw ExpressionConverter.invalidEnum(
                                    "SetOperation.set_op_type", operation.getSetOpTypeValue());
                };
        if (operation.getByName() && operator != Relation.SetOperator.UNION) {
            throw SparkErrors.invalidPlan(operator.name() + "_DOES_NOT_SUPPORT_UNION_BY_NAME");
        }
        return new Relation.SetOperation(
                convert(operation.getLeftInput()),
                convert(operation.getRightInput()),
                operator,
                operation.getIsAll(),
                operation.getByName(),
                operation.getAllowMissingColumns());
    }

    private Relation aggregate(org.apache.spark.connect.proto.Aggregate aggregate) {
        if (!aggregate.hasInput()) {
            throw SparkErrors.invalidPlan("AGGREGATE_NEEDS_PLAN_INPUT");
        }
        if (TypedConverter.isGrouped(aggregate)) {
            return typed.aggregate(aggregate);
        }
        Relation input = convert(aggregate.getInput());
        List<ParsedExpression> keys =
                expressions.convertAll(aggregate.getGroupingExpressionsList());
        List<ParsedExpression> outputs =
                expressions.convertAll(aggregate.getAggregateExpressionsList());
        List<List<ParsedExpression>> sets = new ArrayList<>();
        for (var set : aggregate.getGroupingSetsList()) {
            sets.add(expressions.convertAll(set.getGroupingSetList()));
        }
        return switch (aggregate.getGroupType()) {
            case GROUP_TYPE_GROUPBY ->
                    grouped(input, Relation.Grouping.GROUP_BY, keys, sets, outputs);
            case GROUP_TYPE_ROLLUP -> grouped(input, Relation.Grouping.ROLLUP, keys, sets, outputs);
            case GROUP_TYPE_CUBE -> grouped(input, Relation.Grouping.CUBE, keys, sets, outputs);
            case GROUP_TYPE_GROUPING_SETS ->
                    grouped(input, Relation.Grouping.GROUPING_SETS, keys, sets, outputs);
            case GROUP_TYPE_PIVOT -> {
                if (!aggregate.hasPivot()) {
                    throw SparkErrors.invalidPlan("AGGREGATE_WITH_PIVOT_REQUIRES_PIVOT");
                }
                List<ParsedExpression> values = new ArrayList<>();
                for (Expression.Literal value : aggregate.getPivot().getValuesList()) {
                    values.add(expressions.literal(value));
                }
                ParsedExpression column = expressions.convert(aggregate.getPivot().getCol());
                yield values.isEmpty()
                        ? new DataDependent(context.answers()).pivot(input, keys, column, outputs)
                        : new Relation.Pivot(input, keys, column, values, outputs);
            }
            case GROUP_TYPE_UNSPECIFIED, UNRECOGNIZED ->
                    throw ExpressionConverter.invalidEnum(
                            "Aggregate.group_type", aggregate.getGroupTypeValue());
        };
    }

    private static Relation grouped(
            Relation input,
            Relation.Grouping grouping,
            List<ParsedExpression> keys,
            List<List<ParsedExpression>> sets,
            List<ParsedExpression> outputs) {
        return new Relation.Aggregate(input, grouping, keys, sets, outputs, true, null);
    }

    private Relation deduplicate(org.apache.spark.connect.proto.Deduplicate deduplicate) {
        if (!deduplicate.hasInput()) {
            throw SparkErrors.invalidPlan("DEDUPLICATE_NEEDS_INPUT");
        }
        boolean isAll = deduplicate.getAllColumnsAsKeys();
        boolean hasNames = deduplicate.getColumnNamesCount() > 0;
        if (isAll && hasNames) {
            throw SparkErrors.invalidPlan("DEDUPLICATE_ALL_COLUMNS_AND_SUBSET");
        }
        if (!isAll && !hasNames) {
            throw SparkErrors.invalidPlan("DEDUPLICATE_REQUIRES_COLUMNS_OR_ALL");
        }
        return new Relation.Deduplicate(
                convert(deduplicate.getInput()),
                isAll ? null : List.copyOf(deduplicate.getColumnNamesList()),
                deduplicate.getWithinWatermark());
    }

    private Relation alias(org.apache.spark.connect.proto.SubqueryAlias alias) {
        return new Relation.SubqueryAlias(convert(alias.getInput()), alias.getAlias(), List.of());
    }

    private Relation unpivot(org.apache.spark.connect.proto.Unpivot unpivot) {
        List<Relation.Unpivot.Columns> sets = new ArrayList<>();
        for (ParsedExpression column :
                expressions.convertAll(unpivot.getValues().getValuesList())) {
            sets.add(new Relation.Unpivot.Columns(List.of(column), null));
        }
        return new Relation.Unpivot(
                convert(unpivot.getInput()),
                expressions.convertAll(unpivot.getIdsList()),
                sets,
                unpivot.getVariableColumnName(),
                List.of(unpivot.getValueColumnName()),
                true);
    }

    private Relation sample(org.apache.spark.connect.proto.Sample sample) {
        if (!sample.hasSeed()) {
            throw MillraceException.unsupported("a sample without a seed");
        }
        return new Relation.Sample(
                convert(sample.getInput()),
                sample.getLowerBound(),
                sample.getUpperBound(),
                sample.getWithReplacement(),
                sample.getSeed(),
                sample.getDeterministicOrder());
    }

    private Relation observe(org.apache.spark.connect.proto.Relation relation) {
        org.apache.spark.connect.proto.CollectMetrics metrics = relation.getCollectMetrics();
        return new Relation.Observe(
                convert(metrics.getInput()),
                metrics.getName(),
                expressions.convertAll(metrics.getMetricsList()),
                relation.getCommon().getPlanId());
    }

    private Relation withColumns(org.apache.spark.connect.proto.WithColumns with) {
        List<ParsedExpression.Alias> columns = new ArrayList<>(with.getAliasesCount());
        for (Expression.Alias alias : with.getAliasesList()) {
            if (alias.getNameCount() != 1) {
                throw SparkErrors.invalidPlan(
                        "WITH_COLUMNS_REQUIRE_SINGLE_NAME_PART",
                        "got",
                        String.join(", ", alias.getNameList()));
            }
            columns.add(expressions.alias(alias));
        }
        return new Relation.WithColumns(convert(with.getInput()), columns);
    }

    @SuppressWarnings("deprecation")
    private Relation renamed(org.apache.spark.connect.proto.WithColumnsRenamed with) {
        List<Relation.WithColumnsRenamed.Rename> renames = new ArrayList<>();
        with.getRenameColumnsMapMap()
                .forEach(
                        (from, to) ->
                                renames.add(new Relation.WithColumnsRenamed.Rename(from, to)));
        with.getRenamesList()
                .forEach(
                        rename ->
                                renames.add(
                                        new Relation.WithColumnsRenamed.Rename(
                                                rename.getColName(), rename.getNewColName())));
        return new Relation.WithColumnsRenamed(convert(with.getInput()), renames);
    }

    private Relation toSchema(org.apache.spark.connect.proto.ToSchema to) {
        DataType type = ProtoTypes.of(to.getSchema());
        if (type instanceof DataType.Struct schema) {
            return new Relation.ToSchema(convert(to.getInput()), schema);
        }
        throw SparkErrors.invalidPlan(
                "INVALID_SCHEMA_NON_STRUCT_TYPE",
                "inputSchema",
                '"' + type.sqlName() + '"',
                "dataType",
                '"' + type.sqlName() + '"');
    }

    private Relation repartition(
            org.apache.spark.connect.proto.RepartitionByExpression repartition) {
        @Nullable Integer count =
                repartition.hasNumPartitions() ? positive(repartition.getNumPartitions()) : null;
        return new Relation.Repartition(
                convert(repartition.getInput()),
                count,
                expressions.convertAll(repartition.getPartitionExprsList()));
    }

    private Relation fillNulls(org.apache.spark.connect.proto.NAFill fill) {
        if (fill.getValuesCount() == 0) {
            throw SparkErrors.invalidPlan("NA_FILL_VALUES_EMPTY");
        }
        if (fill.getValuesCount() > 1 && fill.getValuesCount() != fill.getColsCount()) {
            throw SparkErrors.invalidPlan("NA_FILL_VALUES_LENGTH_MISMATCH");
        }
        List<Literal> values = new ArrayList<>(fill.getValuesCount());
        for (Expression.Literal value : fill.getValuesList()) {
            values.add(expressions.literal(value));
        }
        return new Relation.FillNulls(convert(fill.getInput()), fill.getColsList(), values);
    }

    private static Literal integer(int value) {
        return new Literal(value, DataType.INTEGER);
    }

    private static int positive(int partitions) {
        if (partitions <= 0) {
            throw MillraceException.of(ErrorKind.ILLEGAL_ARGUMENT)
                    .text("Number of partitions (" + partitions + ") must be positive.");
        }
        return partitions;
    }
}
