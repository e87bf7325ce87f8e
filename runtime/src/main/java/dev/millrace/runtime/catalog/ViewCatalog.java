// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.catalog;

import dev.millrace.plan.analysis.Catalog;
import dev.millrace.plan.relation.Relation;
import dev.millrace.spi.connector.ReadRequest;
import dev.millrace.spi.connector.StreamDefinition;
import dev.millrace.spi.connector.Table;
import dev.millrace.spi.function.UnboundFunction;
import dev.millrace.spi.function.UserAggregate;
import dev.millrace.spi.function.UserFunction;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/// What names mean in the query of a view: those of the session's catalog, in the database in which
/// the view was made.
///
/// @param seesTemporary whether temporary views and functions count
public record ViewCatalog(SessionCatalog catalog, String currentDatabase, boolean seesTemporary)
        implements Catalog {
    @Override
    public Table open(ReadRequest request) {
        return catalog.open(request);
    }

    @Override
    public StreamDefinition define(ReadRequest request) {
        return catalog.define(request);
    }

    @Override
    public @Nullable Entry entry(List<String> name, Map<String, String> options) {
        Entry temporary =
                seesTemporary && name.size() == 1 ? catalog.temporary(name.getFirst()) : null;
        return temporary == null ? catalog.storedEntry(name, options, currentDatabase) : temporary;
    }

    @Override
    public Relation.@Nullable LocalTable keptFrame(String id) {
        return catalog.keptFrame(id);
    }

    @Override
    public @Nullable UserFunction function(String name) {
        return seesTemporary ? catalog.function(name) : null;
    }

    @Override
    public String currentUser() {
        return catalog.currentUser();
    }

    @Override
    public @Nullable UnboundFunction<UserAggregate> aggregate(String name) {
        return seesTemporary ? catalog.aggregate(name) : null;
    }

    @Override
    public List<String> names() {
        return catalog.names();
    }
}
