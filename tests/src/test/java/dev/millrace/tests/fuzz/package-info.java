// SPDX-License-Identifier: Apache-2.0
/// Statements that nobody would write: damaged, deep, huge. Each has the right answer or an error
/// that names its cause, and the server goes on.
@NullMarked
package dev.millrace.tests.fuzz;

import org.jspecify.annotations.NullMarked;
