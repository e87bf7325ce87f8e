// SPDX-License-Identifier: Apache-2.0
/// Joins of two streams, whose rows wait in state for partners that come later. Read
/// `StreamJoinOperator`, then `JoinStateLayout`, which is where the stored bytes are written down.
@NullMarked
package dev.millrace.execution.operator.streamjoin;

import org.jspecify.annotations.NullMarked;
