// SPDX-License-Identifier: Apache-2.0
/// Spark's built-in functions: names, argument types, result types. How they compute is
/// `execution.kernel`.
@NullMarked
package dev.millrace.plan.function;

import org.jspecify.annotations.NullMarked;
