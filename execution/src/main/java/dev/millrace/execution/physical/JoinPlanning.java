// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.physical;

import dev.millrace.execution.kernel.Evaluator;
import dev.millrace.execution.operator.join.JoinKeys;
import dev.millrace.execution.operator.join.JoinOperator;
import dev.millrace.plan.expression.Attribute;
import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.logical.JoinCondition;
import dev.millrace.plan.logical.LogicalPlan;
import dev.millrace.plan.logical.SizeEstimate;
import dev.millrace.plan.relation.Relation.JoinType;

import java.util.ArrayList;
import java.util.List;

/// Chooses keys and sides of a join.
record JoinPlanning(EvaluatorCompiler compiler) {
    PhysicalPlan plan(LogicalPlan.Join join, PhysicalPlan left, PhysicalPlan right) {
        List<Attribute> leftOutput = join.left().output();
        List<Attribute> rightOutput = join.right().output();
        JoinCondition condition = JoinCondition.of(join);
        boolean isProbeLeft = isProbeLeft(join, condition);
        List<Evaluator> leftKeys = new ArrayList<>();
        List<Evaluator> rightKeys = new ArrayList<>();
        boolean[] nullSafe = new boolean[condition.equalities().size()];
        for (int i = 0; i < nullSafe.length; i++) {
            JoinCondition.Equality equality = condition.equalities().get(i);
            leftKeys.add(compiler.compile(equality.left(), leftOutput));
            rightKeys.add(compiler.compile(equality.right(), rightOutput));
            nullSafe[i] = equality.nullSafe();
        }
        JoinKeys keys =
                new JoinKeys(
                        isProbeLeft ? leftKeys : rightKeys,
                        isProbeLeft ? rightKeys : leftKeys,
                        condition.equalities().stream().map(e -> e.left().type()).toList(),
                        nullSafe);
        List<Attribute> both = new ArrayList<>(leftOutput);
        both.addAll(rightOutput);
        Expression residual = condition.residual();
        JoinOperator operator =
                new JoinOperator(
                        kind(join.type(), isProbeLeft),
                        isProbeLeft,
                        keys,
                        residual == null ? null : compiler.compile(residual, both),
                        TimeRangePlanning.range(residual, leftOutput, rightOutput),
                        isProbeLeft ? left.schema() : right.schema(),
                        isProbeLeft ? right.schema() : left.schema());
        return new PhysicalPlan.HashJoin(
                join.type(),
                isProbeLeft ? left : right,
                isProbeLeft ? right : left,
                condition.equalities().stream().map(JoinCondition.Equality::toString).toList(),
                residual,
                join.schema(),
                operator);
    }

    private static JoinOperator.Kind kind(JoinType type, boolean isProbeLeft) {
        return switch (type) {
            case INNER, CROSS -> JoinOperator.Kind.INNER;
            case LEFT, RIGHT -> JoinOperator.Kind.PROBE_OUTER;
            case FULL -> JoinOperator.Kind.FULL_OUTER;
            case LEFT_SEMI -> isProbeLeft ? JoinOperator.Kind.SEMI : JoinOperator.Kind.BUILD_SEMI;
            case LEFT_ANTI -> isProbeLeft ? JoinOperator.Kind.ANTI : JoinOperator.Kind.BUILD_ANTI;
        };
    }

    /// How much smaller the left side of a semi join has to be to be hashed: then its rows are held
    /// until the other side has been read.
    private static final int HASHED_LEFT = 4;

    /// The side whose unmatched rows count is streamed; otherwise the one that seems larger, and
    /// for want of knowledge the left one.
    private static boolean isProbeLeft(LogicalPlan.Join join, JoinCondition condition) {
        SizeEstimate estimate = new SizeEstimate(!join.isStreaming());
        return switch (join.type()) {
            case LEFT, FULL -> true;
            case RIGHT -> false;
            case INNER, CROSS -> estimate.of(join.left()) >= estimate.of(join.right());
            case LEFT_SEMI, LEFT_ANTI ->
                    join.isStreaming()
                            || condition.equalities().isEmpty()
                            || estimate.of(join.left()) > estimate.of(join.right()) / HASHED_LEFT;
        };
    }
}
