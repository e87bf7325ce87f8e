// SPDX-License-Identifier: Apache-2.0
package dev.millrace.spi.connector;

import java.util.List;

/// Which part of a table a query needs.
///
/// @param columns names of the columns to deliver, in this order; may be empty when only the row
/// count matters
/// @param predicates all true for every row that matters; a scan may use them to skip data and may
/// ignore them, the engine filters again
public record ScanRequest(List<String> columns, List<ColumnPredicate> predicates) {
    public ScanRequest {
        columns = List.copyOf(columns);
        predicates = List.copyOf(predicates);
    }
}
