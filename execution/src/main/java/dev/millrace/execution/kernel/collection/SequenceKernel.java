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

import java.math.BigInteger;

/// `sequence(start, stop[, step])` of integers, dates and timestamps, both ends included. Steps of
/// months are counted from the start, so that the 31st comes back after a short month.
final class SequenceKernel implements Kernel {
    /// Elements that an array of Spark can have.
    private static final int LONGEST = Integer.MAX_VALUE - 15;

    private final CallSite site;
    private final DataType element;

    private SequenceKernel(CallSite site) {
        this.site = site;
        this.element = ((DataType.Array) site.type()).element();
    }

    static Kernel of(CallSite site) {
        return new SequenceKernel(site);
    }

    /// A step: months, and days or the element's own unit. Whole days of a day-time interval of
    /// timestamps move the wall clock.
    private record Step(int months, int days, long rest) {
        int sign() {
            return months != 0
                    ? Integer.signum(months)
                    : days != 0 ? Integer.signum(days) : Long.signum(rest);
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
        long length = isInteger() ? length(start, stop, step.rest()) : LONGEST;
        for (int k = 0; k < length; k++) {
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

    /// How many numbers there are, which may be more than a `long` can count on the way.
    private static long length(long start, long stop, long step) {
        if (start == stop) {
            return 1;
        }
        long apart = stop - start;
        if (((stop ^ start) & (stop ^ apart)) >= 0 && apart / step < LONGEST) {
            return apart / step + 1;
        }
        BigInteger length =
                BigInteger.valueOf(stop)
                        .subtract(BigInteger.valueOf(start))
                        .divide(BigInteger.valueOf(step))
                        .add(BigInteger.ONE);
        if (length.compareTo(BigInteger.valueOf(LONGEST)) > 0) {
            throw MillraceException.of(
                            ErrorKind.RUNTIME, "COLLECTION_SIZE_LIMIT_EXCEEDED.FUNCTION", "54000")
                    .with("numberOfElements", length)
                    .with("maxRoundedArrayLength", LONGEST)
                    .with("functionName", "`sequence`")
                    .text(
                            "Can't create array with "
                                    + length
                                    + " elements which exceeding the array size limit "
                                    + LONGEST
                                    + ", unsuccessful try to create arrays in the function"
                                    + " `sequence`.");
        }
        return length.longValueExact();
    }

    private static MillraceException illegal(long start, long stop, Step step) {
        long by = step.months() != 0 ? step.months() : step.days() != 0 ? step.days() : step.rest();
        return MillraceException.of(ErrorKind.ILLEGAL_ARGUMENT)
                .text(
                        "requirement failed: Illegal sequence boundaries: "
                                + start
                                + " to "
                                + stop
                                + " by "
                                + by);
    }

    private static long value(Column column, int row) {
        return column instanceof IntColumn ints
                ? ints.value(row)
                : ((LongColumn) column).value(row);
    }

    private boolean isInteger() {
        return element instanceof DataType.Int8
                || element instanceof DataType.Int16
                || element instanceof DataType.Int32
                || element instanceof DataType.Int64;
    }

    /// One step toward the end: 1, or a day.
    private Step unit(long start, long stop) {
        int sign = start <= stop ? 1 : -1;
        return isInteger() ? new Step(0, 0, sign) : new Step(0, sign, 0);
    }

    private Step step(Column column, int row) {
        return switch (site.argumentType(2)) {
            case DataType.YearMonthInterval ignored -> new Step((int) value(column, row), 0, 0);
            case DataType.DayTimeInterval ignored -> {
                long micros = value(column, row);
                int days = (int) (micros / Civil.MICROS_PER_DAY);
                yield new Step(0, days, micros % Civil.MICROS_PER_DAY);
            }
            case DataType.CalendarInterval ignored -> {
                CalendarIntervalValue value =
                        site.literal(2) instanceof CalendarIntervalValue literal
                                ? literal
                                : new CalendarIntervalValue(0, 0, 0);
                yield new Step(value.months(), value.days(), value.micros());
            }
            default -> new Step(0, 0, value(column, row));
        };
    }

    private long at(long start, Step step, int k, ZoneClock clock) {
        if (isInteger()) {
            return start + k * step.rest();
        }
        if (element instanceof DataType.Date) {
            return Civil.addMonths((int) start, step.months() * k) + k * step.days();
        }
        long rest = k * step.rest();
        int days = k * step.days();
        if (step.months() == 0) {
            days += (int) (rest / Civil.MICROS_PER_DAY);
            rest %= Civil.MICROS_PER_DAY;
        }
        long local = element instanceof DataType.Timestamp ? clock.toLocal(start) : start;
        int day = (int) Math.floorDiv(local, Civil.MICROS_PER_DAY);
        long moved =
                (Civil.addMonths(day, step.months() * k) + days) * Civil.MICROS_PER_DAY
                        + local
                        - day * Civil.MICROS_PER_DAY;
        return (element instanceof DataType.Timestamp ? clock.toInstant(moved) : moved) + rest;
    }
}
