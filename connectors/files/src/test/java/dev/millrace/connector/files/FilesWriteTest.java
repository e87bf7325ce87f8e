// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files;

import static dev.millrace.connector.files.Workbench.options;
import static dev.millrace.connector.files.Workbench.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.spi.connector.WriteRequest.SaveMode;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

class FilesWriteTest {
    private final Path root;
    private final Workbench bench;

    FilesWriteTest(@TempDir Path root) {
        this.root = root;
        this.bench = Workbench.over(root);
    }

    @Test
    void filesAreNamedAsSparkNamesThem() throws IOException {
        bench.write(
                "t",
                SaveMode.ERROR_IF_EXISTS,
                List.of(),
                options(),
                List.of(row(1, "a")),
                List.of(row(2, "b")));

        assertThat(bench.files("t"))
                .containsExactly("_SUCCESS", "part-00000-U-c000.lines", "part-00001-U-c000.lines");
        assertThat(bench.read("t")).containsExactly(row(1, "a"), row(2, "b"));
        assertThat(bench.isClean()).isTrue();
    }

    @Test
    void partitionColumnsBecomeDirectories() throws IOException {
        bench.write(
                "t",
                SaveMode.ERROR_IF_EXISTS,
                List.of("k"),
                options(),
                List.of(row(1, "a/b"), row(2, "c"), row(3, "a/b"), row(4, null), row(5, "")));

        assertThat(bench.files("t"))
                .containsExactly(
                        "_SUCCESS",
                        "k=__HIVE_DEFAULT_PARTITION__/part-00000-U.c000.lines",
                        "k=a%2Fb/part-00000-U.c000.lines",
                        "k=c/part-00000-U.c000.lines");
        assertThat(bench.read("t"))
                .containsExactlyInAnyOrder(
                        row(1, "a/b"), row(3, "a/b"), row(2, "c"), row(4, null), row(5, null));
    }

    @Test
    void manyPartitionsInOneTaskKeepFewFilesOpen() throws IOException {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (int i = 0; i < 3000; i++) {
            rows.add(row(i, "k" + i % 300));
        }

        bench.write("t", SaveMode.ERROR_IF_EXISTS, List.of("k"), options(), rows);

        assertThat(bench.read("t")).hasSize(3000).containsAll(rows);
        assertThat(bench.files("t")).hasSize(301);
    }

    @Test
    void largePartitionsAreWrittenInSeveralFiles() throws IOException {
        bench.write(
                "t",
                SaveMode.ERROR_IF_EXISTS,
                List.of(),
                options("maxRecordsPerFile", "2"),
                List.of(row(1, "a"), row(2, "a"), row(3, "a"), row(4, "a"), row(5, "a")));

        assertThat(bench.files("t"))
                .containsExactly(
                        "_SUCCESS",
                        "part-00000-U-c000.lines",
                        "part-00000-U-c001.lines",
                        "part-00000-U-c002.lines");
        assertThat(bench.read("t")).hasSize(5);
    }

    @Test
    void saveModesTreatWhatIsThereAsSparkDoes() {
        List<List<@Nullable Object>> first = List.of(row(1, "a"));
        List<List<@Nullable Object>> second = List.of(row(2, "b"));
        bench.write("t", SaveMode.ERROR_IF_EXISTS, List.of(), options(), first);

        assertThatThrownBy(
                        () ->
                                bench.write(
                                        "t",
                                        SaveMode.ERROR_IF_EXISTS,
                                        List.of(),
                                        options(),
                                        second))
                .isInstanceOfSatisfying(
                        MillraceException.class,
                        e -> {
                            assertThat(e.condition()).isEqualTo("PATH_ALREADY_EXISTS");
                            assertThat(e.parameters())
                                    .containsEntry("outputPath", "file:" + root + "/t");
                        });
        bench.write("t", SaveMode.IGNORE, List.of(), options(), second);
        assertThat(bench.read("t")).containsExactly(row(1, "a"));
        bench.write("t", SaveMode.APPEND, List.of(), options(), second);
        assertThat(bench.read("t")).containsExactlyInAnyOrder(row(1, "a"), row(2, "b"));
        bench.write("t", SaveMode.OVERWRITE, List.of(), options(), second, second);
        assertThat(bench.read("t")).containsExactly(row(2, "b"), row(2, "b"));
    }

    @Test
    void dynamicOverwriteReplacesOnlyPartitionsWithRows() {
        bench.overwriteDynamically("t", List.of(row(1, "a"), row(2, "b"), row(3, "b")));
        bench.overwriteDynamically("t", List.of(row(4, "b"), row(5, "c")));

        assertThat(bench.read("t"))
                .containsExactlyInAnyOrder(row(1, "a"), row(4, "b"), row(5, "c"));

        bench.configuration.put("spark.sql.sources.partitionOverwriteMode", "DYNAMIC");
        bench.write("t", SaveMode.OVERWRITE, List.of("k"), options(), List.of(row(6, "a")));
        assertThat(bench.read("t"))
                .containsExactlyInAnyOrder(row(6, "a"), row(4, "b"), row(5, "c"));

        bench.write(
                "t",
                SaveMode.OVERWRITE,
                List.of("k"),
                options("partitionOverwriteMode", "static"),
                List.of(row(7, "z")));
        assertThat(bench.read("t")).containsExactly(row(7, "z"));
    }

    @Test
    void writeWithoutRowsLeavesAnEmptyFile() throws IOException {
        bench.write("t", SaveMode.ERROR_IF_EXISTS, List.of(), options());
        bench.write("p", SaveMode.ERROR_IF_EXISTS, List.of("k"), options());

        assertThat(bench.files("t")).containsExactly("_SUCCESS", "part-00000-U-c000.lines");
        assertThat(bench.files("p")).containsExactly("_SUCCESS");
    }

    @Test
    void impossiblePartitioningIsRefused() {
        assertThatThrownBy(
                        () ->
                                bench.write(
                                        "t",
                                        SaveMode.APPEND,
                                        List.of("id", "k"),
                                        options(),
                                        List.of()))
                .hasMessageContaining("Cannot use all columns for partition columns");
        assertThatThrownBy(
                        () ->
                                bench.write(
                                        "t", SaveMode.APPEND, List.of("zz"), options(), List.of()))
                .hasMessage("Partition column `zz` not found in schema struct<id:int,k:string>.");
        assertThat(Files.exists(root.resolve("t"))).isFalse();
    }

    @Test
    void partitionValuesOfAllTypesComeBack() {
        DataType.Struct schema = Workbench.ID_AND_K;
        assertThat(schema.size()).isEqualTo(2);
        bench.overwriteDynamically("t", List.of(row(1, "2024-01-01"), row(2, "2024-01-02")));

        assertThat(bench.open(null, options(), "t").schema().simpleName())
                .isEqualTo("struct<id:int,k:date>");
    }
}
