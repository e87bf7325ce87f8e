// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.connector.files.write.Identities;
import dev.millrace.spi.connector.Connector;
import dev.millrace.spi.connector.ReadRequest;
import dev.millrace.spi.connector.Table;
import dev.millrace.spi.connector.WriteRequest;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;

class FilesConnectorTest {
    @Test
    void serverFindsTheConnector() {
        assertThat(ServiceLoader.load(Connector.class).stream().map(ServiceLoader.Provider::get))
                .anySatisfy(
                        connector ->
                                assertThat(connector.formats())
                                        .contains("json", "csv", "text", "parquet"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "csv", "parquet"})
    void everyFormatIsWrittenInPartitionsAndReadBack(String format, @TempDir Path root) {
        Workbench bench = Workbench.over(root);
        FilesConnector connector = new FilesConnector();
        for (int round = 1; round <= 2; round++) {
            WriteRequest request =
                    new WriteRequest(
                            format,
                            Workbench.ID_AND_K,
                            "t",
                            WriteRequest.SaveMode.OVERWRITE,
                            List.of("k"),
                            Workbench.options("partitionOverwriteMode", "dynamic"));
            Workbench.run(
                    connector.openWrite(request, bench).begin(),
                    List.of(Workbench.row(round, "a"), Workbench.row(round + 5, "k" + round)));
        }

        Table table =
                connector.openTable(
                        new ReadRequest(
                                format, Workbench.ID_AND_K, Workbench.options(), List.of("t")),
                        bench);
        assertThat(Workbench.read(table))
                .containsExactlyInAnyOrder(
                        Workbench.row(2, "a"), Workbench.row(6, "k1"), Workbench.row(7, "k2"));
    }

    @Test
    void onlyProcessesOfThisMachineThatEndedAreGone() {
        assertThat(Identities.isGone(Identities.ofDeadProcess())).isTrue();
        assertThat(Identities.isGoneByThisProcess()).isFalse();
        assertThat(Identities.isGoneOnAnotherMachine()).isFalse();
    }
}
