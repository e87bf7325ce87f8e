// SPDX-License-Identifier: Apache-2.0
/// Rows that operators keep outside of memory. Read `SpilledRows`; who spills, and when, stands
/// with each operator, and `MemoryBudget` says how much may be kept.
@NullMarked
package dev.millrace.execution.operator.spill;

import org.jspecify.annotations.NullMarked;
