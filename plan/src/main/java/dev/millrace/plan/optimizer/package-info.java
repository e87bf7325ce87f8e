// SPDX-License-Identifier: Apache-2.0
/// Rules that make a `LogicalPlan` cheaper without changing its rows, one class each.
@NullMarked
package dev.millrace.plan.optimizer;

import org.jspecify.annotations.NullMarked;
