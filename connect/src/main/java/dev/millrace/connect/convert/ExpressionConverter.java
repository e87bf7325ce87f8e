// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.convert;

import dev.millrace.plan.relation.ParsedExpression;
import dev.millrace.plan.relation.ParsedExpression.Alias;
import dev.millrace.plan.relation.ParsedExpression.Call;
import dev.millrace.plan.relation.ParsedExpression.Cast;
import dev.millrace.plan.relation.ParsedExpression.CastMode;
import dev.millrace.plan.relation.ParsedExpression.ColumnPattern;
import dev.millrace.plan.relation.ParsedExpression.Extract;
import dev.millrace.plan.relation.ParsedExpression.Lambda;
import dev.millrace.plan.relation.ParsedExpression.LambdaVariable;
import dev.millrace.plan.relation.ParsedExpression.Literal;
import dev.millrace.plan.relation.ParsedExpression.Name;
import dev.millrace.plan.relation.ParsedExpression.SortKey;
import dev.millrace.plan.relation.ParsedExpression.Star;
import dev.millrace.plan.relation.ParsedExpression.Subquery;
import dev.millrace.plan.relation.ParsedExpression.SubqueryForm;
import dev.millrace.plan.relation.ParsedExpression.TypedAggregate;
import dev.millrace.plan.relation.ParsedExpression.UpdateField;
import dev.millrace.plan.relation.ParsedExpression.UserCall;
import dev.millrace.plan.relation.Relation;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;

import org.apache.spark.connect.proto.CommonInlineUserDefinedFunction;
import org.apache.spark.connect.proto.Expression;
import org.apache.spark.connect.proto.ScalarScalaUDF;
import org.apache.spark.connect.proto.SubqueryExpression;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;

/// Protobuf expressions as `ParsedExpression`. Recursion is as deep as the expression; run it on
/// the thread of `RelationConverter`.
public final class ExpressionConverter {
    private final SqlText sql;
    private final UserFunctions functions;
    private final LongFunction<Relation> subqueries;

    /// @param subqueries the relations that a plan holds beside its root, by their numbers
    public ExpressionConverter(
            SqlText sql, UserFunctions functions, LongFunction<Relation> subqueries) {
        this.sql = sql;
        this.functions = functions;
        this.subqueries = subqueries;
    }

    /// The expression; what Millrace does not have is refused by the name of the protocol's field.
    public ParsedExpression convert(Expression expression) {
        return switch (expression.getExprTypeCase()) {
            case LITERAL -> LiteralConverter.convert(expression.getLiteral());
            case UNRESOLVED_ATTRIBUTE -> name(expression.getUnresolvedAttribute());
            case UNRESOLVED_FUNCTION -> call(expression.getUnresolvedFunction());
            case EXPRESSION_STRING ->
                    sql.parseExpression(expression.getExpressionString().getExpression());
            case UNRESOLVED_STAR -> star(expression.getUnresolvedStar());
            case ALIAS -> alias(expression.getAlias());
            case CAST -> cast(expression.getCast());
            case UNRESOLVED_REGEX -> pattern(expression.getUnresolvedRegex());
            case SORT_ORDER -> sortKey(expression.getSortOrder());
            case LAMBDA_FUNCTION -> lambda(expression.getLambdaFunction());
            case WINDOW -> new WindowConverter(this).convert(expression.getWindow());
            case UNRESOLVED_EXTRACT_VALUE -> extract(expression.getUnresolvedExtractValue());
            case UPDATE_FIELDS -> updateField(expression.getUpdateFields());
            case UNRESOLVED_NAMED_LAMBDA_VARIABLE ->
                    variable(expression.getUnresolvedNamedLambdaVariable());
            case COMMON_INLINE_USER_DEFINED_FUNCTION ->
                    userCall(expression.getCommonInlineUserDefinedFunction());
            case CALL_FUNCTION ->
                    plainCall(
                            qualifiedName(expression.getCallFunction().getFunctionName()),
                            expression.getCallFunction().getArgumentsList(),
                            false);
            case NAMED_ARGUMENT_EXPRESSION ->
                    throw MillraceException.unsupported(
                            "the named argument `"
                                    + expression.getNamedArgumentExpression().getKey()
                                    + "`");
            case MERGE_ACTION -> throw MillraceException.unsupported("mergeInto");
            case TYPED_AGGREGATE_EXPRESSION ->
                    new TypedAggregate(
                            functions
                                    .typed(
                                            scalaFunction(
                                                    expression
                                                            .getTypedAggregateExpression()
                                                            .getScalarScalaUdf()))
                                    .aggregator(),
                            List.of());
            case SUBQUERY_EXPRESSION -> subquery(expression.getSubqueryExpression());
            // Where a row is put: one process has one place.
            case DIRECT_SHUFFLE_PARTITION_ID ->
                    convert(expression.getDirectShufflePartitionId().getChild());
            case EXTENSION ->
                    throw SparkErrors.invalidPlan(
                            "NO_HANDLER_FOR_EXTENSION",
                            "extensionTypeUrl",
                            expression.getExtension().getTypeUrl());
            case EXPRTYPE_NOT_SET ->
                    throw SparkErrors.invalidPlan(
                            "INVALID_ONE_OF_FIELD_NOT_SET",
                            "fullName",
                            "spark.connect.Expression.expr_type",
                            "name",
                            "expr_type");
        };
    }

    /// All of them, in order.
    public List<ParsedExpression> convertAll(List<Expression> expressions) {
        List<ParsedExpression> converted = new ArrayList<>(expressions.size());
        for (Expression expression : expressions) {
            converted.add(convert(expression));
        }
        return converted;
    }

    /// A literal that stands outside an expression (pivot values, `na.fill`).
    public Literal literal(Expression.Literal literal) {
        return LiteralConverter.convert(literal);
    }

    /// One key of an order; ascending unless said otherwise, NULLs first when ascending.
    public SortKey sortKey(Expression.SortOrder order) {
        boolean ascending =
                order.getDirection()
                        != Expression.SortOrder.SortDirection.SORT_DIRECTION_DESCENDING;
        boolean nullsFirst =
                switch (order.getNullOrdering()) {
                    case SORT_NULLS_FIRST -> true;
                    case SORT_NULLS_LAST -> false;
                    case SORT_NULLS_UNSPECIFIED, UNRECOGNIZED -> ascending;
                };
        return new SortKey(convert(order.getChild()), ascending, nullsFirst);
    }

    List<SortKey> sortKeys(List<Expression.SortOrder> orders) {
        List<SortKey> keys = new ArrayList<>(orders.size());
        for (Expression.SortOrder order : orders) {
            keys.add(sortKey(order));
        }
        return keys;
    }

    /// The alias of `withColumns`, `observe` and their like.
    public Alias alias(Expression.Alias alias) {
        String metadata = alias.hasMetadata() ? alias.getMetadata() : null;
        if (alias.getNameCount() > 1 && metadata != null) {
            throw SparkErrors.invalidPlan("ALIAS_WITH_MULTIPLE_IDENTIFIERS_AND_METADATA");
        }
        return new Alias(convert(alias.getExpr()), alias.getNameList(), metadata);
    }

    private static Name name(Expression.UnresolvedAttribute attribute) {
        return new Name(
                AttributeNames.parse(attribute.getUnparsedIdentifier()),
                attribute.hasPlanId() ? attribute.getPlanId() : null,
                attribute.getIsMetadataColumn(),
                null);
    }

    /// `scalar()`, `exists()` and `isin(frame)`.
    private ParsedExpression subquery(SubqueryExpression subquery) {
        SubqueryForm form =
                switch (subquery.getSubqueryType()) {
                    case SUBQUERY_TYPE_SCALAR -> SubqueryForm.SCALAR;
                    case SUBQUERY_TYPE_EXISTS -> SubqueryForm.EXISTS;
                    case SUBQUERY_TYPE_IN -> SubqueryForm.IN;
                    case SUBQUERY_TYPE_TABLE_ARG ->
                            throw MillraceException.unsupported("asTable, a table argument");
                    case SUBQUERY_TYPE_UNKNOWN, UNRECOGNIZED ->
                            throw invalidEnum(
                                    "SubqueryExpression.subquery_type",
                                    subquery.getSubqueryTypeValue());
                };
        return new Subquery(
                form,
                convertAll(subquery.getInSubqueryValuesList()),
                subqueries.apply(subquery.getPlanId()),
                null);
    }

    private static Star star(Expression.UnresolvedStar star) {
        Long planId = star.hasPlanId() ? star.getPlanId() : null;
        if (!star.hasUnparsedTarget()) {
            return new Star(List.of(), planId, null);
        }
        String target = star.getUnparsedTarget();
        if (!target.endsWith(".*")) {
            throw SparkErrors.invalidPlan("UNRESOLVED_STAR_TARGET_INVALID", "target", target);
        }
        if (planId != null) {
            throw SparkErrors.invalidPlan("UNRESOLVED_STAR_WITH_BOTH_TARGET_AND_PLAN_ID");
        }
        String prefix = target.substring(0, target.length() - 2);
        return new Star(AttributeNames.parse(prefix), null, null);
    }

    private static ColumnPattern pattern(Expression.UnresolvedRegex regex) {
        return new ColumnPattern(regex.getColName(), regex.hasPlanId() ? regex.getPlanId() : null);
    }

    private ParsedExpression call(Expression.UnresolvedFunction function) {
        if (isReduce(function)) {
            return new TypedAggregate(
                    functions
                            .typed(
                                    scalaFunction(
                                            function.getArguments(0)
                                                    .getCommonInlineUserDefinedFunction()))
                            .reducer(),
                    List.of());
        }
        if (function.getFunctionName().equals("distributed_sequence_id")) {
            return index();
        }
        if (function.getFunctionName().equals("bloom_filter_agg")) {
            throw MillraceException.unsupported("stat.bloomFilter");
        }
        String name =
                function.getIsUserDefinedFunction()
                        ? qualifiedName(function.getFunctionName())
                        : operator(function.getFunctionName());
        return plainCall(name, function.getArgumentsList(), function.getIsDistinct());
    }

    /// `zipWithIndex`: how many rows are before this one.
    private static ParsedExpression index() {
        Literal one = new Literal(1L, DataType.LONG);
        ParsedExpression upToHere =
                new ParsedExpression.Window(
                        Call.of("count", one),
                        List.of(),
                        List.of(),
                        new ParsedExpression.Frame(
                                true,
                                new ParsedExpression.Bound.Unbounded(true),
                                new ParsedExpression.Bound.CurrentRow()));
        return Call.of("-", upToHere, one);
    }

    /// `Dataset.reduce`: a function of two objects that gives one.
    private static boolean isReduce(Expression.UnresolvedFunction function) {
        return function.getFunctionName().equals("reduce")
                && function.getArgumentsCount() == 1
                && function.getArguments(0).hasCommonInlineUserDefinedFunction();
    }

    private ParsedExpression plainCall(String name, List<Expression> arguments, boolean distinct) {
        return new Call(name, convertAll(arguments), distinct, null, false, null);
    }

    /// The protocol's `=` is SQL's `==`.
    private static String operator(String name) {
        return name.equals("=") ? "==" : name;
    }

    private String qualifiedName(String text) {
        return String.join(".", sql.parseIdentifier(text));
    }

    private ParsedExpression cast(Expression.Cast cast) {
        DataType type =
                cast.getCastToTypeCase() == Expression.Cast.CastToTypeCase.TYPE
                        ? ProtoTypes.ofCast(cast.getType())
                        : SparkTypes.parseCast(cast.getTypeStr());
        CastMode mode =
                switch (cast.getEvalMode()) {
                    case EVAL_MODE_UNSPECIFIED -> CastMode.SESSION;
                    case EVAL_MODE_ANSI -> CastMode.ANSI;
                    case EVAL_MODE_TRY -> CastMode.TRY;
                    case EVAL_MODE_LEGACY ->
                            throw MillraceException.unsupported("a cast of LEGACY mode");
                    case UNRECOGNIZED ->
                            throw invalidEnum("Cast.eval_mode", cast.getEvalModeValue());
                };
        return new Cast(convert(cast.getExpr()), type, mode, null);
    }

    private ParsedExpression lambda(Expression.LambdaFunction lambda) {
        int count = lambda.getArgumentsCount();
        if (count < 1 || count > 3) {
            throw SparkErrors.invalidPlan(
                    "LAMBDA_FUNCTION_ARGUMENT_COUNT_INVALID", "got", String.valueOf(count));
        }
        List<String> parameters = new ArrayList<>(count);
        for (Expression.UnresolvedNamedLambdaVariable argument : lambda.getArgumentsList()) {
            parameters.add(variableName(argument));
        }
        return new Lambda(convert(lambda.getFunction()), parameters);
    }

    private static ParsedExpression variable(Expression.UnresolvedNamedLambdaVariable variable) {
        ParsedExpression converted = new LambdaVariable(variableName(variable));
        for (String field : variable.getNamePartsList().subList(1, variable.getNamePartsCount())) {
            converted = new Extract(converted, new Literal(field, DataType.STRING));
        }
        return converted;
    }

    private static String variableName(Expression.UnresolvedNamedLambdaVariable variable) {
        if (variable.getNamePartsCount() == 0) {
            throw SparkErrors.invalidPlan("UNRESOLVED_NAMED_LAMBDA_VARIABLE_REQUIRES_NAME_PART");
        }
        return variable.getNameParts(0);
    }

    private ParsedExpression extract(Expression.UnresolvedExtractValue extract) {
        return new Extract(convert(extract.getChild()), convert(extract.getExtraction()));
    }

    private ParsedExpression updateField(Expression.UpdateFields update) {
        @Nullable ParsedExpression value =
                update.hasValueExpression() ? convert(update.getValueExpression()) : null;
        return new UpdateField(convert(update.getStructExpression()), update.getFieldName(), value);
    }

    private ParsedExpression userCall(CommonInlineUserDefinedFunction call) {
        return switch (call.getFunctionCase()) {
            case SCALAR_SCALA_UDF -> {
                if (call.getScalarScalaUdf().getAggregate()) {
                    yield new TypedAggregate(
                            functions.typed(scalaFunction(call)).aggregator(),
                            convertAll(call.getArgumentsList()));
                }
                yield new UserCall(
                        functions.scala(scalaFunction(call)), convertAll(call.getArgumentsList()));
            }
            case PYTHON_UDF -> throw MillraceException.unsupported("Python functions");
            case JAVA_UDF ->
                    throw MillraceException.unsupported(
                            "the Java function class " + call.getJavaUdf().getClassName());
            case FUNCTION_NOT_SET ->
                    throw SparkErrors.invalidPlan(
                            "INVALID_ONE_OF_FIELD_NOT_SET",
                            "fullName",
                            "spark.connect.CommonInlineUserDefinedFunction.function",
                            "name",
                            "function");
        };
    }

    /// What a call says of its Java or Scala function; also used to register one by name.
    public static UserFunctions.ScalaFunction scalaFunction(CommonInlineUserDefinedFunction call) {
        return scalaFunction(
                call.getFunctionName(), call.getScalarScalaUdf(), call.getDeterministic());
    }

    private static UserFunctions.ScalaFunction scalaFunction(ScalarScalaUDF udf) {
        return scalaFunction("", udf, true);
    }

    private static UserFunctions.ScalaFunction scalaFunction(
            String name, ScalarScalaUDF udf, boolean isDeterministic) {
        List<DataType> inputTypes = new ArrayList<>(udf.getInputTypesCount());
        for (org.apache.spark.connect.proto.DataType type : udf.getInputTypesList()) {
            inputTypes.add(ProtoTypes.of(type));
        }
        return new UserFunctions.ScalaFunction(
                name,
                udf.getPayload().toByteArray(),
                inputTypes,
                udf.hasOutputType() ? ProtoTypes.of(udf.getOutputType()) : null,
                udf.getNullable(),
                isDeterministic);
    }

    static MillraceException invalidEnum(String field, int number) {
        return SparkErrors.invalidPlan(
                "INVALID_ENUM",
                "fullName",
                "spark.connect." + field,
                "name",
                "UNRECOGNIZED",
                "number",
                String.valueOf(number));
    }
}
