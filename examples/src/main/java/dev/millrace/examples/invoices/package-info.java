// SPDX-License-Identifier: Apache-2.0

/// Shop invoices: nested JSON whose schema nobody has written down, a file every minute, and five
/// queries that read the same invoices at once, each for another reader.
///
/// Read first: [dev.millrace.examples.invoices.InvoicesJob] (the program),
/// [dev.millrace.examples.invoices.InvoiceTables] (what each query makes of an invoice),
/// [dev.millrace.examples.invoices.InvoiceGenerator] (the data).
@NullMarked
package dev.millrace.examples.invoices;

import org.jspecify.annotations.NullMarked;
