// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.task;

import dev.millrace.execution.kernel.EvaluationContext;

import org.jspecify.annotations.Nullable;

/// Everything that changes from run to run of the same physical plan.
///
/// @param stream the micro-batch, null for a batch query
public record TaskContext(
        EvaluationContext evaluation,
        Workers workers,
        Cancellation cancellation,
        @Nullable StreamBatch stream) {}
