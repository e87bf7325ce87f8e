// SPDX-License-Identifier: Apache-2.0
package dev.millrace.server;

import static java.util.stream.Collectors.joining;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/// A program of the examples that `millrace demo` knows by name. Each takes `--dir`, prints its
/// result and says where its output is.
enum DemoProgram {
    ORDERS("orders.OrdersJob", "orders, bronze to gold, with quarantine and windows"),
    INVOICES("invoices.InvoicesJob", "nested invoices, flattened; five queries over one input"),
    PAYMENTS("payments.PaymentsJob", "the highest payment of each person, on the console"),
    SALES("sales.SalesJob", "daily totals, windows and sessions; history first, then live");

    /// Runs when no name is given.
    static final DemoProgram DEFAULT = ORDERS;

    private static final String PACKAGE = "dev.millrace.examples.";

    private final String program;
    private final String description;

    DemoProgram(String program, String description) {
        this.program = program;
        this.description = description;
    }

    static @Nullable DemoProgram find(String name) {
        return Arrays.stream(values()).filter(d -> d.word().equals(name)).findAny().orElse(null);
    }

    /// All names, as an error lists them.
    static String names() {
        return Arrays.stream(values()).map(DemoProgram::word).collect(joining(", "));
    }

    /// What the user types.
    String word() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    String mainClass() {
        return PACKAGE + program;
    }

    /// What it shows, in a few words.
    String description() {
        return description;
    }
}
