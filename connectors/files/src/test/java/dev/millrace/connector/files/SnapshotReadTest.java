// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files;

import static dev.millrace.connector.files.Workbench.options;
import static dev.millrace.connector.files.Workbench.row;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.spi.connector.Scan;
import dev.millrace.spi.connector.ScanRequest;
import dev.millrace.spi.connector.Table;
import dev.millrace.spi.connector.WriteRequest.SaveMode;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

class SnapshotReadTest {
    private static final ScanRequest BOTH = new ScanRequest(List.of("id", "k"), List.of());

    private final Workbench bench;

    SnapshotReadTest(@TempDir Path root) {
        this.bench = Workbench.over(root);
    }

    @Test
    void plannedScanReadsTheFilesAsTheyWere() throws IOException {
        bench.overwriteDynamically("t", List.of(row(1, "a"), row(2, "b")));
        Table table = bench.open(null, options(), "t");
        try (Scan before = table.scan(BOTH)) {
            bench.overwriteDynamically("t", List.of(row(11, "a")));
            bench.overwriteDynamically("t", List.of(row(21, "a")));
            try (Scan between = table.scan(BOTH)) {
                bench.write(
                        "t", SaveMode.OVERWRITE, List.of("k"), options(), List.of(row(31, "a")));

                assertThat(Workbench.rows(before, table.schema()))
                        .containsExactlyInAnyOrder(row(1, "a"), row(2, "b"));
                assertThat(Workbench.rows(between, table.schema()))
                        .containsExactlyInAnyOrder(row(21, "a"), row(2, "b"));
                assertThat(bench.read("t")).containsExactly(row(31, "a"));
                assertThat(bench.isClean()).isFalse();
            }
        }
        assertThat(bench.isClean()).isTrue();
    }

    @Test
    void tableIsOverwrittenWithWhatIsReadFromIt() {
        bench.overwriteDynamically("t", List.of(row(1, "a"), row(2, "b")));
        for (int round = 0; round < 5; round++) {
            Table table = bench.open(null, options(), "t");
            try (Scan scan = table.scan(BOTH)) {
                List<List<@Nullable Object>> merged = new ArrayList<>();
                for (List<@Nullable Object> row : Workbench.rows(scan, table.schema())) {
                    merged.add(row((Integer) row.get(0) + 10, row.get(1)));
                }
                bench.overwriteDynamically("t", merged);
            }
        }

        assertThat(bench.read("t")).containsExactlyInAnyOrder(row(51, "a"), row(52, "b"));
    }

    @Test
    void readersNeverMissAFileNorSeeHalfOfAWrite() throws Exception {
        bench.overwriteDynamically("t", rowsOf(0), rowsOf(0));
        AtomicBoolean writing = new AtomicBoolean(true);
        try (ExecutorService executor = Executors.newFixedThreadPool(2)) {
            List<Future<Integer>> readers = new ArrayList<>();
            for (int reader = 0; reader < 2; reader++) {
                readers.add(executor.submit(() -> readWhile(writing)));
            }
            try {
                for (int round = 1; round <= 300; round++) {
                    if (round % 10 == 0) {
                        bench.write(
                                "t",
                                SaveMode.OVERWRITE,
                                List.of("k"),
                                options(),
                                rowsOf(round),
                                rowsOf(round));
                    } else {
                        bench.overwriteDynamically("t", rowsOf(round), rowsOf(round));
                    }
                }
            } finally {
                writing.set(false);
            }
            for (Future<Integer> reader : readers) {
                assertThat(reader.get()).isPositive();
            }
        }
        assertThat(bench.isClean()).isTrue();
    }

    /// Three partitions of the same number in each: a write changes all of them at once.
    private static List<List<@Nullable Object>> rowsOf(int round) {
        return List.of(row(round, "a"), row(round, "b"), row(round, "c"));
    }

    private int readWhile(AtomicBoolean writing) {
        int reads = 0;
        int last = 0;
        while (writing.get()) {
            List<List<@Nullable Object>> rows =
                    Workbench.read(bench.open(Workbench.ID_AND_K, options(), "t"));
            assertThat(rows).hasSize(6);
            int round = (Integer) rows.getFirst().getFirst();
            assertThat(rows)
                    .containsExactlyInAnyOrder(
                            row(round, "a"),
                            row(round, "a"),
                            row(round, "b"),
                            row(round, "b"),
                            row(round, "c"),
                            row(round, "c"));
            assertThat(round).isGreaterThanOrEqualTo(last);
            last = round;
            reads++;
        }
        return reads;
    }
}
