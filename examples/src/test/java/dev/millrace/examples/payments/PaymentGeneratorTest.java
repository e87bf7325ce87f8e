// SPDX-License-Identifier: Apache-2.0
package dev.millrace.examples.payments;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.examples.payments.PaymentLine.Damage;

import org.junit.jupiter.api.Test;

import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

class PaymentGeneratorTest {

    private final List<PaymentLine> lines = new PaymentGenerator(7, 3_000).lines(1);

    @Test
    void theSameSeedGivesTheSameLinesAndAnotherSeedOthers() {
        assertThat(new PaymentGenerator(7, 3_000).lines(1)).isEqualTo(lines);
        assertThat(new PaymentGenerator(8, 3_000).lines(1)).isNotEqualTo(lines);
        assertThat(new PaymentGenerator(7, 3_000).lines(2)).isNotEqualTo(lines);
    }

    @Test
    void everyDamageOccursInOneLineOfTwenty() {
        Set<Damage> damages = EnumSet.noneOf(Damage.class);
        int wrong = 0;
        for (PaymentLine line : lines) {
            Damage damage = line.damage();
            if (damage != null) {
                damages.add(damage);
                wrong++;
            }
        }
        assertThat(damages).containsExactlyInAnyOrder(Damage.values());
        assertThat(wrong).isBetween(100, 200);
    }

    @Test
    void thirtyPeopleSpellTheirNamesInThreeWays() {
        Set<String> spellings = new HashSet<>();
        Set<String> people = new HashSet<>();
        for (PaymentLine line : lines) {
            spellings.add(line.name());
            people.add(line.name().toLowerCase(Locale.ROOT));
        }
        assertThat(people).hasSize(30);
        assertThat(spellings).hasSize(90);
    }

    @Test
    void aConceptWithTheSeparatorIsQuoted() {
        assertThat(new PaymentLine("Ana", 1250, "bus; and train", null).text())
                .isEqualTo("Ana;12.50;\"bus; and train\"");
        assertThat(new PaymentLine("Ana", 1250, "rent", Damage.NO_CONCEPT).text())
                .isEqualTo("Ana;12.50");
    }
}
