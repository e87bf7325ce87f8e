// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.row;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.LongColumn;
import dev.millrace.spi.column.Validity;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.LongSupplier;

class LongGroupTableTest {
    private final GroupTable table = GroupTable.of(List.of(DataType.LONG), 0);
    private final Map<@Nullable Long, Integer> expected = new HashMap<>();

    /// Assigns rows of which a few are NULL, and finds those and keys around them.
    private void take(int rowCount, Random random, LongSupplier keys) {
        long[] values = new long[rowCount];
        long[] validity = Validity.allValid(rowCount);
        for (int i = 0; i < rowCount; i++) {
            values[i] = keys.getAsLong();
            if (random.nextInt(50) == 0) {
                Validity.setNull(validity, i);
            }
        }
        Column column = new LongColumn(values, validity, rowCount);
        int[] groups = table.assign(List.of(column), rowCount);
        for (int i = 0; i < rowCount; i++) {
            Long key = column.isNull(i) ? null : (Long) values[i];
            int group = expected.computeIfAbsent(key, k -> expected.size());
            assertThat(groups[i]).isEqualTo(group);
        }
        assertThat(table.size()).isEqualTo(expected.size());
        long[] sought = new long[3 * rowCount];
        for (int i = 0; i < rowCount; i++) {
            sought[3 * i] = values[i];
            sought[3 * i + 1] = values[i] + 1 + random.nextInt(1000);
            sought[3 * i + 2] = random.nextLong();
        }
        int[] found =
                table.find(List.of(new LongColumn(sought, null, sought.length)), sought.length);
        for (int i = 0; i < sought.length; i++) {
            assertThat(found[i]).isEqualTo(expected.getOrDefault(sought[i], GroupTable.ABSENT));
        }
    }

    @Test
    void keysThatLieCloseKeepTheirNumbersWhileTheirRangeGrowsBothWays() {
        Random random = new Random(1);
        long[] up = {1000};
        long[] down = {1000};
        for (int round = 0; round < 30; round++) {
            take(1000, random, () -> up[0] += random.nextInt(3));
            take(1000, random, () -> down[0] -= random.nextInt(3));
        }
        assertThat(table.memoryBytes()).isLessThan(40L * table.size() + 100_000);
    }

    @Test
    void farKeysAmongCloseOnesKeepTheirNumbers() {
        Random random = new Random(2);
        long[] next = {-500};
        take(2000, random, () -> next[0]++);
        take(2000, random, () -> random.nextInt(10) == 0 ? random.nextLong() : next[0]++);
        take(2000, random, () -> next[0]++);
        assertThat(table.memoryBytes()).isLessThan(40L * table.size() + 100_000);
    }

    @Test
    void keysInNoOrderAreFoundWhetherOrNotTheyTurnOutToLieClose() {
        Random random = new Random(3);
        for (int round = 0; round < 60; round++) {
            take(1000, random, () -> random.nextInt(30_000));
        }
        take(1000, random, () -> random.nextLong());
    }

    @Test
    void keysAtTheEndsOfTheRangeAreNotMistakenForEachOther() {
        Random random = new Random(4);
        take(500, random, () -> Long.MAX_VALUE - random.nextInt(900));
        take(500, random, () -> Long.MIN_VALUE + random.nextInt(900));
        GroupTable low = GroupTable.of(List.of(DataType.LONG), 0);
        low.assign(List.of(new LongColumn(new long[] {Long.MIN_VALUE + 5000}, null)), 1);
        int[] groups =
                low.assign(
                        List.of(
                                new LongColumn(
                                        new long[] {Long.MIN_VALUE, Long.MIN_VALUE + 5000}, null)),
                        2);
        assertThat(groups).containsExactly(1, 0);
    }

    @Test
    void aTableOfNullAloneHasOneKey() {
        Column nulls = new LongColumn(new long[3], Validity.noneValid(3));
        assertThat(table.assign(List.of(nulls), 3)).containsExactly(0, 0, 0);
        assertThat(table.find(List.of(LongColumn.constant(0, 1)), 1))
                .containsExactly(GroupTable.ABSENT);
        assertThat(table.assign(List.of(LongColumn.constant(0, 1)), 1)).containsExactly(1);
    }
}
