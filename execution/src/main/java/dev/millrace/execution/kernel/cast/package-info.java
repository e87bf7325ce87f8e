// SPDX-License-Identifier: Apache-2.0
/// Conversions between any two types. Read `CastKernels`.
@NullMarked
package dev.millrace.execution.kernel.cast;

import org.jspecify.annotations.NullMarked;
