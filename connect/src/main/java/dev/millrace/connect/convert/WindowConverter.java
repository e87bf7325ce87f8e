// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.convert;

import dev.millrace.plan.relation.ParsedExpression;
import dev.millrace.plan.relation.ParsedExpression.Bound;
import dev.millrace.plan.relation.ParsedExpression.Frame;
import dev.millrace.plan.relation.ParsedExpression.Window;

import org.apache.spark.connect.proto.Expression;
import org.apache.spark.connect.proto.Expression.Window.WindowFrame;
import org.apache.spark.connect.proto.Expression.Window.WindowFrame.FrameBoundary;

/// The protocol's window expressions.
final class WindowConverter {
    private final ExpressionConverter expressions;

    WindowConverter(ExpressionConverter expressions) {
        this.expressions = expressions;
    }

    ParsedExpression convert(Expression.Window window) {
        if (!window.hasWindowFunction()) {
            throw SparkErrors.invalidPlan("WINDOW_FUNCTION_REQUIRED");
        }
        return new Window(
                expressions.convert(window.getWindowFunction()),
                expressions.convertAll(window.getPartitionSpecList()),
                expressions.sortKeys(window.getOrderSpecList()),
                window.hasFrameSpec() ? frame(window.getFrameSpec()) : null);
    }

    private Frame frame(WindowFrame frame) {
        if (!frame.hasLower()) {
            throw SparkErrors.invalidPlan("LOWER_BOUND_REQUIRED_IN_WINDOW_FRAME");
        }
        if (!frame.hasUpper()) {
            throw SparkErrors.invalidPlan("UPPER_BOUND_REQUIRED_IN_WINDOW_FRAME");
        }
        boolean isRows =
                switch (frame.getFrameType()) {
                    case FRAME_TYPE_ROW -> true;
                    case FRAME_TYPE_RANGE -> false;
                    case FRAME_TYPE_UNDEFINED, UNRECOGNIZED ->
                            throw ExpressionConverter.invalidEnum(
                                    "Expression.Window.WindowFrame.frame_type",
                                    frame.getFrameTypeValue());
                };
        return new Frame(isRows, bound(frame.getLower(), true), bound(frame.getUpper(), false));
    }

    private Bound bound(FrameBoundary boundary, boolean isLower) {
        return switch (boundary.getBoundaryCase()) {
            case CURRENT_ROW -> new Bound.CurrentRow();
            case UNBOUNDED -> new Bound.Unbounded(isLower);
            case VALUE -> new Bound.Offset(expressions.convert(boundary.getValue()));
            case BOUNDARY_NOT_SET ->
                    throw SparkErrors.invalidPlan(
                            "INVALID_ONE_OF_FIELD_NOT_SET",
                            "fullName",
                            "spark.connect.Expression.Window.WindowFrame.FrameBoundary.boundary",
                            "name",
                            "boundary");
        };
    }
}
