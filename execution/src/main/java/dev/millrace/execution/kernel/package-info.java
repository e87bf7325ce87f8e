// SPDX-License-Identifier: Apache-2.0
/// How expressions are computed: column at a time, by small loops over primitive arrays. Read
/// `Evaluator`, then `ExpressionCompiler`.
@NullMarked
package dev.millrace.execution.kernel;

import org.jspecify.annotations.NullMarked;
