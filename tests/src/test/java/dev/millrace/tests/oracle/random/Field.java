// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.oracle.random;

/// A column of a random query.
record Field(String name, Type type) {
    /// The types that random columns have. Doubles hold halves only, so that a sum of them does not
    /// depend on the order.
    enum Type {
        TEXT("STRING"),
        INT("INT"),
        LONG("BIGINT"),
        DOUBLE("DOUBLE"),
        DECIMAL("DECIMAL(10,2)"),
        BOOLEAN("BOOLEAN"),
        DATE("DATE"),
        TIME("TIMESTAMP"),
        WINDOW("STRUCT");

        final String sql;

        Type(String sql) {
            this.sql = sql;
        }

        boolean isNumber() {
            return this == INT || this == LONG || this == DOUBLE || this == DECIMAL;
        }
    }

    String ddl() {
        return name + " " + type.sql;
    }
}
