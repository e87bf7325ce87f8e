// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.session;

import dev.millrace.execution.task.Spilling;
import dev.millrace.execution.task.Workers;
import dev.millrace.runtime.statestore.StateProviders;
import dev.millrace.spi.connector.Connector;
import dev.millrace.spi.storage.FileStores;

import java.io.PrintStream;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/// Everything an engine is built from; a test passes its own clock, files and seeds.
///
/// @param connectors the formats it knows besides the built-in ones
/// @param clock wall clock
/// @param nanoTime a clock for durations, monotonic
/// @param seeds for random functions and identifiers
/// @param console where the console sink prints
/// @param defaults configuration that every session starts with, over Spark's defaults
/// @param states the forms of state that streaming queries may choose from
/// @param spilling the memory of batch queries, and where rows go that do not fit into it
public record EngineParts(
        FileStores fileStores,
        List<Connector> connectors,
        Workers workers,
        Clock clock,
        LongSupplier nanoTime,
        LongSupplier seeds,
        PrintStream console,
        Map<String, String> defaults,
        StateProviders states,
        Spilling spilling) {
    public EngineParts {
        connectors = List.copyOf(connectors);
        defaults = Map.copyOf(defaults);
    }

    /// An engine whose state is in memory, with nothing done in the background, and which never
    /// spills.
    public EngineParts(
            FileStores fileStores,
            List<Connector> connectors,
            Workers workers,
            Clock clock,
            LongSupplier nanoTime,
            LongSupplier seeds,
            PrintStream console,
            Map<String, String> defaults) {
        this(
                fileStores,
                connectors,
                workers,
                clock,
                nanoTime,
                seeds,
                console,
                defaults,
                StateProviders.inMemory(),
                Spilling.NONE);
    }
}
