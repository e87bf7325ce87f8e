// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.streaming;

import dev.millrace.execution.task.Workers;
import dev.millrace.runtime.catalog.SessionCatalog;
import dev.millrace.runtime.statestore.StateProviders;
import dev.millrace.spi.connector.ConnectorContext;

import org.jspecify.annotations.Nullable;

import java.io.PrintStream;
import java.time.InstantSource;
import java.util.UUID;
import java.util.function.LongSupplier;

/// What the queries of a session share.
///
/// @param nanoTime monotonic clock for durations
/// @param seeds for random functions and identifiers
/// @param states the forms of state to choose from
public record StreamEnvironment(
        StreamPlanner planner,
        SessionCatalog catalog,
        ConnectorContext context,
        Workers workers,
        LongSupplier nanoTime,
        LongSupplier seeds,
        PrintStream console,
        StateProviders states) {
    /// With state in memory and nothing done in the background.
    public StreamEnvironment(
            StreamPlanner planner,
            SessionCatalog catalog,
            ConnectorContext context,
            Workers workers,
            LongSupplier nanoTime,
            LongSupplier seeds,
            PrintStream console) {
        this(
                planner,
                catalog,
                context,
                workers,
                nanoTime,
                seeds,
                console,
                StateProviders.inMemory());
    }

    InstantSource clock() {
        return context.clock();
    }

    UUID newId() {
        // Version and variant bits as in a random UUID.
        long high = (seeds.getAsLong() & ~0xF000L) | 0x4000L;
        long low = (seeds.getAsLong() & 0x3FFFFFFFFFFFFFFFL) | 0x8000000000000000L;
        return new UUID(high, low);
    }

    /// A value of `spark.sql.streaming.<name>`.
    @Nullable String setting(String name) {
        return context.configuration("spark.sql.streaming." + name);
    }

    boolean flag(String name) {
        return Boolean.parseBoolean(setting(name));
    }

    /// The same for a key that Spark keeps out of its documentation and so has no default here.
    boolean flag(String name, boolean otherwise) {
        String text = setting(name);
        return text == null ? otherwise : Boolean.parseBoolean(text.strip());
    }

    int number(String name, int otherwise) {
        String text = setting(name);
        return text == null ? otherwise : Integer.parseInt(text.strip());
    }

    long millis(String name, long otherwise) {
        String text = setting(name);
        return text == null ? otherwise : Durations.millis(text);
    }
}
