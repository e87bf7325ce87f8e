// SPDX-License-Identifier: Apache-2.0
/// What a run is handed: worker threads, the micro-batch, metrics, cancellation.
@NullMarked
package dev.millrace.execution.task;

import org.jspecify.annotations.NullMarked;
