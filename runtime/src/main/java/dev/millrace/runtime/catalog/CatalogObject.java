// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.catalog;

import java.util.List;

/// What the name of a relation stands for.
public sealed interface CatalogObject {
    /// A temporary view, under its name as given.
    record TemporaryView(List<String> name) implements CatalogObject {
        public TemporaryView {
            name = List.copyOf(name);
        }
    }

    record SavedView(ViewDefinition view) implements CatalogObject {}

    record SavedTable(TableDefinition table) implements CatalogObject {}
}
