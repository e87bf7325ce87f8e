// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.session;

import dev.millrace.plan.analysis.Catalog;
import dev.millrace.plan.relation.Relation;
import dev.millrace.runtime.catalog.SessionCatalog;
import dev.millrace.runtime.catalog.TableErrors;
import dev.millrace.runtime.catalog.TableId;
import dev.millrace.spi.connector.ReadRequest;
import dev.millrace.spi.connector.StreamDefinition;
import dev.millrace.spi.connector.Table;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.function.UnboundFunction;
import dev.millrace.spi.function.UserAggregate;
import dev.millrace.spi.function.UserFunction;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/// The names of a session for the query of a new view: it may use no temporary object, for it
/// outlives the session. Also refuses a view that would use itself.
///
/// @param view that is made
record TemporaryUses(SessionCatalog catalog, TableId view) implements Catalog {
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
        if (catalog.view(name) != null) {
            throw temporary("VIEW", TableErrors.quoted(name));
        }
        return watched(catalog.entry(name, options));
    }

    private @Nullable Entry watched(@Nullable Entry entry) {
        if (!(entry instanceof Entry.SavedView saved)) {
            return entry;
        }
        if (saved.name().equals(view.parts())) {
            throw recursive();
        }
        return new Entry.SavedView(
                saved.name(),
                saved.relation(),
                new Below(this, saved.catalog()),
                saved.settings(),
                saved.columns());
    }

    /// The names of a view below, with the same eye on circles.
    private record Below(TemporaryUses top, Catalog inner) implements Catalog {
        @Override
        public Table open(ReadRequest request) {
            return inner.open(request);
        }

        @Override
        public StreamDefinition define(ReadRequest request) {
            return inner.define(request);
        }

        @Override
        public @Nullable Entry entry(List<String> name, Map<String, String> options) {
            return top.watched(inner.entry(name, options));
        }

        @Override
        public Relation.@Nullable LocalTable keptFrame(String id) {
            return inner.keptFrame(id);
        }

        @Override
        public @Nullable UserFunction function(String name) {
            return inner.function(name);
        }

        @Override
        public @Nullable UnboundFunction<UserAggregate> aggregate(String name) {
            return inner.aggregate(name);
        }

        @Override
        public String currentDatabase() {
            return inner.currentDatabase();
        }

        @Override
        public String currentUser() {
            return inner.currentUser();
        }

        @Override
        public List<String> names() {
            return inner.names();
        }
    }

    private MillraceException temporary(String kind, String name) {
        return MillraceException.of(ErrorKind.ANALYSIS, "INVALID_TEMP_OBJ_REFERENCE", "42K0F")
                .with("obj", "VIEW")
                .with("objName", view.quoted())
                .with("tempObj", kind)
                .with("tempObjName", name)
                .text(
                        "Cannot create the persistent object "
                                + view.quoted()
                                + " of the type VIEW because it references to the temporary object "
                                + name
                                + " of the type "
                                + kind
                                + ". Please make the temporary object "
                                + name
                                + " persistent, or make the persistent object "
                                + view.quoted()
                                + " temporary.");
    }

    private MillraceException recursive() {
        return MillraceException.of(ErrorKind.ANALYSIS, "RECURSIVE_VIEW", "42K0H")
                .with("viewIdent", view.quoted())
                .with("newPath", view.quoted() + " -> " + view.quoted())
                .text(
                        "Recursive view "
                                + view.quoted()
                                + " detected (cycle: "
                                + view.quoted()
                                + " -> "
                                + view.quoted()
                                + ").");
    }

    @Override
    public Relation.@Nullable LocalTable keptFrame(String id) {
        return catalog.keptFrame(id);
    }

    @Override
    public @Nullable UserFunction function(String name) {
        if (catalog.function(name) != null) {
            throw temporary("FUNCTION", TableErrors.quoted(name));
        }
        return null;
    }

    @Override
    public @Nullable UnboundFunction<UserAggregate> aggregate(String name) {
        if (catalog.aggregate(name) != null) {
            throw temporary("FUNCTION", TableErrors.quoted(name));
        }
        return null;
    }

    @Override
    public String currentDatabase() {
        return catalog.currentDatabase();
    }

    @Override
    public String currentUser() {
        return catalog.currentUser();
    }

    @Override
    public List<String> names() {
        return catalog.names();
    }
}
