// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel.number;

import dev.millrace.execution.kernel.call.CallSite;
import dev.millrace.execution.kernel.call.Kernel;
import dev.millrace.execution.kernel.call.RowKernel;
import dev.millrace.spi.column.ArrayBuilder;
import dev.millrace.spi.column.ArrayColumn;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.DoubleBuilder;
import dev.millrace.spi.column.DoubleColumn;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// Distances and norms of arrays of floats, in the arithmetic of floats. A vector with a NULL in it
/// has none.
final class VectorKernels {
    static final List<String> NAMES =
            List.of(
                    "vector_cosine_similarity",
                    "vector_inner_product",
                    "vector_l2_distance",
                    "vector_norm",
                    "vector_normalize");

    private VectorKernels() {}

    static @Nullable Kernel of(CallSite site) {
        return switch (site.function()) {
            case "vector_cosine_similarity" -> measured(site, VectorKernels::cosine);
            case "vector_inner_product" -> measured(site, VectorKernels::product);
            case "vector_l2_distance" -> measured(site, VectorKernels::distance);
            case "vector_norm" ->
                    RowKernel.<DoubleBuilder>strict(site.type(), VectorKernels::appendNorm);
            case "vector_normalize" ->
                    RowKernel.<ArrayBuilder>strict(site.type(), VectorKernels::appendNormalized);
            default -> null;
        };
    }

    /// A number of two vectors of one length; NaN stands for NULL.
    private interface Measure {
        float of(float[] left, float[] right);
    }

    private static float @Nullable [] vector(Column column, int row) {
        ArrayColumn array = (ArrayColumn) column;
        float[] values = new float[array.length(row)];
        for (int i = 0; i < values.length; i++) {
            int at = array.start(row) + i;
            if (array.elements().isNull(at)) {
                return null;
            }
            values[i] = (float) ((DoubleColumn) array.elements()).value(at);
        }
        return values;
    }

    private static Kernel measured(CallSite site, Measure measure) {
        boolean hasNone = site.function().equals("vector_cosine_similarity");
        return RowKernel.<DoubleBuilder>strict(
                site.type(),
                (arguments, row, result) -> {
                    int leftSize = ((ArrayColumn) arguments[0]).length(row);
                    int rightSize = ((ArrayColumn) arguments[1]).length(row);
                    if (leftSize != rightSize) {
                        throw mismatch(site.function(), leftSize, rightSize);
                    }
                    float[] left = vector(arguments[0], row);
                    float[] right = vector(arguments[1], row);
                    float value = left == null || right == null ? 0 : measure.of(left, right);
                    if (left == null || right == null || (hasNone && Float.isNaN(value))) {
                        result.appendNull();
                    } else {
                        result.append(value);
                    }
                });
    }

    private static MillraceException mismatch(String function, int left, int right) {
        return MillraceException.of(ErrorKind.RUNTIME, "VECTOR_DIMENSION_MISMATCH", "22000")
                .with("functionName", "`" + function + "`")
                .with("leftDim", left)
                .with("rightDim", right)
                .text(
                        "Vectors passed to `"
                                + function
                                + "` must have the same dimension, but got "
                                + left
                                + " and "
                                + right
                                + ".");
    }

    private static float product(float[] left, float[] right) {
        float sum = 0;
        for (int i = 0; i < left.length; i++) {
            sum += left[i] * right[i];
        }
        return sum;
    }

    private static float cosine(float[] left, float[] right) {
        float scale = (float) Math.sqrt(product(left, left) * product(right, right));
        return scale == 0 ? Float.NaN : product(left, right) / scale;
    }

    private static float distance(float[] left, float[] right) {
        float sum = 0;
        for (int i = 0; i < left.length; i++) {
            float difference = left[i] - right[i];
            sum += difference * difference;
        }
        return (float) Math.sqrt(sum);
    }

    private static float norm(float[] vector, float degree, String function) {
        if (degree == 2) {
            return (float) Math.sqrt(product(vector, vector));
        }
        if (degree != 1 && degree != Float.POSITIVE_INFINITY) {
            throw MillraceException.of(ErrorKind.RUNTIME, "INVALID_VECTOR_NORM_DEGREE", "22023")
                    .with("functionName", "`" + function + "`")
                    .with("degree", degree)
                    .text(
                            "For the `"
                                    + function
                                    + "` function, degree must be 1.0, 2.0, or float('inf'), but"
                                    + " got "
                                    + degree
                                    + ".");
        }
        float norm = 0;
        for (float value : vector) {
            norm = degree == 1 ? norm + Math.abs(value) : Math.max(norm, Math.abs(value));
        }
        return norm;
    }

    private static float degree(Column[] arguments, int row) {
        return (float) ((DoubleColumn) arguments[1]).value(row);
    }

    private static void appendNorm(Column[] arguments, int row, DoubleBuilder result) {
        float[] vector = vector(arguments[0], row);
        if (vector == null) {
            result.appendNull();
        } else {
            result.append(norm(vector, degree(arguments, row), "vector_norm"));
        }
    }

    /// NULL for a vector of no length, but for the empty one.
    private static void appendNormalized(Column[] arguments, int row, ArrayBuilder result) {
        float[] vector = vector(arguments[0], row);
        float norm = vector == null ? 0 : norm(vector, degree(arguments, row), "vector_normalize");
        if (vector == null || (norm == 0 && vector.length > 0)) {
            result.appendNull();
            return;
        }
        for (float value : vector) {
            ((DoubleBuilder) result.elements()).append(value / norm);
        }
        result.endRow();
    }
}
