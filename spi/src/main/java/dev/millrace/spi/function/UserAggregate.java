// SPDX-License-Identifier: Apache-2.0
package dev.millrace.spi.function;

import dev.millrace.spi.column.Column;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import java.util.List;

/// An aggregate function in user code. One input: the rows.
public interface UserAggregate {
    String name();

    /// The columns of its intermediate values.
    List<StructField> buffers();

    DataType resultType();

    boolean resultNullable();

    /// A fresh set of groups without rows.
    Groups start();

    /// The values of groups 0, 1, 2, …, used by one thread at a time. `groupCount` is the number of
    /// groups there are by now; groups may be without rows.
    interface Groups {
        /// Takes rows: row `i` belongs to group `groups[i]`.
        void update(List<Column> arguments, int[] groups, int rowCount, int groupCount);

        /// Adds what `buffers` of other groups gave: row `i` to group `groups[i]`.
        void merge(List<Column> buffers, int[] groups, int rowCount, int groupCount);

        /// The intermediate values of all groups.
        List<Column> buffers(int groupCount);

        /// The final values of all groups.
        Column results(int groupCount);
    }
}
