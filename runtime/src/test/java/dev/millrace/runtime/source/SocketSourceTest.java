// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.spi.column.BatchReader;
import dev.millrace.spi.column.BoxedValues;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.connector.MicroBatchSource.Limit;
import dev.millrace.spi.connector.Scan;
import dev.millrace.spi.connector.ScanRequest;
import dev.millrace.spi.connector.Split;
import dev.millrace.spi.error.MillraceException;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

@Timeout(30)
class SocketSourceTest {
    private static final Instant NOW = Instant.ofEpochMilli(1_700_000_000_123L);

    @Test
    void linesAreRowsOnceTheyCame() throws IOException {
        try (ServerSocket server = server()) {
            SocketDefinition definition = definition(server.getLocalPort());
            SocketSource source = source(definition);
            assertThat(source.latestOffset(null, Limit.CONFIGURED)).isEqualTo("-1");
            assertThat(rows(source, definition, null, "-1")).isEmpty();
            try (Socket sender = server.accept()) {
                send(sender, "one\r\ntwo\n\nfö\n");
                await(source, "-1", "3");

                assertThat(rows(source, definition, "-1", "3"))
                        .containsExactly(row("one"), row(""), row("two"), row("fö"));
                assertThat(rows(source, definition, "-1", "3")).hasSize(4);
                source.commit("3");
                send(sender, "five\nnot yet a line");
                await(source, "3", "4");
                assertThat(rows(source, definition, "3", "4")).containsExactly(row("five"));
                assertThat(source.newestOffset()).isEqualTo("4");
            }
            source.close();
        }
    }

    @Test
    void numbersGoOnAfterARestart() throws IOException {
        try (ServerSocket server = server()) {
            SocketDefinition definition = definition(server.getLocalPort());
            SocketSource source = source(definition);
            // The batch that was planned before the restart: its lines are gone.
            assertThat(rows(source, definition, "4", "7")).isEmpty();
            try (Socket sender = server.accept()) {
                assertThat(source.latestOffset("7", Limit.CONFIGURED)).isEqualTo("7");
                send(sender, "new\n");
                await(source, "7", "8");
                source.commit("7");
                assertThat(rows(source, definition, "7", "8")).containsExactly(row("new"));
            }
            source.close();
        }
    }

    @Test
    void theEndOfTheConnectionIsTheEndOfTheLines() throws IOException {
        try (ServerSocket server = server()) {
            SocketDefinition definition = definition(server.getLocalPort());
            SocketSource source = source(definition);
            rows(source, definition, null, "-1");
            try (Socket sender = server.accept()) {
                send(sender, "last");
            }
            await(source, "-1", "0");
            assertThat(rows(source, definition, "-1", "0")).containsExactly(row("last"));
            assertThat(source.latestOffset("0", Limit.CONFIGURED)).isEqualTo("0");
            source.close();
        }
    }

    @Test
    void aSocketThatNobodyListensToIsAnError() throws IOException {
        int port;
        try (ServerSocket server = server()) {
            port = server.getLocalPort();
        }
        SocketDefinition definition = definition(port);
        assertThatThrownBy(() -> rows(source(definition), definition, null, "-1"))
                .isInstanceOf(MillraceException.class)
                .hasMessage("Connection refused");
        SocketDefinition absurd = definition(70_000);
        assertThatThrownBy(() -> rows(source(absurd), absurd, null, "-1"))
                .isInstanceOf(MillraceException.class)
                .hasMessageContaining("70000");
    }

    private static ServerSocket server() throws IOException {
        return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    private static SocketDefinition definition(int port) {
        return new SocketDefinition(
                InetAddress.getLoopbackAddress().getHostAddress(), port, 2, true);
    }

    private static SocketSource source(SocketDefinition definition) {
        return new SocketSource(definition, InstantSource.fixed(NOW));
    }

    private static void send(Socket sender, String text) throws IOException {
        sender.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        sender.getOutputStream().flush();
    }

    private static void await(SocketSource source, String start, String offset) {
        while (!source.latestOffset(start, Limit.CONFIGURED).equals(offset)) {
            Thread.yield();
        }
    }

    private static List<Object> row(String value) {
        return List.of(value, NOW.toEpochMilli() * 1000);
    }

    private static List<List<@Nullable Object>> rows(
            SocketSource source, SocketDefinition definition, @Nullable String start, String end) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        ScanRequest all = new ScanRequest(definition.schema().names(), List.of());
        try (Scan scan = source.scan(start, end, all)) {
            for (Split split : scan.splits()) {
                try (BatchReader reader = split.open()) {
                    for (ColumnBatch batch = reader.next(); batch != null; batch = reader.next()) {
                        rows.addAll(BoxedValues.rows(batch, definition.schema()));
                    }
                }
            }
        }
        return rows;
    }
}
