// SPDX-License-Identifier: Apache-2.0
package dev.millrace.examples.payments;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;

/// One line that the sender writes.
///
/// @param name as somebody typed it, in whatever case
/// @param cents what was paid
/// @param damage null for a payment
public record PaymentLine(String name, int cents, String concept, @Nullable Damage damage) {

    /// What can be wrong with a line.
    public enum Damage {
        NO_CONCEPT,
        ONE_FIELD_TOO_MANY,
        AMOUNT_IN_WORDS,
        NO_AMOUNT,
        NEGATIVE_AMOUNT,
        NO_NAME,
        BLANK_NAME
    }

    public BigDecimal amount() {
        return BigDecimal.valueOf(cents, 2);
    }

    /// The line without its end.
    public String text() {
        return switch (damage) {
            case null -> line(name, amount().toString(), quoted(concept));
            case NO_CONCEPT -> name + ";" + amount();
            case ONE_FIELD_TOO_MANY -> line(name, amount().toString(), concept) + ";again";
            case AMOUNT_IN_WORDS -> line(name, "twelve", concept);
            case NO_AMOUNT -> line(name, "", concept);
            case NEGATIVE_AMOUNT -> line(name, "-" + amount(), concept);
            case NO_NAME -> line("", amount().toString(), concept);
            case BLANK_NAME -> line("  ", amount().toString(), concept);
        };
    }

    private static String line(String name, String amount, String concept) {
        return name + ";" + amount + ";" + concept;
    }

    private static String quoted(String text) {
        return text.contains(";") ? "\"" + text + "\"" : text;
    }
}
