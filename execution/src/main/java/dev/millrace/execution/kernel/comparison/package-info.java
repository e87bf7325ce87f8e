// SPDX-License-Identifier: Apache-2.0
/// Equality and order of values of every type. Read `RowComparator`, then `ComparisonKernels`.
@NullMarked
package dev.millrace.execution.kernel.comparison;

import org.jspecify.annotations.NullMarked;
