// SPDX-License-Identifier: Apache-2.0
/// Resolved expressions: typed, every column an attribute with an id. Read `Expression`, then
/// `AggregateCall`.
@NullMarked
package dev.millrace.plan.expression;

import org.jspecify.annotations.NullMarked;
