// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files;

import static dev.millrace.connector.files.Workbench.options;
import static dev.millrace.connector.files.Workbench.row;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.connector.files.local.LocalFileStore;
import dev.millrace.spi.connector.MicroBatchSource;
import dev.millrace.spi.connector.MicroBatchSource.Limit;
import dev.millrace.spi.connector.ReadRequest;
import dev.millrace.spi.connector.Scan;
import dev.millrace.spi.connector.ScanRequest;
import dev.millrace.spi.connector.StreamDefinition;
import dev.millrace.spi.connector.StreamSink;
import dev.millrace.spi.connector.WriteRequest.SaveMode;
import dev.millrace.spi.error.MillraceException;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Every kind of write, with a failure or the end of the process at each of its changing
/// operations.
class CrashTest {
    private static final List<List<@Nullable Object>> OLD =
            List.of(row(1, "a"), row(2, "b"), row(3, "c"));
    private static final List<List<@Nullable Object>> NEW_1 = List.of(row(11, "a"), row(12, "b"));
    private static final List<List<@Nullable Object>> NEW_2 = List.of(row(13, "b"), row(14, "d"));

    private final Path root;

    CrashTest(@TempDir Path root) {
        this.root = root;
    }

    @FunctionalInterface
    private interface Work {
        void run(Workbench bench) throws IOException;
    }

    @FunctionalInterface
    private interface Check {
        void run(Path directory, String where) throws IOException;
    }

    /// Runs `work` with a fault at operation 1, 2, … until there are no more operations.
    private void atEveryOperation(FaultyFileStore.Fault fault, Work before, Work work, Check check)
            throws IOException {
        for (int at = 1; ; at++) {
            Path directory = Files.createDirectories(root.resolve(fault + "-" + at));
            before.run(Workbench.over(directory));
            FaultyFileStore store = new FaultyFileStore(LocalFileStore.withoutSync(), fault, at);
            boolean failed = false;
            try {
                work.run(Workbench.doomed(directory, store));
            } catch (FaultyFileStore.Death e) {
                failed = true;
            } catch (MillraceException e) {
                assertThat(fault).isEqualTo(FaultyFileStore.Fault.FAILURE);
                assertThat(e).hasStackTraceContaining("No space left on device");
                failed = true;
            }
            if (!store.hasStruck()) {
                assertThat(failed).isFalse();
                assertThat(at).isGreaterThan(5);
                return;
            }
            String where = fault + " at operation " + at + ": " + store.failedAt();
            check.run(directory, where);
        }
    }

    @ParameterizedTest
    @EnumSource
    void overwrittenTableIsOldOrNew(FaultyFileStore.Fault fault) throws IOException {
        Work overwrite =
                bench ->
                        bench.write("t", SaveMode.OVERWRITE, List.of("k"), options(), NEW_1, NEW_2);
        atEveryOperation(
                fault,
                bench -> bench.write("t", SaveMode.APPEND, List.of("k"), options(), OLD),
                overwrite,
                (directory, where) -> {
                    Workbench later = Workbench.over(directory);
                    List<List<@Nullable Object>> found = later.read("t");
                    if (found.size() == OLD.size()) {
                        assertThat(found).as(where).containsExactlyInAnyOrderElementsOf(OLD);
                    } else {
                        assertThat(found).as(where).containsExactlyInAnyOrderElementsOf(fresh());
                    }
                    overwrite.run(later);
                    assertThat(later.read("t"))
                            .as(where)
                            .containsExactlyInAnyOrderElementsOf(fresh());
                    assertThat(later.isClean()).as(where).isTrue();
                });
    }

    @ParameterizedTest
    @EnumSource
    void eachPartitionOfADynamicOverwriteIsOldOrNew(FaultyFileStore.Fault fault)
            throws IOException {
        Work overwrite = bench -> bench.overwriteDynamically("t", NEW_1, NEW_2);
        atEveryOperation(
                fault,
                bench -> bench.overwriteDynamically("t", OLD),
                overwrite,
                (directory, where) -> {
                    Workbench later = Workbench.over(directory);
                    Map<@Nullable Object, List<List<@Nullable Object>>> found =
                            byPartition(later.read("t"));
                    assertThat(found.get("a"))
                            .as(where)
                            .isIn(List.of(row(1, "a")), List.of(row(11, "a")));
                    assertThat(found.get("b"))
                            .as(where)
                            .isIn(List.of(row(2, "b")), List.of(row(12, "b"), row(13, "b")));
                    assertThat(found.get("c")).as(where).containsExactly(row(3, "c"));
                    if (fault == FaultyFileStore.Fault.FAILURE) {
                        assertThat(later.read("t").equals(OLD) || later.read("t").size() == 5)
                                .as(where)
                                .isTrue();
                    }
                    overwrite.run(later);
                    assertThat(byPartition(later.read("t")).keySet())
                            .as(where)
                            .containsExactlyInAnyOrder("a", "b", "c", "d");
                    assertThat(later.read("t"))
                            .as(where)
                            .containsAll(fresh())
                            .contains(row(3, "c"))
                            .hasSize(5);
                    assertThat(later.isClean()).as(where).isTrue();
                });
    }

    @ParameterizedTest
    @EnumSource
    void appendThatDiesIsUndoneByTheNextWriter(FaultyFileStore.Fault fault) throws IOException {
        atEveryOperation(
                fault,
                bench -> bench.write("t", SaveMode.APPEND, List.of("k"), options(), OLD),
                bench -> bench.write("t", SaveMode.APPEND, List.of("k"), options(), NEW_1, NEW_2),
                (directory, where) -> {
                    Workbench later = Workbench.over(directory);
                    later.write(
                            "t", SaveMode.APPEND, List.of("k"), options(), List.of(row(99, "z")));
                    List<List<@Nullable Object>> found = new ArrayList<>(later.read("t"));
                    found.remove(row(99, "z"));
                    if (found.size() == OLD.size()) {
                        assertThat(found).as(where).containsExactlyInAnyOrderElementsOf(OLD);
                    } else {
                        List<List<@Nullable Object>> all = new ArrayList<>(OLD);
                        all.addAll(fresh());
                        assertThat(found).as(where).containsExactlyInAnyOrderElementsOf(all);
                    }
                    assertThat(later.isClean()).as(where).isTrue();
                });
    }

    @ParameterizedTest
    @EnumSource
    void newTableIsThereAsAWholeOrNotAtAll(FaultyFileStore.Fault fault) throws IOException {
        atEveryOperation(
                fault,
                bench -> {},
                bench -> bench.write("t", SaveMode.APPEND, List.of(), options(), NEW_1, NEW_2),
                (directory, where) -> {
                    Workbench later = Workbench.over(directory);
                    if (Files.exists(directory.resolve("t"))) {
                        assertThat(later.read("t"))
                                .as(where)
                                .containsExactlyInAnyOrderElementsOf(fresh());
                    }
                    later.write("t", SaveMode.OVERWRITE, List.of(), options(), OLD);
                    assertThat(later.read("t")).as(where).containsExactlyElementsOf(OLD);
                    assertThat(later.isClean()).as(where).isTrue();
                });
    }

    @ParameterizedTest
    @EnumSource
    void batchOfASinkCountsOnce(FaultyFileStore.Fault fault) throws IOException {
        Work batches =
                bench -> {
                    StreamSink sink =
                            bench.connector.openStreamSink(
                                    bench.writeRequest(
                                            "t", SaveMode.APPEND, List.of("k"), options()),
                                    bench);
                    for (int batch = 0; batch < 4; batch++) {
                        bench.writeBatch(
                                sink,
                                batch,
                                List.of(row(batch, "a")),
                                List.of(row(100 + batch, "b")));
                    }
                };
        atEveryOperation(
                fault,
                bench -> {},
                batches,
                (directory, where) -> {
                    Workbench later = Workbench.over(directory);
                    batches.run(later);
                    List<List<@Nullable Object>> expected = new ArrayList<>();
                    for (int batch = 0; batch < 4; batch++) {
                        expected.add(row(batch, "a"));
                        expected.add(row(100 + batch, "b"));
                    }
                    assertThat(later.read("t"))
                            .as(where)
                            .containsExactlyInAnyOrderElementsOf(expected);
                });
    }

    @ParameterizedTest
    @EnumSource
    void sourceTakesEachFileOnce(FaultyFileStore.Fault fault) throws IOException {
        atEveryOperation(
                fault,
                bench -> {
                    for (int file = 0; file < 4; file++) {
                        bench.file("in/f" + file, "id=" + file + ";k=x\n", 1000L * file);
                    }
                },
                bench -> consume(bench, "f" + fault, null, -1),
                (directory, where) -> {
                    Workbench later = Workbench.over(directory);
                    List<Integer> ids = consume(later, "f" + fault, null, -1);
                    assertThat(ids).as(where).containsExactly(0, 1, 2, 3);
                });
    }

    /// Reads everything from the start offset on, in batches of one new file.
    private static List<Integer> consume(
            Workbench bench, String checkpoint, @Nullable String start, int limit) {
        StreamDefinition definition =
                bench.connector.defineStream(
                        new ReadRequest(
                                "lines",
                                Workbench.ID_AND_K,
                                options("maxFilesPerTrigger", "1"),
                                List.of("in")),
                        bench);
        MicroBatchSource source =
                definition.start(bench.fileStores().resolve(checkpoint + "/sources/0"), bench);
        List<Integer> ids = new ArrayList<>();
        String from = start;
        while (ids.size() != limit) {
            String end = source.latestOffset(from, Limit.CONFIGURED);
            if (end == null || end.equals(from)) {
                break;
            }
            try (Scan scan =
                    source.scan(from, end, new ScanRequest(List.of("id", "k"), List.of()))) {
                Workbench.rows(scan, definition.schema())
                        .forEach(row -> ids.add((Integer) row.getFirst()));
            }
            from = end;
        }
        return ids;
    }

    private static List<List<@Nullable Object>> fresh() {
        List<List<@Nullable Object>> rows = new ArrayList<>(NEW_1);
        rows.addAll(NEW_2);
        return rows;
    }

    private static Map<@Nullable Object, List<List<@Nullable Object>>> byPartition(
            List<List<@Nullable Object>> rows) {
        Map<@Nullable Object, List<List<@Nullable Object>>> partitions = new HashMap<>();
        for (List<@Nullable Object> row : rows) {
            partitions.computeIfAbsent(row.get(1), k -> new ArrayList<>()).add(row);
        }
        return partitions;
    }
}
