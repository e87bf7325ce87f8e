// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.optimizer;

import dev.millrace.plan.expression.Expression;

/// Computes an expression without attributes. Implemented by `execution`, which owns the kernels.
public interface ConstantEvaluator {
    /// The constant, or the expression itself if it cannot be known before running (it fails, or
    /// depends on the batch).
    Expression evaluate(Expression expression);
}
