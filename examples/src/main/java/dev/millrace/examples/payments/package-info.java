// SPDX-License-Identifier: Apache-2.0

/// Payments between people: lines of `name;amount;concept` that somebody drops into a directory,
/// the highest payment of each person on the console, wrong lines kept aside.
///
/// Read first: [dev.millrace.examples.payments.PaymentsJob] (the program),
/// [dev.millrace.examples.payments.PaymentTables] (what it makes of a line),
/// [dev.millrace.examples.payments.PaymentSender] (who drops the files).
@NullMarked
package dev.millrace.examples.payments;

import org.jspecify.annotations.NullMarked;
