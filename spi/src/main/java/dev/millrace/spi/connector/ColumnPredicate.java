// SPDX-License-Identifier: Apache-2.0
package dev.millrace.spi.connector;

import java.util.List;

/// A condition on one column that a scan may use to skip partitions, row groups or pages. Values
/// are boxed (`BoxedValues`) of the column's type, never null.
public sealed interface ColumnPredicate {
    String column();

    enum Operator {
        EQUAL,
        LESS,
        LESS_OR_EQUAL,
        GREATER,
        GREATER_OR_EQUAL
    }

    /// `column <operator> value`; NULL does not match.
    record Compare(String column, Operator operator, Object value) implements ColumnPredicate {}

    /// `column IN (values)`.
    record In(String column, List<Object> values) implements ColumnPredicate {
        public In {
            values = List.copyOf(values);
        }
    }

    record IsNull(String column) implements ColumnPredicate {}

    record IsNotNull(String column) implements ColumnPredicate {}
}
