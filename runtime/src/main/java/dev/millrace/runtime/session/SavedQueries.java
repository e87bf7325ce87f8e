// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.session;

import dev.millrace.plan.analysis.Catalog;
import dev.millrace.plan.relation.CatalogStatement.SchemaMode;
import dev.millrace.runtime.catalog.SessionCatalog;
import dev.millrace.runtime.catalog.ViewCatalog;
import dev.millrace.runtime.catalog.ViewDefinition;
import dev.millrace.runtime.catalog.ViewQueries;

/// The queries of views, read under the settings with which the views were made.
record SavedQueries(QueryParser parser, SessionConfiguration configuration) implements ViewQueries {
    private static final String MODES = "spark.sql.legacy.viewSchemaBindingMode";
    private static final String COMPENSATION = "spark.sql.legacy.viewSchemaCompensation";

    @Override
    public Catalog.Entry entry(ViewDefinition view, SessionCatalog catalog) {
        SessionConfiguration settings = configuration.with(view.settings());
        Catalog.ViewColumns columns =
                new Catalog.ViewColumns(
                        view.schema(),
                        view.queryColumns(),
                        mode(view),
                        view.ddl(),
                        changed -> catalog.tables().put(view.withSchema(changed)));
        return new Catalog.Entry.SavedView(
                view.id().parts(),
                parser.parse(view.text(), settings::value),
                new ViewCatalog(catalog, view.currentDatabase(), false),
                settings.analysis(),
                columns);
    }

    /// With modes switched off the setting of the moment decides.
    private SchemaMode mode(ViewDefinition view) {
        if (!configuration.flag(MODES)) {
            return configuration.flag(COMPENSATION) ? SchemaMode.COMPENSATION : SchemaMode.BINDING;
        }
        SchemaMode mode = view.mode();
        return mode == null ? SchemaMode.BINDING : mode;
    }
}
