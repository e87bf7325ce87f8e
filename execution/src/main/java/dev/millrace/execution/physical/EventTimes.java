// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.physical;

import dev.millrace.execution.operator.state.EventTimeColumn;
import dev.millrace.plan.expression.Attribute;
import dev.millrace.plan.logical.ColumnMetadata;
import dev.millrace.plan.logical.LogicalPlan;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.stream.Collectors;

/// Finds the column that carries the watermark of a stream: the marked one.
final class EventTimes {
    private EventTimes() {}

    /// The event time among the columns, null if there is none.
    ///
    /// @throws MillraceException if there are two different ones: which of them is it that decides
    /// about late rows?
    static @Nullable EventTimeColumn of(List<Attribute> columns) {
        List<Attribute> marked = columns.stream().filter(EventTimes::isMarked).toList();
        if (marked.stream().map(Attribute::id).distinct().count() > 1) {
            String names =
                    marked.stream()
                            .map(EventTimes::text)
                            .collect(Collectors.joining(",", "(", ")"));
            throw MillraceException.of(ErrorKind.ANALYSIS, "_LEGACY_ERROR_TEMP_3077", "XXKCM")
                    .with("eventTimeCols", names)
                    .text(
                            "More than one event time columns are available. Please ensure there is"
                                    + " at most one event time column per stream. event time"
                                    + " columns: "
                                    + names);
        }
        return marked.isEmpty() ? null : column(columns, marked.getFirst());
    }

    /// As Spark prints it.
    private static String text(Attribute marked) {
        return marked + "-T" + delayMicros(marked) / 1000 + "ms";
    }

    static boolean isMarked(Attribute column) {
        return ColumnMetadata.has(column.metadata(), LogicalPlan.Watermark.DELAY_METADATA);
    }

    /// The delay of the watermark in microseconds.
    static long delayMicros(Attribute marked) {
        Long millis =
                ColumnMetadata.number(marked.metadata(), LogicalPlan.Watermark.DELAY_METADATA);
        return millis == null ? 0 : millis * 1000L;
    }

    private static EventTimeColumn column(List<Attribute> columns, Attribute marked) {
        int end = marked.type() instanceof DataType.Struct window ? window.indexOf("end") : -1;
        return new EventTimeColumn(columns.indexOf(marked), end);
    }
}
