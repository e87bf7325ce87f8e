// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.catalog;

import dev.millrace.plan.relation.CatalogStatement.SchemaMode;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/// A view of the catalog: a query that is parsed and analysed afresh at each use, as it was meant
/// when it was created.
///
/// @param text the query
/// @param schema the columns that it shows
/// @param queryColumns what the query called them; empty if they follow the query (EVOLUTION)
/// @param mode null for one made while `spark.sql.legacy.viewSchemaBindingMode` was off
/// @param currentDatabase in which names without a database are looked up
/// @param settings the configuration that decides what the text means
public record ViewDefinition(
        TableId id,
        String text,
        DataType.Struct schema,
        List<String> queryColumns,
        @Nullable SchemaMode mode,
        String currentDatabase,
        Map<String, String> settings,
        @Nullable String comment,
        Map<String, String> properties,
        long createdMillis) {
    public ViewDefinition {
        queryColumns = List.copyOf(queryColumns);
        settings = Map.copyOf(settings);
        properties = Map.copyOf(properties);
    }

    public ViewDefinition renamed(TableId to) {
        return new ViewDefinition(
                to,
                text,
                schema,
                queryColumns,
                mode,
                currentDatabase,
                settings,
                comment,
                properties,
                createdMillis);
    }

    public ViewDefinition withSchema(DataType.Struct schema) {
        return new ViewDefinition(
                id,
                text,
                schema,
                queryColumns,
                mode,
                currentDatabase,
                settings,
                comment,
                properties,
                createdMillis);
    }

    public ViewDefinition withMode(SchemaMode mode) {
        return new ViewDefinition(
                id,
                text,
                schema,
                queryColumns,
                mode,
                currentDatabase,
                settings,
                comment,
                properties,
                createdMillis);
    }

    public ViewDefinition withProperties(@Nullable String comment, Map<String, String> properties) {
        return new ViewDefinition(
                id,
                text,
                schema,
                queryColumns,
                mode,
                currentDatabase,
                settings,
                comment,
                properties,
                createdMillis);
    }

    /// The statement that would make it anew.
    public String ddl() {
        String columns =
                schema.names().equals(queryColumns) || queryColumns.isEmpty()
                        ? ""
                        : " (" + String.join(", ", schema.names()) + ")";
        return "CREATE OR REPLACE VIEW " + id.plain() + columns + " AS " + text;
    }
}
