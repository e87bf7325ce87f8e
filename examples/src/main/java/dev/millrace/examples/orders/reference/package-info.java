// SPDX-License-Identifier: Apache-2.0

/// What the orders lakehouse must end as, computed from the bronze files in plain Java.
///
/// Read first: [dev.millrace.examples.orders.reference.OrdersReference] (the computation),
/// [dev.millrace.examples.orders.reference.ExpectedTables] (its result).
///
/// It shares no code with the job and knows neither Spark nor the job's classes: two programs that
/// agree to the last row without a common line are probably both right.
@NullMarked
package dev.millrace.examples.orders.reference;

import org.jspecify.annotations.NullMarked;
