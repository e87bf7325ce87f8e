// SPDX-License-Identifier: Apache-2.0

/// Daily sales: CSV with a header and times as text. History is read first, as fast as it goes,
/// then what arrives; five queries keep totals by day and client, three kinds of windows, and the
/// lines that are no sale.
///
/// Read first: [dev.millrace.examples.sales.SalesJob] (the program),
/// [dev.millrace.examples.sales.SalesTables] (its queries),
/// [dev.millrace.examples.sales.DailyTotals] (how changes are kept),
/// [dev.millrace.examples.sales.SalesGenerator] (the data).
@NullMarked
package dev.millrace.examples.sales;

import org.jspecify.annotations.NullMarked;
