// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.window;

import dev.millrace.execution.kernel.EvaluationContext;
import dev.millrace.spi.column.Column;

/// A window function, compiled.
public sealed interface WindowColumn permits RankColumn, ShiftColumn, FrameColumn {
    /// One value per row.
    Column compute(WindowRows rows, EvaluationContext context);
}
