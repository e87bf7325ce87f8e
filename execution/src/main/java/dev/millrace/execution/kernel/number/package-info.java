// SPDX-License-Identifier: Apache-2.0
/// Numbers: arithmetic with overflow checks, exact decimals, rounding, mathematical functions, text
/// to number and back. Read `ArithmeticKernels`, then `Decimals`.
@NullMarked
package dev.millrace.execution.kernel.number;

import org.jspecify.annotations.NullMarked;
