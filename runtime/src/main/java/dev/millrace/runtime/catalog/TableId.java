// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.catalog;

import java.util.List;
import java.util.Locale;

/// The full name of a table or view of the catalog.
///
/// @param database lower case
/// @param name lower case
public record TableId(String database, String name) {
    public TableId {
        database = database.toLowerCase(Locale.ROOT);
        name = name.toLowerCase(Locale.ROOT);
    }

    /// The name of its definition: those of the default database have no prefix.
    String key() {
        return isInDefault() ? name : database + "." + name;
    }

    boolean isInDefault() {
        return database.equals(SessionCatalog.DEFAULT);
    }

    /// With catalog and database, each a qualifier of its columns.
    public List<String> parts() {
        return List.of(SessionCatalog.CATALOG, database, name);
    }

    /// As messages show it: `` `spark_catalog`.`default`.`t` ``.
    public String quoted() {
        return TableErrors.quoted(parts());
    }

    /// As a few older messages show it: `spark_catalog.default.t`.
    public String plain() {
        return String.join(".", parts());
    }
}
