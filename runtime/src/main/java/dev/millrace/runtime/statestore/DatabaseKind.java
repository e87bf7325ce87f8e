// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.statestore;

import dev.millrace.spi.state.LocalDatabase;
import dev.millrace.spi.state.LocalDatabases;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Function;

/// The databases of one kind with the configuration of one query.
///
/// @param configuration the query's value of a Spark configuration key
record DatabaseKind(LocalDatabases databases, Function<String, @Nullable String> configuration) {
    LocalDatabase open(Path directory) throws IOException {
        return databases.open(directory, configuration);
    }
}
