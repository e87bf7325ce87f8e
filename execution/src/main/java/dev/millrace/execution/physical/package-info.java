// SPDX-License-Identifier: Apache-2.0
/// How a query is run: the tree of physical operators, and the planner that chooses them.
@NullMarked
package dev.millrace.execution.physical;

import org.jspecify.annotations.NullMarked;
