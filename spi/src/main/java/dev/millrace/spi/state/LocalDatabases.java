// SPDX-License-Identifier: Apache-2.0
package dev.millrace.spi.state;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Function;

/// Opens databases of one kind. Found through `ServiceLoader` when the server starts; costs nothing
/// until it is used.
public interface LocalDatabases {
    /// The class that `spark.sql.streaming.stateStore.providerClass` names to choose it.
    String providerClass();

    /// Opens the database in an existing directory that is empty or holds the files of a snapshot.
    ///
    /// @param configuration the query's value of a Spark configuration key, null if it has none;
    /// what the database cannot do is refused by name
    LocalDatabase open(Path directory, Function<String, @Nullable String> configuration)
            throws IOException;
}
