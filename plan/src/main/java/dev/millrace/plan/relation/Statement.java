// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.relation;

import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/// A SQL statement. All but `Query` are commands: they run when they are given, once.
public sealed interface Statement {
    record Query(Relation relation) implements Statement {}

    /// What concerns the catalog and stands in files of its own.
    sealed interface OfCatalog extends Statement permits CatalogStatement, PartitionStatement {}

    /// `CREATE [OR REPLACE] [GLOBAL] TEMPORARY VIEW name [(columns)] AS query`.
    record CreateView(
            String name, List<String> columns, Relation query, boolean replace, boolean isGlobal)
            implements Statement {
        public CreateView {
            columns = List.copyOf(columns);
        }
    }

    record DropView(List<String> name, boolean ifExists) implements Statement {
        public DropView {
            name = List.copyOf(name);
        }
    }

    /// `SET key=value`, `SET key` (value null), `SET` (both null).
    record SetVariable(@Nullable String key, @Nullable String value) implements Statement {}

    /// A command that asks for what Millrace does by itself or never needs: it does nothing.
    ///
    /// @param tables that it names, which must be there
    record Needless(List<CatalogStatement.Target> tables) implements Statement {
        public Needless {
            tables = List.copyOf(tables);
        }
    }

    /// `RESET [key]`.
    record ResetVariable(@Nullable String key) implements Statement {}

    /// `DESCRIBE query`.
    record Describe(Relation relation) implements Statement {}

    /// `EXPLAIN [mode] query`.
    record Explain(String mode, Relation relation) implements Statement {}

    /// What is said about tables and the names of the catalog. Names are as written: `t`,
    /// `default.t`.
    sealed interface OnTables extends Statement {
        /// What to do about a table that is there already, or is not.
        enum Creation {
            CREATE,
            IF_NOT_EXISTS,
            REPLACE,
            CREATE_OR_REPLACE
        }

        /// `CREATE TABLE` and `REPLACE TABLE`, with or without a query.
        ///
        /// @param columns empty to take those of the query, or of the data at the location
        /// @param format null for the session's default
        /// @param query for `AS SELECT`, else null
        record CreateTable(
                List<String> name,
                Creation creation,
                DataType.Struct columns,
                Layout layout,
                @Nullable Relation query)
                implements OnTables {
            public CreateTable {
                name = List.copyOf(name);
            }
        }

        /// How a table is kept.
        ///
        /// @param partitionColumns names, in order
        /// @param location null for the place that the catalog gives it
        record Layout(
                @Nullable String format,
                Map<String, String> options,
                List<String> partitionColumns,
                @Nullable String location,
                @Nullable String comment,
                Map<String, String> properties) {
            public Layout {
                options = Map.copyOf(options);
                partitionColumns = List.copyOf(partitionColumns);
                properties = Map.copyOf(properties);
            }
        }

        record DropTable(List<String> name, boolean ifExists) implements OnTables {
            public DropTable {
                name = List.copyOf(name);
            }
        }

        /// `INSERT INTO|OVERWRITE name [PARTITION (…)] [(columns)|BY NAME] query`.
        ///
        /// @param partition the values of partition columns in the order written; null for one
        /// whose values are in the query
        /// @param columns names of the columns that the query gives, empty for all in order
        record Insert(
                List<String> table,
                Map<String, ParsedExpression.@Nullable Literal> partition,
                List<String> columns,
                boolean byName,
                Relation query,
                boolean overwrite,
                @Nullable Origin origin)
                implements OnTables {
            public Insert {
                table = List.copyOf(table);
                columns = List.copyOf(columns);
            }
        }

        /// `FROM source INSERT … INSERT …`: one after the other, so that each sees what those
        /// before it wrote.
        record InsertSeveral(List<Insert> inserts) implements OnTables {
            public InsertSeveral {
                inserts = List.copyOf(inserts);
            }
        }

        /// `CREATE TABLE name LIKE source`.
        ///
        /// @param format null for that of the source
        /// @param location null for the place that the catalog gives it
        record CreateTableLike(
                List<String> name,
                CatalogStatement.Target source,
                boolean ifNotExists,
                @Nullable String format,
                @Nullable String location,
                Map<String, String> properties)
                implements OnTables {
            public CreateTableLike {
                name = List.copyOf(name);
                properties = Map.copyOf(properties);
            }
        }

        record TruncateTable(List<String> name, @Nullable Origin origin) implements OnTables {
            public TruncateTable {
                name = List.copyOf(name);
            }
        }

        record RefreshTable(List<String> name, @Nullable Origin origin) implements OnTables {
            public RefreshTable {
                name = List.copyOf(name);
            }
        }

        /// `DESCRIBE [TABLE] [EXTENDED] name`.
        record DescribeTable(
                List<String> name, boolean isExtended, Relation relation, @Nullable Origin origin)
                implements OnTables {
            public DescribeTable {
                name = List.copyOf(name);
            }
        }

        /// `SHOW COLUMNS IN name`.
        record ShowColumns(List<String> name, @Nullable Origin origin) implements OnTables {
            public ShowColumns {
                name = List.copyOf(name);
            }
        }

        /// `SHOW TABLES [IN database] [LIKE pattern]`; `SHOW VIEWS` with `onlyViews`.
        record ShowTables(@Nullable String database, @Nullable String pattern, boolean onlyViews)
                implements OnTables {}

        /// `SHOW DATABASES [LIKE pattern]`.
        record ShowDatabases(@Nullable String pattern) implements OnTables {}

        /// `USE database`.
        record UseDatabase(String name) implements OnTables {}
    }
}
