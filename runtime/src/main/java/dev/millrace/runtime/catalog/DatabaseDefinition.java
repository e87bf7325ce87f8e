// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.catalog;

import java.util.Map;

/// A database of the catalog (a schema, a namespace).
///
/// @param name lower case
/// @param comment empty if it has none
/// @param location where its tables are, `file:/…`
public record DatabaseDefinition(
        String name, String comment, String location, Map<String, String> properties) {
    public DatabaseDefinition {
        properties = Map.copyOf(properties);
    }

    public DatabaseDefinition withComment(String comment) {
        return new DatabaseDefinition(name, comment, location, properties);
    }

    public DatabaseDefinition withProperties(Map<String, String> properties) {
        return new DatabaseDefinition(name, comment, location, properties);
    }

    public DatabaseDefinition withLocation(String location) {
        return new DatabaseDefinition(name, comment, location, properties);
    }
}
