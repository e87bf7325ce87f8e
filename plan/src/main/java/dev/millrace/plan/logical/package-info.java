// SPDX-License-Identifier: Apache-2.0
/// Resolved plans: what a query means. Read `LogicalPlan`.
@NullMarked
package dev.millrace.plan.logical;

import org.jspecify.annotations.NullMarked;
