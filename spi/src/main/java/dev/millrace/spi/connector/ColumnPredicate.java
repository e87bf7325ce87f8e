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
        GREATER_OR_EQUAL;

        /// Whether a value between two bounds can match.
        ///
        /// @param least how the least value compares with the wanted one: below, at or above 0
        /// @param greatest how the greatest does
        public boolean mayMatch(int least, int greatest) {
            return switch (this) {
                case EQUAL -> least <= 0 && greatest >= 0;
                case LESS -> least < 0;
                case LESS_OR_EQUAL -> least <= 0;
                case GREATER -> greatest > 0;
                case GREATER_OR_EQUAL -> greatest >= 0;
            };
        }
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
