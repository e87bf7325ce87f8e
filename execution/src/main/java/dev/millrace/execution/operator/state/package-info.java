// SPDX-License-Identifier: Apache-2.0
/// Operators that keep state from micro-batch to micro-batch. Read `StatefulAggregateOperator`,
/// then `AggregateStateLayout`, which is where its stored bytes are written down.
@NullMarked
package dev.millrace.execution.operator.state;

import org.jspecify.annotations.NullMarked;
