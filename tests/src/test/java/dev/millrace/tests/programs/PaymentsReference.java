// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.programs;

import static org.assertj.core.api.Assertions.assertThat;

import static java.util.Comparator.comparing;

import dev.millrace.examples.payments.PaymentGenerator;
import dev.millrace.examples.payments.PaymentLine;
import dev.millrace.examples.program.ProgramOptions;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What the payments job must show and leave behind.
final class PaymentsReference {
    private static final Comparator<PaymentLine> BY_AMOUNT =
            comparing(PaymentLine::cents).thenComparing(PaymentLine::concept);

    private final ProgramOptions options;
    private final List<List<PaymentLine>> files = new ArrayList<>();

    PaymentsReference(ProgramOptions options) {
        this.options = options;
        PaymentGenerator generator = new PaymentGenerator(options.seed(), options.rows());
        for (int file = 0; file < options.files(); file++) {
            files.add(generator.lines(file));
        }
    }

    /// Compares the wrong lines, read with `spark`.
    void assertTables(SparkSession spark) {
        Dataset<Row> wrong =
                spark.read().schema("line STRING, reason STRING").json(options.path("wrong"));
        List<String> expected = new ArrayList<>();
        for (PaymentLine line : files.stream().flatMap(List::stream).toList()) {
            String reason = reason(line.damage());
            if (reason != null) {
                expected.add(TableText.row(line.text(), reason));
            }
        }
        expected.sort(null);
        assertThat(TableText.of(wrong)).as("wrong lines").isEqualTo(expected);
    }

    /// Compares what the console has shown after each file.
    ///
    /// @param console what the server has printed, with anything between
    void assertConsole(String console) {
        List<List<String>> expected = new ArrayList<>();
        for (int last = 0; last < files.size(); last++) {
            expected.add(highest(last));
        }
        assertThat(tables(console)).isEqualTo(expected);
    }

    private static @Nullable String reason(PaymentLine.@Nullable Damage damage) {
        return switch (damage) {
            case null -> null;
            case NO_CONCEPT, ONE_FIELD_TOO_MANY, AMOUNT_IN_WORDS -> "not name;amount;concept";
            case NO_AMOUNT -> "no amount";
            case NEGATIVE_AMOUNT -> "amount not above zero";
            case NO_NAME, BLANK_NAME -> "no name";
        };
    }

    /// The table after the files up to `last`, highest first.
    private List<String> highest(int last) {
        Map<String, List<PaymentLine>> byPerson = new HashMap<>();
        for (List<PaymentLine> lines : files.subList(0, last + 1)) {
            for (PaymentLine line : lines) {
                if (line.damage() == null) {
                    String person = line.name().toLowerCase(Locale.ROOT);
                    byPerson.computeIfAbsent(person, p -> new ArrayList<>()).add(line);
                }
            }
        }
        record Highest(String person, PaymentLine payment, int payments) {}
        return byPerson.entrySet().stream()
                .map(
                        entry ->
                                new Highest(
                                        entry.getKey(),
                                        entry.getValue().stream().max(BY_AMOUNT).orElseThrow(),
                                        entry.getValue().size()))
                .sorted(
                        comparing((Highest h) -> -h.payment().cents())
                                .thenComparing(Highest::person))
                .map(
                        h ->
                                TableText.row(
                                        h.person(),
                                        h.payment().amount(),
                                        h.payment().concept(),
                                        h.payments()))
                .toList();
    }

    /// The rows of each batch on the console, without their heads.
    private static List<List<String>> tables(String console) {
        List<List<String>> tables = new ArrayList<>();
        for (String line : console.lines().toList()) {
            if (line.equals("Batch: " + tables.size())) {
                tables.add(new ArrayList<>());
            } else if (line.startsWith("|") && !line.startsWith("|person ")) {
                String[] cells = line.substring(1).split("\\|", -1);
                tables.getLast()
                        .add(
                                String.join(
                                        " | ",
                                        Arrays.stream(cells)
                                                .limit(cells.length - 1)
                                                .map(String::strip)
                                                .toList()));
            }
        }
        return tables;
    }
}
