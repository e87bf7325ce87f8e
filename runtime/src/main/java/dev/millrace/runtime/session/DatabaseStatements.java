// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.session;

import dev.millrace.plan.relation.CatalogStatement.AlterDatabase;
import dev.millrace.plan.relation.CatalogStatement.CreateDatabase;
import dev.millrace.plan.relation.CatalogStatement.DescribeDatabase;
import dev.millrace.plan.relation.CatalogStatement.DropDatabase;
import dev.millrace.plan.relation.CatalogStatement.OnDatabases;
import dev.millrace.plan.relation.CatalogStatement.ShowCurrentDatabase;
import dev.millrace.plan.relation.Relation;
import dev.millrace.runtime.catalog.DatabaseDefinition;
import dev.millrace.runtime.catalog.Databases;
import dev.millrace.runtime.catalog.SessionCatalog;
import dev.millrace.runtime.catalog.TableErrors;
import dev.millrace.runtime.catalog.Tables;
import dev.millrace.spi.connector.ConnectorContext;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// Runs the statements about databases.
final class DatabaseStatements {
    private final SessionCatalog catalog;
    private final ConnectorContext context;

    DatabaseStatements(SessionCatalog catalog, ConnectorContext context) {
        this.catalog = catalog;
        this.context = context;
    }

    private Databases databases() {
        return catalog.tables().databases();
    }

    Relation.LocalTable run(OnDatabases statement) {
        switch (statement) {
            case CreateDatabase create -> create(create);
            case DropDatabase drop -> drop(drop);
            case AlterDatabase alter -> alter(alter);
            case DescribeDatabase describe -> {
                return describe(describe);
            }
            case ShowCurrentDatabase ignored -> {
                return Answers.table(
                        Answers.texts("catalog", "namespace"),
                        List.of(List.of(SessionCatalog.CATALOG, catalog.currentDatabase())));
            }
        }
        return Answers.nothing();
    }

    private void create(CreateDatabase create) {
        String name = SessionCatalog.databaseName(create.name()).toLowerCase(Locale.ROOT);
        String location = create.location();
        boolean isNew =
                !name.equals(SessionCatalog.GLOBAL)
                        && databases()
                                .add(
                                        new DatabaseDefinition(
                                                name,
                                                create.comment() == null ? "" : create.comment(),
                                                location == null
                                                        ? databases().home(name)
                                                        : shown(location),
                                                create.properties()));
        if (!isNew && !create.ifNotExists()) {
            String shown = "`spark_catalog`." + TableErrors.quoted(name);
            throw MillraceException.of(ErrorKind.ANALYSIS, "SCHEMA_ALREADY_EXISTS", "42P06")
                    .with("schemaName", shown)
                    .text(
                            "Cannot create schema "
                                    + shown
                                    + " because it already exists.\nChoose a different name, drop"
                                    + " the existing schema, or add the IF NOT EXISTS clause to"
                                    + " tolerate pre-existing schema.");
        }
    }

    private String shown(String location) {
        return Tables.shown(context.fileStores().resolve(location));
    }

    private void drop(DropDatabase drop) {
        String name = SessionCatalog.databaseName(drop.name());
        if (name.equalsIgnoreCase(SessionCatalog.DEFAULT)) {
            throw MillraceException.of(
                            ErrorKind.ANALYSIS, "UNSUPPORTED_FEATURE.DROP_DATABASE", "0A000")
                    .with("database", "`spark_catalog`.`default`")
                    .text(
                            "The feature is not supported: Drop the default database"
                                    + " `spark_catalog`.`default`.");
        }
        DatabaseDefinition database = databases().find(name);
        if (database == null) {
            if (drop.ifExists()) {
                return;
            }
            throw TableErrors.schemaNotFound(name);
        }
        Tables tables = catalog.tables();
        boolean isEmpty =
                tables.all(database.name()).isEmpty() && tables.allViews(database.name()).isEmpty();
        if (!isEmpty && !drop.cascade()) {
            String shown = "`spark_catalog`." + TableErrors.quoted(database.name());
            throw MillraceException.of(ErrorKind.ANALYSIS, "SCHEMA_NOT_EMPTY", "2BP01")
                    .with("schemaName", shown)
                    .text(
                            "Cannot drop a schema "
                                    + shown
                                    + " because it contains objects.\nUse DROP SCHEMA ... CASCADE"
                                    + " to drop the schema and all its objects.");
        }
        tables.all(database.name()).forEach(tables::drop);
        tables.allViews(database.name()).forEach(tables::drop);
        tables.drop(database);
    }

    private void alter(AlterDatabase alter) {
        DatabaseDefinition database =
                databases().existing(SessionCatalog.databaseName(alter.name()));
        String comment = alter.comment();
        if (comment != null) {
            database = database.withComment(comment);
        }
        String location = alter.location();
        if (location != null) {
            database = database.withLocation(shown(location));
        }
        Map<String, String> more = alter.properties();
        if (more != null) {
            Map<String, String> properties = new HashMap<>(database.properties());
            properties.putAll(more);
            database = database.withProperties(properties);
        }
        databases().put(database);
    }

    private Relation.LocalTable describe(DescribeDatabase describe) {
        DatabaseDefinition database =
                databases().existing(SessionCatalog.databaseName(describe.name()));
        List<List<@Nullable Object>> rows = new ArrayList<>();
        rows.add(Arrays.asList("Catalog Name", SessionCatalog.CATALOG));
        rows.add(Arrays.asList("Namespace Name", database.name()));
        rows.add(Arrays.asList("Comment", database.comment()));
        rows.add(Arrays.asList("Location", database.location()));
        rows.add(Arrays.asList("Owner", ""));
        if (describe.isExtended()) {
            List<String> pairs = new ArrayList<>();
            new TreeMap<>(database.properties())
                    .forEach((key, value) -> pairs.add("(" + key + "," + value + ")"));
            rows.add(
                    Arrays.asList(
                            "Properties",
                            pairs.isEmpty() ? "" : "(" + String.join(", ", pairs) + ")"));
        }
        return Answers.table(Answers.texts("info_name", "info_value"), rows);
    }
}
