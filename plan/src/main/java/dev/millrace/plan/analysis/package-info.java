// SPDX-License-Identifier: Apache-2.0
/// From `Relation` to `LogicalPlan`: names to columns, functions and types; streaming rules
/// checked.
@NullMarked
package dev.millrace.plan.analysis;

import org.jspecify.annotations.NullMarked;
