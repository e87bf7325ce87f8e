// SPDX-License-Identifier: Apache-2.0
/// The one sort, and the operators that are little more than it. Read `RowOrder`.
@NullMarked
package dev.millrace.execution.operator.sort;

import org.jspecify.annotations.NullMarked;
