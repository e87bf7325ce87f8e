// SPDX-License-Identifier: Apache-2.0
package dev.millrace.server;

import dev.millrace.connect.convert.SparkTypes;
import dev.millrace.connect.sql.SqlParser;
import dev.millrace.connector.files.local.LocalFileStore;
import dev.millrace.connector.files.local.LocalFileStores;
import dev.millrace.execution.task.Workers;
import dev.millrace.runtime.session.Engine;
import dev.millrace.runtime.session.EngineParts;
import dev.millrace.runtime.session.QueryMemory;
import dev.millrace.runtime.session.SpillDirectory;
import dev.millrace.runtime.statestore.StateProviders;
import dev.millrace.spi.connector.Connector;
import dev.millrace.spi.state.LocalDatabases;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.Executors;

/// Puts an engine together from its parts.
public final class Wiring {
    /// Where rows go that do not fit into memory; the system's directory for temporary files if it
    /// is not set.
    private static final String SPILL_DIRECTORY = "millrace.spill.directory";

    private Wiring() {}

    /// An engine over the local file system and the connectors on the class path, with one worker
    /// per core.
    ///
    /// @param configuration over Spark's defaults, for every session
    public static Engine engine(Map<String, String> configuration) {
        List<Connector> connectors =
                ServiceLoader.load(Connector.class).stream()
                        .map(ServiceLoader.Provider::get)
                        .toList();
        SecureRandom random = new SecureRandom();
        return new Engine(
                new EngineParts(
                        new LocalFileStores(
                                new LocalFileStore(), Path.of("").toAbsolutePath().toString()),
                        connectors,
                        new Workers(Runtime.getRuntime().availableProcessors()),
                        Clock.systemUTC(),
                        System::nanoTime,
                        random::nextLong,
                        System.out,
                        configuration,
                        states(),
                        QueryMemory.ofHeap(spillSpace(configuration))),
                SparkTypes::parse,
                SqlParser::parse);
    }

    private static SpillDirectory spillSpace(Map<String, String> configuration) {
        String directory = configuration.get(SPILL_DIRECTORY);
        return directory == null
                ? SpillDirectory.temporary()
                : new SpillDirectory(Path.of(directory).toAbsolutePath());
    }

    /// Memory and the databases on the class path; what is done in the background has threads of
    /// its own, which do not keep the process alive.
    private static StateProviders states() {
        return new StateProviders(
                ServiceLoader.load(LocalDatabases.class).stream()
                        .map(ServiceLoader.Provider::get)
                        .toList(),
                Executors.newCachedThreadPool(
                        Thread.ofPlatform().daemon().name("millrace-state-", 0).factory()));
    }
}
