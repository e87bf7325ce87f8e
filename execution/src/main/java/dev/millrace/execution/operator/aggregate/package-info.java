// SPDX-License-Identifier: Apache-2.0
/// Grouping and aggregate functions. Read `Accumulator`, then `AggregateFunctions`, then
/// `HashAggregateOperator`.
///
/// Every function has three faces over the same arrays: `update` takes rows, `merge` takes buffers
/// of another accumulator or of state, `buffers` and `results` give them out. The buffers have
/// Spark's columns, in Spark's order and types, so that stored ones can be handed over.
@NullMarked
package dev.millrace.execution.operator.aggregate;

import org.jspecify.annotations.NullMarked;
