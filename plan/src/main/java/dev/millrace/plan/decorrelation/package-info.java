// SPDX-License-Identifier: Apache-2.0
/// Subqueries become joins. A subquery is a plan that may use columns of another plan, the outer
/// one; `Unnesting` makes it one that stands by itself, and `SubqueryJoins` joins it to the outer
/// plan. It knows plans only, not names.
@NullMarked
package dev.millrace.plan.decorrelation;

import org.jspecify.annotations.NullMarked;
