// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files;

import static dev.millrace.connector.files.Workbench.options;
import static dev.millrace.connector.files.Workbench.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.spi.connector.ColumnPredicate;
import dev.millrace.spi.connector.ColumnPredicate.Operator;
import dev.millrace.spi.connector.Scan;
import dev.millrace.spi.connector.ScanRequest;
import dev.millrace.spi.connector.Table;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

class FilesTableTest {
    private final Path root;
    private final Workbench bench;

    FilesTableTest(@TempDir Path root) {
        this.root = root;
        this.bench = Workbench.over(root);
    }

    @Test
    void partitionColumnsComeAfterTheColumnsOfTheFiles() throws IOException {
        bench.file("t/p=1/q=x/f", "id=1\n");
        bench.file("t/p=2/q=y/f", "id=2\nid=3\n");

        Table table = bench.open(null, options(), "t");

        assertThat(table.schema().simpleName()).isEqualTo("struct<id:int,p:int,q:string>");
        assertThat(Workbench.read(table))
                .containsExactly(row(1, 1, "x"), row(2, 2, "y"), row(3, 2, "y"));
        try (Scan scan = table.scan(new ScanRequest(List.of("q", "id"), List.of()))) {
            assertThat(
                            Workbench.rows(
                                    scan,
                                    DataType.Struct.of(
                                            new StructField("q", DataType.STRING),
                                            new StructField("id", DataType.INTEGER))))
                    .containsExactly(row("x", 1), row("y", 2), row("y", 3));
        }
    }

    @Test
    void columnThatIsInFileAndDirectoryHasTheValueOfTheDirectory() throws IOException {
        bench.file("t/id=7/f", "id=1;k=a\n");

        assertThat(bench.open(null, options(), "t").schema().simpleName())
                .isEqualTo("struct<id:int,k:string>");
        assertThat(bench.read("t")).containsExactly(row(7, "a"));
    }

    @Test
    void usersSchemaNamesAndTypesPartitions() throws IOException {
        bench.file("t/p=01/f", "id=1\n");
        DataType.Struct schema =
                DataType.Struct.of(
                        new StructField("P", DataType.STRING, false),
                        new StructField("id", DataType.INTEGER));

        Table table = bench.open(schema, options(), "t");

        assertThat(table.schema().simpleName()).isEqualTo("struct<id:int,P:string>");
        assertThat(table.schema().fields()).allMatch(StructField::nullable);
        assertThat(Workbench.read(table)).containsExactly(row(1, "01"));
    }

    @Test
    void hiddenFilesAndNestedDirectoriesDoNotCount() throws IOException {
        bench.file("t/f", "id=1\n");
        bench.file("t/_SUCCESS", "");
        bench.file("t/.hidden", "id=2\n");
        bench.file("t/g._COPYING_", "id=3\n");
        bench.file("t/_temporary/f", "id=4\n");
        bench.file("t/_millrace_staging-x/data/f", "id=5\n");
        bench.file("t/sub/f", "id=6\n");
        bench.file("t/z", "");

        assertThat(bench.read("t")).containsExactly(row(1));
        assertThat(Workbench.read(bench.open(null, options("recursiveFileLookup", "true"), "t")))
                .containsExactlyInAnyOrder(row(1), row(6));
        assertThat(bench.read("t/_temporary")).containsExactly(row(4));
    }

    @Test
    void globsAreExpanded() throws IOException {
        bench.file("t/a1/f", "id=1\n");
        bench.file("t/a2/f", "id=2\n");
        bench.file("t/b/f", "id=3\n");
        bench.file("t/_millrace_staging-x/f", "id=4\n");

        assertThat(bench.read("t/a*")).containsExactly(row(1), row(2));
        assertThat(bench.read("t/{a1,b}")).containsExactly(row(1), row(3));
        assertThat(bench.read("t/[^b]2/f")).containsExactly(row(2));
        assertThat(bench.read("{t/a1,t/b/f}")).containsExactly(row(1), row(3));
        assertThat(bench.read("t/*")).containsExactly(row(1), row(2), row(3));
        assertThatThrownBy(() -> bench.read("t/[a")).hasMessageContaining("Illegal file pattern");
    }

    @Test
    void optionsChooseFiles() throws IOException {
        bench.file("t/a.x", "id=1\n", 1_600_000_000_000L);
        bench.file("t/b.y", "id=2\n", 1_700_000_000_000L);

        assertThat(Workbench.read(bench.open(null, options("pathGlobFilter", "*.y"), "t")))
                .containsExactly(row(2));
        assertThat(
                        Workbench.read(
                                bench.open(
                                        null,
                                        options("modifiedBefore", "2021-01-01T00:00:00"),
                                        "t")))
                .containsExactly(row(1));
        assertThat(
                        Workbench.read(
                                bench.open(
                                        null,
                                        options("modifiedAfter", "2021-01-01T00:00:00"),
                                        "t")))
                .containsExactly(row(2));
    }

    @Test
    void basePathTellsWherePartitionsBegin() throws IOException {
        bench.file("t/p=1/f", "id=1\n");
        bench.file("t/p=2/f", "id=2\n");

        assertThat(bench.open(null, options(), "t/p=1").schema().names()).containsExactly("id");
        assertThat(Workbench.read(bench.open(null, options("basePath", root + "/t"), "t/p=2")))
                .containsExactly(row(2, 2));
        assertThatThrownBy(() -> bench.open(null, options("basePath", root + "/none"), "t/p=2"))
                .hasMessage("Option 'basePath' not found");
    }

    @Test
    void missingPathsAndEmptyDirectoriesAreReportedAsSparkDoes() throws IOException {
        Files.createDirectories(root.resolve("empty"));

        assertThatThrownBy(() -> bench.read("none"))
                .isInstanceOfSatisfying(
                        MillraceException.class,
                        e ->
                                assertThat(e.fullText())
                                        .isEqualTo(
                                                "[PATH_NOT_FOUND] Path does not exist: file:"
                                                        + root
                                                        + "/none. SQLSTATE: 42K03"));
        assertThatThrownBy(() -> bench.read("none*")).hasMessageContaining("/none*.");
        assertThatThrownBy(() -> bench.read("empty"))
                .isInstanceOfSatisfying(
                        MillraceException.class,
                        e -> assertThat(e.condition()).isEqualTo("UNABLE_TO_INFER_SCHEMA"));
        assertThat(Workbench.read(bench.open(Workbench.ID_AND_K, options(), "empty"))).isEmpty();
    }

    @Test
    void directoriesThatCannotMatchAreNotRead() throws IOException {
        bench.file("t/p=1/f", "id=1\n");
        bench.file("t/p=2/f", "id=2\n");
        bench.file("t/p=2/p=7.txt", "id=4\n");
        bench.file("t/p=__HIVE_DEFAULT_PARTITION__/f", "id=3\n");
        Table table = bench.open(null, options(), "t");

        assertThat(Workbench.read(table, new ColumnPredicate.In("p", List.of(2, 5))))
                .containsExactly(row(2, 2), row(4, 2));
        assertThat(Workbench.read(table, new ColumnPredicate.Compare("p", Operator.LESS, 2)))
                .containsExactly(row(1, 1));
        assertThat(Workbench.read(table, new ColumnPredicate.IsNull("p")))
                .containsExactly(row(3, null));
        assertThat(Workbench.read(table, new ColumnPredicate.IsNotNull("p"))).hasSize(3);
    }

    @Test
    void manySmallFilesMakeFewSplits() throws IOException {
        for (int i = 0; i < 2000; i++) {
            bench.file("t/f" + i, "id=" + i + "\n");
        }
        Table table = bench.open(null, options(), "t");

        try (Scan scan = table.scan(new ScanRequest(List.of("id"), List.of()))) {
            assertThat(scan.splits()).hasSizeBetween(4, 8);
            assertThat(Workbench.rows(scan, table.schema())).hasSize(2000);
        }
    }

    @Test
    void largeFilesAreCut() throws IOException {
        bench.file("t/f", "id=12345678\n".repeat(600_000));
        Table table = bench.open(null, options(), "t");

        try (Scan scan = table.scan(new ScanRequest(List.of("id"), List.of()))) {
            assertThat(scan.splits()).hasSizeGreaterThan(4);
            assertThat(Workbench.rows(scan, table.schema())).hasSize(600_000);
        }
    }

    @Test
    void fileThatVanishesIsNamed() throws IOException {
        Path file = bench.file("t/f", "id=1\n");
        Table table = bench.open(null, options(), "t");
        try (Scan scan = table.scan(new ScanRequest(List.of("id"), List.of()))) {
            Files.delete(file);

            assertThatThrownBy(() -> Workbench.rows(scan, table.schema()))
                    .isInstanceOfSatisfying(
                            MillraceException.class,
                            e ->
                                    assertThat(e.condition())
                                            .isEqualTo("FAILED_READ_FILE.FILE_NOT_EXIST"))
                    .hasMessageContaining("file://" + file);
        }
    }

    @Test
    void inputFilesAreUris() throws IOException {
        bench.file("t/p=a%20b/f", "id=1\n");

        assertThat(bench.open(null, options(), "t").inputFiles())
                .containsExactly("file://" + root + "/t/p=a%2520b/f");
    }
}
