// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.analysis;

import dev.millrace.plan.relation.CatalogStatement.SchemaMode;
import dev.millrace.plan.relation.Relation;
import dev.millrace.spi.connector.ReadRequest;
import dev.millrace.spi.connector.StreamDefinition;
import dev.millrace.spi.connector.Table;
import dev.millrace.spi.function.UnboundFunction;
import dev.millrace.spi.function.UserAggregate;
import dev.millrace.spi.function.UserFunction;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

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

    /// A registered aggregate function of the user's, looked up ignoring case, null if there is
    /// none.
    default @Nullable UnboundFunction<UserAggregate> aggregate(String name) {
        return null;
    }

    /// The database in which names without one are looked up.
    default String currentDatabase() {
        return "default";
    }

    /// As whom statements run.
    default String currentUser() {
        return "";
    }

    /// The names that `entry` would find, for "did you mean".
    List<String> names();

    /// What a name can stand for.
    sealed interface Entry {
        /// A temporary view: the relation it was created from, analysed again at each use.
        ///
        /// @param name a qualifier of its columns
        /// @param catalog in which its names are looked up, null for the one that found it
        record View(List<String> name, Relation relation, @Nullable Catalog catalog)
                implements Entry {
            public View {
                name = List.copyOf(name);
            }

            public View(String name, Relation relation) {
                this(List.of(name), relation, null);
            }
        }

        /// A view of the catalog: its query, analysed again at each use as it was meant when the
        /// view was made.
        ///
        /// @param name with catalog and database, each a qualifier of its columns
        /// @param catalog in which the query's names are looked up
        /// @param settings under which the query is analysed
        record SavedView(
                List<String> name,
                Relation relation,
                Catalog catalog,
                AnalysisSettings settings,
                ViewColumns columns)
                implements Entry {
            public SavedView {
                name = List.copyOf(name);
            }
        }

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

    /// The columns of a view of the catalog.
    ///
    /// @param schema as the view shows them
    /// @param queryColumns what the query calls them; empty if they follow the query
    /// @param mode what happens when the query's columns are others
    /// @param ddl the statement that would make the view anew
    /// @param changed told the new schema of a view that evolves
    record ViewColumns(
            DataType.Struct schema,
            List<String> queryColumns,
            SchemaMode mode,
            String ddl,
            Consumer<DataType.Struct> changed) {
        public ViewColumns {
            queryColumns = List.copyOf(queryColumns);
        }
    }
}
