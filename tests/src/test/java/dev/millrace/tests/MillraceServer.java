// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests;

import dev.millrace.connect.convert.SparkTypes;
import dev.millrace.connect.service.ConnectServer;
import dev.millrace.connect.service.Lifetimes;
import dev.millrace.connect.sql.SqlParser;
import dev.millrace.connector.files.FilesConnector;
import dev.millrace.connector.files.local.LocalFileStore;
import dev.millrace.connector.files.local.LocalFileStores;
import dev.millrace.execution.task.MemoryBudget;
import dev.millrace.execution.task.Spilling;
import dev.millrace.execution.task.Workers;
import dev.millrace.runtime.session.Engine;
import dev.millrace.runtime.session.EngineParts;
import dev.millrace.runtime.statestore.StateProviders;
import dev.millrace.spi.connector.Connector;
import dev.millrace.spi.storage.FileStore;
import dev.millrace.spi.storage.FileStores;
import dev.millrace.statestore.rocksdb.RocksDatabases;

import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// A whole Millrace in this process with a real client: what most tests talk to. Every client is a
/// session of its own.
public final class MillraceServer implements AutoCloseable {
    private final ByteArrayOutputStream console = new ByteArrayOutputStream();
    private final MemoryBudget memory = new MemoryBudget(1L << 30);
    private final WatchedSpills spills = new WatchedSpills();
    private final Engine engine;
    private final ConnectServer server;

    /// Where tables are kept unless a test says otherwise: gone with the server.
    private final Path warehouse =
            Path.of(
                    System.getProperty("java.io.tmpdir"),
                    "millrace-warehouse-" + UUID.randomUUID());

    public MillraceServer() throws IOException {
        this(Settings.local());
    }

    public MillraceServer(Settings settings) throws IOException {
        engine =
                new Engine(
                        new EngineParts(
                                settings.fileStores(),
                                List.of(settings.files()),
                                new Workers(settings.workers()),
                                settings.clock(),
                                System::nanoTime,
                                new SecureRandom()::nextLong,
                                new PrintStream(console, true, StandardCharsets.UTF_8),
                                configuration(settings),
                                new StateProviders(List.of(new RocksDatabases()), Runnable::run),
                                new Spilling(memory, spills)),
                        SparkTypes::parse,
                        SqlParser::parse);
        server =
                ConnectServer.start(
                        new ConnectServer.Settings(
                                "127.0.0.1",
                                0,
                                settings.token(),
                                MillraceServer.class.getClassLoader(),
                                settings.lifetimes()),
                        engine);
    }

    private Map<String, String> configuration(Settings settings) {
        Map<String, String> all = new HashMap<>();
        all.put("spark.sql.session.timeZone", "UTC");
        all.put("spark.sql.warehouse.dir", warehouse.toString());
        all.putAll(settings.configuration());
        return all;
    }

    /// What a test may want otherwise.
    ///
    /// @param fileStores all of the engine's files go through it, so a test can make it crash
    /// @param files the connector for files
    /// @param workers how many threads work on one query
    /// @param token what clients must send; null lets everybody in
    /// @param lifetimes how long clients and their queries are kept
    /// @param configuration for every session
    /// @param clock what the engine takes for the time
    public record Settings(
            FileStores fileStores,
            Connector files,
            int workers,
            @Nullable String token,
            Lifetimes lifetimes,
            Map<String, String> configuration,
            Clock clock) {

        /// The local file system, two workers, no token.
        public static Settings local() {
            return over(new LocalFileStore());
        }

        /// All files in this store.
        public static Settings over(FileStore store) {
            return new Settings(
                    new LocalFileStores(store, Path.of("").toAbsolutePath().toString()),
                    new FilesConnector(),
                    2,
                    null,
                    Lifetimes.defaults(),
                    Map.of(),
                    Clock.systemUTC());
        }

        public Settings withClock(Clock other) {
            return new Settings(fileStores, files, workers, token, lifetimes, configuration, other);
        }

        public Settings withFiles(Connector other) {
            return new Settings(fileStores, other, workers, token, lifetimes, configuration, clock);
        }

        public Settings withWorkers(int count) {
            return new Settings(fileStores, files, count, token, lifetimes, configuration, clock);
        }

        public Settings withToken(String secret) {
            return new Settings(
                    fileStores, files, workers, secret, lifetimes, configuration, clock);
        }

        public Settings withLifetimes(Lifetimes other) {
            return new Settings(fileStores, files, workers, token, other, configuration, clock);
        }

        public Settings withConfiguration(Map<String, String> values) {
            return new Settings(fileStores, files, workers, token, lifetimes, values, clock);
        }
    }

    /// The connection string of the server.
    public String remote() {
        return "sc://localhost:" + server.port();
    }

    public int port() {
        return server.port();
    }

    /// A new client with a session of its own.
    public SparkSession client() {
        return SparkSession.builder().remote(remote()).create();
    }

    /// What the operators of all queries hold.
    public MemoryBudget memory() {
        return memory;
    }

    /// The files that they have spilled to.
    public WatchedSpills spills() {
        return spills;
    }

    /// What the console sink has printed so far.
    public String consoleText() {
        return console.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        engine.close();
        server.close();
        try {
            Scratch.delete(warehouse);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
