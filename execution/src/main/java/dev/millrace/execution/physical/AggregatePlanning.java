// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.physical;

import dev.millrace.execution.kernel.Evaluator;
import dev.millrace.execution.operator.aggregate.AggregateFunctions;
import dev.millrace.execution.operator.aggregate.Aggregation;
import dev.millrace.execution.operator.state.EventTimeColumn;
import dev.millrace.plan.expression.AggregateCall;
import dev.millrace.plan.expression.Attribute;
import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.expression.NamedAggregate;
import dev.millrace.plan.expression.NamedExpression;
import dev.millrace.plan.logical.LogicalPlan;
import dev.millrace.spi.type.StructField;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// Compiles keys and aggregate calls.
record AggregatePlanning(EvaluatorCompiler compiler) {
    Aggregation aggregation(
            List<NamedExpression> keys, List<NamedAggregate> aggregates, List<Attribute> input) {
        List<Evaluator> evaluators = new ArrayList<>();
        List<StructField> fields = new ArrayList<>();
        for (NamedExpression key : keys) {
            evaluators.add(compiler.compile(key.expression(), input));
            fields.add(key.output().toField());
        }
        List<Aggregation.Term> terms = new ArrayList<>();
        for (NamedAggregate aggregate : aggregates) {
            terms.add(term(aggregate.call(), input));
        }
        return new Aggregation(evaluators, fields, terms);
    }

    Aggregation.Term term(AggregateCall call, List<Attribute> input) {
        Expression filter = call.filter();
        List<Evaluator> arguments = new ArrayList<>();
        for (Expression argument : call.arguments()) {
            arguments.add(compiler.compile(argument, input));
        }
        return new Aggregation.Term(
                AggregateFunctions.of(call),
                arguments,
                filter == null ? null : compiler.compile(filter, input));
    }

    /// The key that carries the watermark of the stream, null if none does.
    static @Nullable EventTimeColumn eventTime(List<NamedExpression> keys) {
        return EventTimes.of(keys.stream().map(NamedExpression::output).toList());
    }

    /// Deduplication of a batch as the aggregate that it is: the first value of every other column
    /// for each key, in the order of the input's columns.
    static LogicalPlan asAggregate(LogicalPlan.Deduplicate deduplicate) {
        List<NamedExpression> keys = deduplicate.keys().stream().map(NamedExpression::of).toList();
        List<Long> keyIds = deduplicate.keys().stream().map(Attribute::id).toList();
        List<NamedAggregate> others = new ArrayList<>();
        for (Attribute attribute : deduplicate.output()) {
            if (!keyIds.contains(attribute.id())) {
                AggregateCall first =
                        new AggregateCall(
                                "first",
                                List.of(attribute),
                                false,
                                null,
                                false,
                                attribute.type(),
                                attribute.nullable());
                others.add(new NamedAggregate(attribute, first));
            }
        }
        return new LogicalPlan.Project(
                new LogicalPlan.Aggregate(deduplicate.input(), keys, others),
                deduplicate.output().stream().map(NamedExpression::of).toList());
    }
}
