// SPDX-License-Identifier: Apache-2.0
package dev.millrace.examples.sales;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

class SalesGeneratorTest {

    private final SalesGenerator generator = new SalesGenerator(7, 1_000);

    @Test
    void theSameSeedGivesTheSameLinesAndAnotherSeedOthers() {
        assertThat(new SalesGenerator(7, 1_000).lines(4)).isEqualTo(generator.lines(4));
        assertThat(new SalesGenerator(8, 1_000).lines(4)).isNotEqualTo(generator.lines(4));
    }

    @Test
    void theLastSaleOfAFileEndsItsHour() {
        assertThat(generator.lines(0).getLast().soldAt()).isEqualTo("04/05/2026 21:59:59");
        assertThat(generator.lines(3).getLast().soldAt()).isEqualTo("05/05/2026 00:59:59");
    }

    @Test
    void someSalesAreSentAgainAlsoFromTheFileBefore() {
        List<String> before = ids(generator.lines(4));
        Set<String> once = new HashSet<>();
        int again = 0;
        int fromBefore = 0;
        for (String id : ids(generator.lines(5))) {
            again += once.add(id) ? 0 : 1;
            fromBefore += before.contains(id) ? 1 : 0;
        }
        assertThat(again).isBetween(50, 200);
        assertThat(fromBefore).isPositive();
    }

    @Test
    void lateSalesComeFromTheFourthFileOn() {
        assertThat(ids(generator.lines(2))).noneMatch(id -> id.startsWith("L-"));
        assertThat(ids(generator.lines(3)).stream().filter(id -> id.startsWith("L-")).count())
                .isBetween(5L, 50L);
    }

    @Test
    void someClientsAreNotWrittenDown() {
        Set<String> known = new HashSet<>();
        SalesGenerator.clients().forEach(client -> known.add(client.id()));
        Set<String> unknown = new HashSet<>();
        for (SaleLine line : generator.lines(0)) {
            if (!known.contains(line.client())) {
                unknown.add(line.client());
            }
        }
        assertThat(unknown).containsExactlyInAnyOrder("K23", "K24", "");
    }

    private static List<String> ids(List<SaleLine> lines) {
        List<String> ids = new ArrayList<>();
        lines.forEach(line -> ids.add(line.transactionId()));
        return ids;
    }
}
