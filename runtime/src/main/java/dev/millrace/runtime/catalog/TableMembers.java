// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.catalog;

import static dev.millrace.runtime.catalog.DefinitionFiles.optionalText;
import static dev.millrace.runtime.catalog.DefinitionFiles.pairs;
import static dev.millrace.runtime.catalog.DefinitionFiles.text;
import static dev.millrace.runtime.catalog.DefinitionFiles.texts;

import dev.millrace.plan.relation.CatalogStatement.SchemaMode;
import dev.millrace.runtime.json.Json;
import dev.millrace.runtime.json.SchemaJson;
import dev.millrace.spi.type.DataType;

/// Tables and views as JSON objects with the members of `TableDefinition` and `ViewDefinition`; a
/// schema is in Spark's own JSON.
final class TableMembers {
    private TableMembers() {}

    static Json.Struct write(TableDefinition table) {
        return Json.object()
                .put("database", table.database())
                .put("name", table.name())
                .put("format", table.format())
                .put("schema", SchemaJson.withMetadata(table.schema()))
                .put("partitionColumns", texts(table.partitionColumns()))
                .put("options", pairs(table.options()))
                .put("location", table.location())
                .put("isExternal", Json.of(table.isExternal()))
                .put("comment", table.comment())
                .put("properties", pairs(table.properties()))
                .put("createdMillis", table.createdMillis())
                .build();
    }

    static TableDefinition table(Json.Struct json) {
        return new TableDefinition(
                id(json),
                text(json, "format"),
                (DataType.Struct) SchemaJson.read(json.member("schema")),
                texts(json.member("partitionColumns")),
                pairs(json, "options"),
                optionalText(json, "location"),
                json.member("isExternal") instanceof Json.Bool(boolean value) && value,
                optionalText(json, "comment"),
                pairs(json, "properties"),
                DefinitionFiles.millis(json, "createdMillis"));
    }

    /// Definitions of earlier versions are those of the default database.
    private static TableId id(Json.Struct json) {
        String database = optionalText(json, "database");
        return new TableId(
                database == null ? SessionCatalog.DEFAULT : database, text(json, "name"));
    }

    static Json.Struct write(ViewDefinition view) {
        return Json.object()
                .put("database", view.id().database())
                .put("name", view.id().name())
                .put("text", view.text())
                .put("schema", SchemaJson.withMetadata(view.schema()))
                .put("queryColumns", texts(view.queryColumns()))
                .put("mode", view.mode() == null ? null : view.mode().name())
                .put("currentDatabase", view.currentDatabase())
                .put("settings", pairs(view.settings()))
                .put("comment", view.comment())
                .put("properties", pairs(view.properties()))
                .put("createdMillis", view.createdMillis())
                .build();
    }

    static ViewDefinition view(Json.Struct json) {
        String mode = optionalText(json, "mode");
        return new ViewDefinition(
                id(json),
                text(json, "text"),
                (DataType.Struct) SchemaJson.read(json.member("schema")),
                texts(json.member("queryColumns")),
                mode == null ? null : SchemaMode.valueOf(mode),
                text(json, "currentDatabase"),
                pairs(json, "settings"),
                optionalText(json, "comment"),
                pairs(json, "properties"),
                DefinitionFiles.millis(json, "createdMillis"));
    }
}
