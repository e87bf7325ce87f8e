// SPDX-License-Identifier: Apache-2.0
package dev.millrace.examples.payments;

import dev.millrace.examples.payments.PaymentLine.Damage;
import dev.millrace.examples.program.Dice;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Payments of thirty people who spell their names in three ways; one line in twenty is wrong. The
/// same seed and sizes always give the same lines.
public final class PaymentGenerator {

    private static final String[] GIVEN_NAMES = {
        "Ana", "Ángel", "Begoña", "Jürgen", "Łukasz", "Mo"
    };
    private static final String[] FAMILY_NAMES = {"Ruiz", "Núñez", "Weiss", "O'Hara", "Tan"};
    private static final String[] CONCEPTS = {
        "rent", "lunch", "bus; and train", "a gift", "half of the bill", "café"
    };

    private final long seed;
    private final int linesPerFile;

    public PaymentGenerator(long seed, int linesPerFile) {
        this.seed = seed;
        this.linesPerFile = linesPerFile;
    }

    /// The lines of file `file`.
    public List<PaymentLine> lines(int file) {
        Dice dice = new Dice(seed, file);
        List<PaymentLine> lines = new ArrayList<>();
        for (int index = 0; index < linesPerFile; index++) {
            lines.add(line(dice));
        }
        return lines;
    }

    public static String fileName(int file) {
        return String.format(Locale.ROOT, "payments-%05d.csv", file);
    }

    private static PaymentLine line(Dice dice) {
        boolean wrong = dice.onceIn(20);
        String name = dice.oneOf(GIVEN_NAMES) + " " + dice.oneOf(FAMILY_NAMES);
        int cents = dice.between(1, 999_999);
        if (wrong) {
            Damage damage = dice.oneOf(Damage.values());
            return new PaymentLine(name, cents, "rent", damage);
        }
        String spelled =
                switch (dice.below(3)) {
                    case 0 -> name.toLowerCase(Locale.ROOT);
                    case 1 -> name.toUpperCase(Locale.ROOT);
                    default -> name;
                };
        return new PaymentLine(spelled, cents, dice.oneOf(CONCEPTS), null);
    }
}
