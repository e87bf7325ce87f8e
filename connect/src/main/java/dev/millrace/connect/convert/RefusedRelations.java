// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.convert;

import dev.millrace.spi.error.MillraceException;

import org.apache.spark.connect.proto.Relation;

import java.util.Locale;

/// Names for the relations that Millrace refuses, as the user wrote them.
final class RefusedRelations {
    private RefusedRelations() {}

    static MillraceException refusal(Relation relation) {
        String name =
                switch (relation.getRelTypeCase()) {
                    case HTML_STRING -> "HTML display of a DataFrame";
                    case RELATION_CHANGES -> "spark.read().changes";
                    case AS_OF_JOIN -> "as-of joins";
                    case NEAREST_BY_JOIN -> "nearest-by joins";
                    case APPLY_IN_PANDAS_WITH_STATE -> "applyInPandasWithState";
                    case CATALOG -> "spark.catalog." + camelCase(relation);
                    default -> null;
                };
        if (name != null) {
            return MillraceException.unsupported(name);
        }
        return switch (relation.getRelTypeCase()) {
            case RELTYPE_NOT_SET ->
                    SparkErrors.invalidPlan(
                            "INVALID_ONE_OF_FIELD_NOT_SET",
                            "fullName",
                            "spark.connect.Relation.rel_type",
                            "name",
                            "rel_type");
            case EXTENSION ->
                    SparkErrors.invalidPlan(
                            "NO_HANDLER_FOR_EXTENSION",
                            "extensionTypeUrl",
                            relation.getExtension().getTypeUrl());
            default ->
                    SparkErrors.invalidPlan(
                            "INVALID_ONE_OF_FIELD_NOT_SUPPORTED",
                            "fullName",
                            "spark.connect.Relation.rel_type",
                            "name",
                            relation.getRelTypeCase().name(),
                            "number",
                            String.valueOf(relation.getRelTypeCase().getNumber()));
        };
    }

    /// `CREATE_EXTERNAL_TABLE` as `createExternalTable`.
    private static String camelCase(Relation relation) {
        StringBuilder text = new StringBuilder();
        for (String word : relation.getCatalog().getCatTypeCase().name().split("_", -1)) {
            String lower = word.toLowerCase(Locale.ROOT);
            text.append(
                    text.isEmpty()
                            ? lower
                            : lower.substring(0, 1).toUpperCase(Locale.ROOT) + lower.substring(1));
        }
        return text.toString();
    }
}
