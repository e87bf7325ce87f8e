// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.catalog;

import dev.millrace.plan.analysis.Catalog;

/// Reads what the texts of views say. Implemented by `runtime.session`, which has the SQL parser
/// and the settings.
@FunctionalInterface
public interface ViewQueries {
    /// @param catalog of the session that uses the view
    Catalog.Entry entry(ViewDefinition view, SessionCatalog catalog);
}
