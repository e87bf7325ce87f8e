// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.relation;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// A SQL statement. All but `Query` are commands: they run when they are given, once.
public sealed interface Statement {
    record Query(Relation relation) implements Statement {}

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

    /// `RESET [key]`.
    record ResetVariable(@Nullable String key) implements Statement {}

    /// `SHOW TABLES [LIKE pattern]` and `SHOW VIEWS`.
    record ShowTables(@Nullable String pattern) implements Statement {}

    /// `DESCRIBE [TABLE] name` or `DESCRIBE query`.
    record Describe(Relation relation) implements Statement {}

    /// `EXPLAIN [mode] query`.
    record Explain(String mode, Relation relation) implements Statement {}

    /// `INSERT INTO|OVERWRITE name query`: only for names that the catalog can write to.
    record Insert(List<String> table, List<String> columns, Relation query, boolean overwrite)
            implements Statement {
        public Insert {
            table = List.copyOf(table);
            columns = List.copyOf(columns);
        }
    }
}
