// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.relation;

import dev.millrace.plan.relation.Statement.OnTables.Creation;
import dev.millrace.spi.type.StructField;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/// Statements that change or show what the catalog says about views, databases and tables. Names
/// are as written.
public sealed interface CatalogStatement extends Statement.OfCatalog {
    /// A table or view that a statement names.
    ///
    /// @param isView true if the statement says VIEW
    record Target(List<String> name, boolean isView, @Nullable Origin origin) {
        public Target {
            name = List.copyOf(name);
        }
    }

    /// About views.
    sealed interface OnViews extends CatalogStatement {}

    /// What happens when the query of a view gives other columns than it did.
    enum SchemaMode {
        /// Only types that are widened without loss are taken.
        BINDING,
        /// Types are cast.
        COMPENSATION,
        /// The view takes the new types.
        TYPE_EVOLUTION,
        /// The view takes the new types and columns.
        EVOLUTION;

        /// As DDL has it.
        public String words() {
            return name().replace('_', ' ');
        }
    }

    /// `CREATE VIEW name [(columns)] … AS query`.
    ///
    /// @param columns with comments in their metadata; their types mean nothing
    /// @param text of the query
    /// @param mode null if it is not given
    record CreateView(
            List<String> name,
            Creation creation,
            List<StructField> columns,
            Relation query,
            String text,
            @Nullable SchemaMode mode,
            @Nullable String comment,
            Map<String, String> properties)
            implements OnViews {
        public CreateView {
            name = List.copyOf(name);
            columns = List.copyOf(columns);
            properties = Map.copyOf(properties);
        }
    }

    /// `ALTER VIEW name AS query`.
    record AlterViewQuery(Target view, Relation query, String text) implements OnViews {}

    /// `ALTER VIEW name WITH SCHEMA …`.
    record AlterViewMode(Target view, SchemaMode mode) implements OnViews {}

    /// About databases.
    sealed interface OnDatabases extends CatalogStatement {}

    record CreateDatabase(
            List<String> name,
            boolean ifNotExists,
            @Nullable String comment,
            @Nullable String location,
            Map<String, String> properties)
            implements OnDatabases {
        public CreateDatabase {
            name = List.copyOf(name);
            properties = Map.copyOf(properties);
        }
    }

    record DropDatabase(List<String> name, boolean ifExists, boolean cascade)
            implements OnDatabases {
        public DropDatabase {
            name = List.copyOf(name);
        }
    }

    /// `ALTER DATABASE name SET …` and `COMMENT ON DATABASE`; what is null stays.
    record AlterDatabase(
            List<String> name,
            @Nullable String comment,
            @Nullable String location,
            @Nullable Map<String, String> properties)
            implements OnDatabases {
        public AlterDatabase {
            name = List.copyOf(name);
        }
    }

    record DescribeDatabase(List<String> name, boolean isExtended) implements OnDatabases {
        public DescribeDatabase {
            name = List.copyOf(name);
        }
    }

    /// `SHOW CURRENT DATABASE`.
    record ShowCurrentDatabase() implements OnDatabases {}

    /// Changes of tables, and of views where they allow it.
    sealed interface Change extends CatalogStatement {}

    record Rename(Target target, List<String> to) implements Change {
        public Rename {
            to = List.copyOf(to);
        }
    }

    record SetProperties(Target target, Map<String, String> properties) implements Change {
        public SetProperties {
            properties = Map.copyOf(properties);
        }
    }

    record UnsetProperties(Target target, List<String> keys, boolean ifExists) implements Change {
        public UnsetProperties {
            keys = List.copyOf(keys);
        }
    }

    /// `COMMENT ON TABLE name IS …`.
    ///
    /// @param comment null to take it away
    record SetComment(Target target, @Nullable String comment) implements Change {}

    /// `ALTER TABLE name ADD COLUMNS (…)`.
    record AddColumns(Target target, List<StructField> columns) implements Change {
        public AddColumns {
            columns = List.copyOf(columns);
        }
    }

    /// `ALTER TABLE name ALTER COLUMN …`; what is null stays.
    ///
    /// @param type as a column without a name
    /// @param origin of the whole statement
    record ChangeColumn(
            Target target,
            List<String> column,
            @Nullable StructField type,
            @Nullable String comment,
            @Nullable Origin origin)
            implements Change {
        public ChangeColumn {
            column = List.copyOf(column);
        }
    }

    /// A change that Spark's session catalog does not have either.
    ///
    /// @param operation as messages name it
    record ImpossibleChange(Target target, String operation) implements Change {}

    /// `ALTER TABLE name SET SERDEPROPERTIES (…)`.
    record SetStorageProperties(Target target, Map<String, String> properties) implements Change {
        public SetStorageProperties {
            properties = Map.copyOf(properties);
        }
    }

    /// What the catalog shows.
    sealed interface Show extends CatalogStatement {}

    /// `SHOW CREATE TABLE name`.
    record ShowCreate(Target target) implements Show {}

    /// `SHOW TBLPROPERTIES name [(key)]`.
    record ShowProperties(Target target, @Nullable String key) implements Show {}

    /// `SHOW TABLE EXTENDED [IN database] LIKE pattern`.
    record ShowTableExtended(@Nullable String database, String pattern) implements Show {}

    /// `SHOW [USER | SYSTEM | ALL] FUNCTIONS [IN database] [LIKE pattern]`. No database has
    /// functions of its own, but it has to exist.
    record ShowFunctions(
            boolean isOfUser,
            boolean isOfSystem,
            @Nullable String database,
            @Nullable String pattern)
            implements Show {}

    /// `SHOW CATALOGS [LIKE pattern]`.
    record ShowCatalogs(@Nullable String pattern) implements Show {}

    /// `DESCRIBE name column`.
    record DescribeColumn(Target target, List<String> column, boolean isExtended) implements Show {
        public DescribeColumn {
            column = List.copyOf(column);
        }
    }
}
