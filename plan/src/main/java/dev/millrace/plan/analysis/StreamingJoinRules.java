// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.analysis;

import dev.millrace.plan.expression.Attribute;
import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.logical.ColumnMetadata;
import dev.millrace.plan.logical.JoinCondition;
import dev.millrace.plan.logical.LogicalPlan;
import dev.millrace.plan.logical.OutputMode;
import dev.millrace.plan.logical.TimeBound;
import dev.millrace.plan.relation.Relation.JoinType;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// Which joins with streams may be, in Spark's words.
///
/// | join | two streams | stream on the left | stream on the right |
/// |---|---|---|---|
/// | inner | append, update | yes | yes |
/// | left semi | as inner, if left rows become final | yes | no |
/// | left outer | append, if left rows become final | yes | no |
/// | right outer | append, if right rows become final | no | yes |
/// | full outer | append, if rows of either side become final | no | no |
/// | left anti | no | yes | no |
///
/// Rows become final if the join key has a watermark, or if the condition bounds their time by the
/// event time of the other side, which has a watermark.
final class StreamingJoinRules {
    private StreamingJoinRules() {}

    /// What is wrong with a join that has a stream on at least one side, null if nothing.
    static @Nullable String problem(LogicalPlan.Join join, OutputMode mode) {
        boolean left = join.left().isStreaming();
        boolean right = join.right().isStreaming();
        return left && right ? ofTwoStreams(join, mode) : withTable(join.type(), left);
    }

    private static @Nullable String withTable(JoinType type, boolean isLeftStreaming) {
        boolean isFine =
                switch (type) {
                    case INNER, CROSS -> true;
                    case LEFT, LEFT_SEMI, LEFT_ANTI -> isLeftStreaming;
                    case RIGHT -> !isLeftStreaming;
                    case FULL -> false;
                };
        if (isFine) {
            return null;
        }
        return switch (type) {
            case RIGHT ->
                    "RightOuter join with a streaming DataFrame/Dataset on the left and a static"
                            + " DataFrame/DataSet on the right not supported";
            case FULL ->
                    "FullOuter joins with streaming DataFrames/Datasets on the "
                            + (isLeftStreaming ? "left" : "right")
                            + " and a static DataFrame/Dataset on the "
                            + (isLeftStreaming ? "right" : "left")
                            + " is not supported";
            case LEFT_ANTI -> antiOnTheRight();
            case INNER, CROSS, LEFT, LEFT_SEMI ->
                    name(type)
                            + " join with a streaming DataFrame/Dataset on the right and a static"
                            + " DataFrame/Dataset on the left is not supported";
        };
    }

    private static String antiOnTheRight() {
        return "LeftAnti joins with a streaming DataFrame/Dataset on the right are not supported";
    }

    private static @Nullable String ofTwoStreams(LogicalPlan.Join join, OutputMode mode) {
        JoinType type = join.type();
        boolean isOuter = type == JoinType.LEFT || type == JoinType.RIGHT || type == JoinType.FULL;
        boolean givesPairsOnly =
                type == JoinType.INNER || type == JoinType.CROSS || type == JoinType.LEFT_SEMI;
        if (isOuter && mode != OutputMode.APPEND) {
            return inMode(type, mode, "mode, only in Append output mode");
        }
        if (givesPairsOnly && mode == OutputMode.COMPLETE) {
            return inMode(type, mode, "mode, only in Append and Update output modes");
        }
        if (type == JoinType.LEFT_ANTI) {
            return antiOnTheRight();
        }
        boolean mustBecomeFinal = isOuter || type == JoinType.LEFT_SEMI;
        return !mustBecomeFinal || hasWatermarkedKey(join) || hasBound(join)
                ? null
                : "Stream-stream "
                        + name(type)
                        + " join between two streaming DataFrame/Datasets is not supported without"
                        + " a watermark in the join keys, or a watermark on the nullable side and"
                        + " an appropriate range condition";
    }

    private static String inMode(JoinType type, OutputMode mode, String onlyIn) {
        String text = mode.text();
        return name(type)
                + " join between two streaming DataFrames/Datasets is not supported in "
                + Character.toUpperCase(text.charAt(0))
                + text.substring(1)
                + " output "
                + onlyIn;
    }

    private static boolean hasWatermarkedKey(LogicalPlan.Join join) {
        return JoinCondition.of(join).equalities().stream()
                .filter(equality -> !equality.nullSafe())
                .anyMatch(e -> isWatermarked(e.left()) || isWatermarked(e.right()));
    }

    private static boolean isWatermarked(Expression key) {
        return key instanceof Attribute column
                && ColumnMetadata.has(column.metadata(), LogicalPlan.Watermark.DELAY_METADATA);
    }

    /// True if the condition bounds the time of the rows that must become final.
    private static boolean hasBound(LogicalPlan.Join join) {
        boolean left = hasBound(join, join.left().output(), join.right().output());
        boolean right = hasBound(join, join.right().output(), join.left().output());
        return switch (join.type()) {
            case LEFT, LEFT_SEMI -> left;
            case RIGHT -> right;
            case FULL -> left || right;
            case INNER, CROSS, LEFT_ANTI -> false;
        };
    }

    private static boolean hasBound(
            LogicalPlan.Join join, List<Attribute> bounded, List<Attribute> others) {
        for (Attribute other : others) {
            for (Attribute time : isWatermarked(other) ? bounded : List.<Attribute>of()) {
                if (!TimeBound.of(join.condition(), time, other).isEmpty()) {
                    return true;
                }
            }
        }
        return false;
    }

    private static String name(JoinType type) {
        return switch (type) {
            case INNER -> "Inner";
            case LEFT -> "LeftOuter";
            case RIGHT -> "RightOuter";
            case FULL -> "FullOuter";
            case LEFT_SEMI -> "LeftSemi";
            case LEFT_ANTI -> "LeftAnti";
            case CROSS -> "Cross";
        };
    }
}
