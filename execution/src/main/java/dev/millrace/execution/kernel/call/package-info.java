// SPDX-License-Identifier: Apache-2.0
/// What every kernel is made of: the call site it is compiled for, the loop over rows, the errors
/// it raises. Read `Kernel`, then `RowKernel`. Knows no function.
@NullMarked
package dev.millrace.execution.kernel.call;

import org.jspecify.annotations.NullMarked;
