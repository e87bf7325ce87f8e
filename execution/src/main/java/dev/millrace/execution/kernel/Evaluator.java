// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel;

import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.ColumnBatch;

/// A compiled expression: immutable, used by many threads.
///
/// Kernels always work on all rows of the batch they are given. Where only some rows may be
/// evaluated (the branches of CASE, the right side of AND when it can fail), those rows are
/// gathered
/// into a smaller batch first and the results are
/// scattered back, so that no kernel needs to know about selections.
public interface Evaluator {
    /// One value per row of the batch.
    Column evaluate(ColumnBatch batch, EvaluationContext context);
}
