// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.analysis;

import dev.millrace.plan.relation.Relation;
import dev.millrace.spi.connector.ReadRequest;
import dev.millrace.spi.connector.StreamDefinition;
import dev.millrace.spi.connector.Table;
import dev.millrace.spi.function.UserFunction;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/// What analysis must ask the session: what names stand for. Implemented by `runtime.session`.
public interface Catalog {
    /// Opens what `spark.read` names. Throws Spark's errors (`PATH_NOT_FOUND`,
    /// `DATA_SOURCE_NOT_FOUND`).
    Table open(ReadRequest request);

    /// Defines what `spark.readStream` names.
    StreamDefinition define(ReadRequest request);

    /// What a table or view name means, null if nothing.
    @Nullable Entry entry(List<String> name, Map<String, String> options);

    /// The result kept under an id, null if there is none.
    Relation.@Nullable LocalTable keptFrame(String id);

    /// A registered user function, looked up ignoring case, null if there is none.
    @Nullable UserFunction function(String name);

    /// The names that `entry` would find, for "did you mean".
    List<String> names();

    /// What a name can stand for.
    sealed interface Entry {
        /// A view: the relation it was created from, analysed again at each use.
        record View(String name, Relation relation) implements Entry {}

        /// A table with data.
        record Stored(String name, Table table) implements Entry {}

        /// Data that can be read as a table or as a stream, as it is asked for.
        ///
        /// @param name with catalog and database, each a qualifier of its columns
        record Source(List<String> name, ReadRequest request) implements Entry {
            public Source {
                name = List.copyOf(name);
            }
        }
    }
}
