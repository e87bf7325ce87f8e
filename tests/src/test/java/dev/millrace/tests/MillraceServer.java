// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests;

import dev.millrace.connect.convert.SparkTypes;
import dev.millrace.connect.service.ConnectServer;
import dev.millrace.connector.files.FilesConnector;
import dev.millrace.connector.files.local.LocalFileStore;
import dev.millrace.connector.files.local.LocalFileStores;
import dev.millrace.execution.task.Workers;
import dev.millrace.runtime.session.Engine;
import dev.millrace.runtime.session.EngineParts;
import dev.millrace.spi.storage.FileStores;

import org.apache.spark.sql.SparkSession;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/// A whole Millrace in this process with a real client: what most tests talk to. Every client is a
/// session of its own.
public final class MillraceServer implements AutoCloseable {
    private final ByteArrayOutputStream console = new ByteArrayOutputStream();
    private final Engine engine;
    private final ConnectServer server;

    public MillraceServer() throws IOException {
        this(new LocalFileStores(new LocalFileStore(), Path.of("").toAbsolutePath().toString()));
    }

    /// @param fileStores all of the engine's files go through it, so a test can make it crash
    public MillraceServer(FileStores fileStores) throws IOException {
        engine =
                new Engine(
                        new EngineParts(
                                fileStores,
                                List.of(new FilesConnector()),
                                new Workers(2),
                                Clock.systemUTC(),
                                System::nanoTime,
                                new java.util.SplittableRandom(42)::nextLong,
                                new PrintStream(console, true, StandardCharsets.UTF_8),
                                Map.of("spark.sql.session.timeZone", "UTC")),
                        SparkTypes::parse);
        server =
                ConnectServer.start(
                        new ConnectServer.Settings(
                                "127.0.0.1", 0, null, MillraceServer.class.getClassLoader()),
                        engine);
    }

    /// The connection string of the server.
    public String remote() {
        return "sc://localhost:" + server.port();
    }

    /// A new client with a session of its own.
    public SparkSession client() {
        return SparkSession.builder().remote(remote()).create();
    }

    /// What the console sink has printed so far.
    public String consoleText() {
        return console.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        engine.close();
        server.close();
    }
}
