// SPDX-License-Identifier: Apache-2.0

/// An orders lakehouse, as data teams build it with Spark Structured Streaming: JSON lines arrive
/// in bronze, one query keeps silver up to date and derives gold from it, another one counts orders
/// in windows of event time.
///
/// Read first: [dev.millrace.examples.orders.OrdersJob] (the program),
/// [dev.millrace.examples.orders.SilverBatch] (what happens to one micro-batch),
/// [dev.millrace.examples.orders.OrderGenerator] (the data).
///
/// Everything here is plain Spark API. The program runs unchanged against any Spark 4.2 Connect
/// server, so it must not know that Millrace exists.
@NullMarked
package dev.millrace.examples.orders;

import org.jspecify.annotations.NullMarked;
