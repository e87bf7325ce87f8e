// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.task;

import java.util.UUID;

/// Names a micro-batch.
///
/// @param queryId of the query, the same in all its runs
/// @param runId of the run
/// @param batchId counted from 0
public record BatchIdentity(UUID queryId, UUID runId, long batchId) {}
