// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.statestore;

import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.state.LocalDatabases;
import dev.millrace.spi.storage.FileLocation;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Function;

/// The forms of state that a query may choose by `spark.sql.streaming.stateStore.providerClass`:
/// memory, and the databases that are installed.
///
/// @param background where files are written while batches go on
public record StateProviders(List<LocalDatabases> databases, Executor background) {
    private static final String IN_MEMORY =
            "org.apache.spark.sql.execution.streaming.state.HDFSBackedStateStoreProvider";

    public StateProviders {
        databases = List.copyOf(databases);
    }

    /// Only memory, with all work done at once: each step of a test in its place.
    public static StateProviders inMemory() {
        return new StateProviders(List.of(), Runnable::run);
    }

    /// Refuses the default provider, as Spark does for `transformWithState`, whose state its own
    /// cannot hold.
    public static void requireDatabase(@Nullable String providerClass) {
        String name = providerClass == null ? IN_MEMORY : providerClass.strip();
        if (name.equals(IN_MEMORY)) {
            throw MillraceException.of(
                            ErrorKind.UNSUPPORTED,
                            "UNSUPPORTED_FEATURE.STORE_BACKEND_NOT_SUPPORTED_FOR_TWS",
                            "0A000")
                    .with("stateStoreProvider", name)
                    .text(
                            "The feature is not supported: Store backend "
                                    + name
                                    + " is not supported by TransformWithState operator. Please use"
                                    + " RocksDBStateStoreProvider.");
        }
    }

    /// Recovers the state of a query. Throws `CANNOT_LOAD_STATE_STORE` if that is not possible;
    /// refuses a provider that is not installed by name.
    ///
    /// @param providerClass as Spark names it, null for the default
    /// @param configuration the query's value of a Spark configuration key
    public QueryState recover(
            @Nullable String providerClass,
            QueryState.Request request,
            Function<String, @Nullable String> configuration) {
        DatabaseKind kind = kind(providerClass, configuration);
        return kind == null
                ? MemoryState.recover(request, background)
                : DatabaseState.recover(request, background, kind);
    }

    /// A reader of the state of a query, on the same terms.
    public StateReader reader(
            @Nullable String providerClass,
            FileLocation directory,
            Function<String, @Nullable String> configuration) {
        return new StateReader(directory, kind(providerClass, configuration));
    }

    /// Null for memory.
    private @Nullable DatabaseKind kind(
            @Nullable String providerClass, Function<String, @Nullable String> configuration) {
        String name = providerClass == null ? IN_MEMORY : providerClass.strip();
        if (name.equals(IN_MEMORY)) {
            return null;
        }
        for (LocalDatabases kind : databases) {
            if (name.equals(kind.providerClass())) {
                return new DatabaseKind(kind, configuration);
            }
        }
        throw MillraceException.unsupported("the state store provider " + name);
    }
}
