// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel.collection;

import dev.millrace.execution.kernel.call.CallSite;
import dev.millrace.execution.kernel.call.Columns;
import dev.millrace.execution.kernel.call.Kernel;
import dev.millrace.execution.kernel.time.Civil;
import dev.millrace.execution.kernel.time.ZoneClock;
import dev.millrace.spi.column.ArrayBuilder;
import dev.millrace.spi.column.CalendarIntervalValue;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.ColumnBuilder;
import dev.millrace.spi.column.IntBuilder;
import dev.millrace.spi.column.IntColumn;
import dev.millrace.spi.column.LongBuilder;
import dev.millrace.spi.column.LongColumn;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;

/// `sequence(start, stop[, step])` of integers, dates and timestamps, both ends included. Steps of
/// months are counted from the start, so that the 31st comes back after a short month.
final class SequenceKernel implements Kernel {
    private final CallSite site;
    private final DataType element;

    private SequenceKernel(CallSite site) {
        this.site = site;
        this.element = ((DataType.Array) site.type()).element();
    }

    static Kernel of(CallSite site) {
        return new SequenceKernel(site);
    }

    /// A step in the units of the element: months and the rest.
    private record Step(int months, long rest) {
        int sign() {
            return months != 0 ? Integer.signum(months) : Long.signum(rest);
        }
    }

    @Override
    public Column evaluate(
            Column[] arguments,
            int rowCount,
            dev.millrace.execution.kernel.call.KernelContext context) {
        ArrayBuilder result = (ArrayBuilder) ColumnBuilder.of(site.type(), rowCount);
        ZoneClock clock = new ZoneClock(context.timeZone());
        boolean literalStep =
                arguments.length > 2 && site.argumentType(2) instanceof DataType.CalendarInterval;
        Column[] deciding = literalStep ? new Column[] {arguments[0], arguments[1]} : arguments;
        long[] valid = Columns.validity(deciding);
        for (int i = 0; i < rowCount; i++) {
            if (Columns.isValid(valid, i)) {
                append(arguments, i, clock, result);
            } else {
                result.appendNull();
            }
        }
        return result.build();
    }

    private void append(Column[] arguments, int row, ZoneClock clock, ArrayBuilder result) {
        long start = value(arguments[0], row);
        long stop = value(arguments[1], row);
        Step step = arguments.length > 2 ? step(arguments[2], row) : unit(start, stop);
        int direction = Long.compare(stop, start);
        if (direction != 0 && step.sign() != direction) {
            throw illegal(start, stop, step);
        }
        for (int k = 0; ; k++) {
            long next = at(start, step, k, clock);
            if (Long.compare(next, stop) * step.sign() > 0) {
                break;
            }
            switch (result.elements()) {
                case IntBuilder ints -> ints.append((int) next);
                case LongBuilder longs -> longs.append(next);
                default -> throw new IllegalStateException("sequence of " + element);
            }
            if (direction == 0) {
                break;
            }
        }
        result.endRow();
    }

    private static MillraceException illegal(long start, long stop, Step step) {
        return MillraceException.of(ErrorKind.ILLEGAL_ARGUMENT)
                .text(
                        "requirement failed: Illegal sequence boundaries: "
                                + start
                                + " to "
                                + stop
                                + " by "
                                + (step.months() != 0 ? step.months() : step.rest()));
    }

    private static long value(Column column, int row) {
        return column instanceof IntColumn ints
                ? ints.value(row)
                : ((LongColumn) column).value(row);
    }

    /// One step toward the end: 1, or a day.
    private Step unit(long start, long stop) {
        long one =
                element instanceof DataType.Timestamp || element instanceof DataType.TimestampNtz
                        ? Civil.MICROS_PER_DAY
                        : 1;
        return new Step(0, start <= stop ? one : -one);
    }

    private Step step(Column column, int row) {
        boolean days = element instanceof DataType.Date;
        return switch (site.argumentType(2)) {
            case DataType.YearMonthInterval ignored -> new Step((int) value(column, row), 0);
            case DataType.DayTimeInterval ignored ->
                    new Step(0, value(column, row) / (days ? Civil.MICROS_PER_DAY : 1));
            case DataType.CalendarInterval ignored -> {
                CalendarIntervalValue value =
                        site.literal(2) instanceof CalendarIntervalValue literal
                                ? literal
                                : new CalendarIntervalValue(0, 0, 0);
                long micros = value.days() * Civil.MICROS_PER_DAY + value.micros();
                yield new Step(value.months(), days ? micros / Civil.MICROS_PER_DAY : micros);
            }
            default -> new Step(0, value(column, row));
        };
    }

    private long at(long start, Step step, int k, ZoneClock clock) {
        if (step.months() == 0) {
            return start + k * step.rest();
        }
        if (element instanceof DataType.Date) {
            return Civil.addMonths((int) start, step.months() * k) + k * step.rest();
        }
        long local = element instanceof DataType.Timestamp ? clock.toLocal(start) : start;
        int day = (int) Math.floorDiv(local, Civil.MICROS_PER_DAY);
        long moved =
                Civil.addMonths(day, step.months() * k) * Civil.MICROS_PER_DAY
                        + local
                        - day * Civil.MICROS_PER_DAY;
        long instant = element instanceof DataType.Timestamp ? clock.toInstant(moved) : moved;
        return instant + k * step.rest();
    }
}
