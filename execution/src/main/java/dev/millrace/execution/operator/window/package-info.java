// SPDX-License-Identifier: Apache-2.0
/// Window functions: results computed for each row over the rows of its partition. Read
/// `WindowOperator`, then `WindowRows`, then `WindowColumn`.
@NullMarked
package dev.millrace.execution.operator.window;

import org.jspecify.annotations.NullMarked;
