// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.stream;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FileTableTest {
    @Test
    void namesAreFoundAmongMany() {
        FileTable table = new FileTable();
        for (int i = 0; i < 200_000; i++) {
            table.put(name(i), i);
        }
        assertThat(table.size()).isEqualTo(200_000);
        for (int i = 0; i < 200_000; i++) {
            assertThat(table.contains(name(i))).isTrue();
            assertThat(table.contains(name(i) + "x")).isFalse();
        }
        assertThat(table.contains("")).isFalse();
    }

    @Test
    void earlierNamesAreForgotten() {
        FileTable table = new FileTable();
        for (int i = 0; i < 1000; i++) {
            table.put(name(i), i);
        }
        table.put(name(3), 5000);

        table.removeBefore(900);

        assertThat(table.size()).isEqualTo(101);
        assertThat(table.contains(name(3))).isTrue();
        assertThat(table.contains(name(899))).isFalse();
        assertThat(table.contains(name(900))).isTrue();
    }

    @Test
    void namesOfEveryLengthDiffer() {
        FileTable table = new FileTable();
        String name = "";
        for (int i = 0; i < 100; i++) {
            assertThat(table.contains(name)).isFalse();
            table.put(name, 0);
            name += '\0';
        }
    }

    private static String name(int i) {
        return "/data/in/day=" + i % 31 + "/part-" + i + ".json";
    }
}
