// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.connector.files.write.Identities;
import dev.millrace.spi.connector.Connector;

import org.junit.jupiter.api.Test;

import java.util.ServiceLoader;

class FilesConnectorTest {
    @Test
    void serverFindsTheConnector() {
        assertThat(ServiceLoader.load(Connector.class).stream().map(ServiceLoader.Provider::get))
                .anySatisfy(
                        connector -> assertThat(connector.formats()).contains("json", "parquet"));
    }

    @Test
    void onlyProcessesOfThisMachineThatEndedAreGone() {
        assertThat(Identities.isGone(Identities.ofDeadProcess())).isTrue();
        assertThat(Identities.isGoneByThisProcess()).isFalse();
        assertThat(Identities.isGoneOnAnotherMachine()).isFalse();
    }
}
