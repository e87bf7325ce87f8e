// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel.time;

import dev.millrace.execution.kernel.call.CallSite;
import dev.millrace.execution.kernel.call.Columns;
import dev.millrace.execution.kernel.call.Kernel;
import dev.millrace.execution.kernel.call.RowKernel;
import dev.millrace.spi.column.BytesColumn;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.DecimalColumn;
import dev.millrace.spi.column.IntBuilder;
import dev.millrace.spi.column.IntColumn;
import dev.millrace.spi.column.LongBuilder;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;

/// Times and intervals put together of numbers.
final class MakeKernels {
    static final List<String> NAMES =
            List.of(
                    "make_timestamp",
                    "try_make_timestamp",
                    "try_make_date",
                    "make_dt_interval",
                    "make_ym_interval");

    private static final int MICROS_DIGITS = 6;

    private MakeKernels() {}

    static @Nullable Kernel of(CallSite site) {
        return switch (site.function()) {
            case "make_timestamp" -> timestamps(site, true);
            case "try_make_timestamp" -> timestamps(site, false);
            case "try_make_date" -> RowKernel.<IntBuilder>strict(site.type(), MakeKernels::date);
            case "make_dt_interval" ->
                    RowKernel.<LongBuilder>strict(site.type(), MakeKernels::dayTime);
            case "make_ym_interval" ->
                    RowKernel.<IntBuilder>strict(site.type(), MakeKernels::yearMonth);
            default -> null;
        };
    }

    private static int number(Column column, int row) {
        return ((IntColumn) column).value(row);
    }

    private static void date(Column[] arguments, int row, IntBuilder result) {
        int year = number(arguments[0], row);
        int month = number(arguments[1], row);
        int day = number(arguments[2], row);
        if (Math.abs(year) < 1_000_000 && Civil.exists(year, month, day)) {
            result.append(Civil.days(year, month, day));
        } else {
            result.appendNull();
        }
    }

    private static Kernel timestamps(CallSite site, boolean fails) {
        boolean isWall = site.type() instanceof DataType.TimestampNtz;
        return (arguments, rowCount, context) -> {
            long[] valid = Columns.validity(arguments);
            LongBuilder result = new LongBuilder(rowCount);
            for (int row = 0; row < rowCount; row++) {
                if (!Columns.isValid(valid, row)) {
                    result.appendNull();
                    continue;
                }
                try {
                    ZoneId zone =
                            isWall
                                    ? ZoneOffset.UTC
                                    : arguments.length > 6
                                            ? ZoneText.zone(((BytesColumn) arguments[6]).text(row))
                                            : context.timeZone();
                    result.append(timestamp(arguments, row, zone));
                } catch (DateTimeException wrong) {
                    if (fails) {
                        throw TimeErrors.outOfBounds(String.valueOf(wrong.getMessage()));
                    }
                    result.appendNull();
                } catch (dev.millrace.spi.error.MillraceException wrong) {
                    if (fails) {
                        throw wrong;
                    }
                    result.appendNull();
                }
            }
            return result.build();
        };
    }

    /// Sixty seconds are the next minute's first, if they have no fraction.
    private static long timestamp(Column[] arguments, int row, ZoneId zone) {
        BigDecimal given = ((DecimalColumn) arguments[5]).value(row, MICROS_DIGITS);
        long micros = given.unscaledValue().longValue();
        int second = (int) Math.floorDiv(micros, Civil.MICROS_PER_SECOND);
        long fraction = Math.floorMod(micros, Civil.MICROS_PER_SECOND);
        boolean isNextMinute = second == 60 && fraction == 0;
        if (second == 60 && fraction > 0) {
            throw TimeErrors.fraction(given.stripTrailingZeros().toPlainString());
        }
        LocalDate date =
                LocalDate.of(
                        number(arguments[0], row),
                        number(arguments[1], row),
                        number(arguments[2], row));
        LocalTime time =
                LocalTime.of(
                        number(arguments[3], row),
                        number(arguments[4], row),
                        isNextMinute ? 0 : second,
                        (int) fraction * 1000);
        LocalDateTime local = LocalDateTime.of(date, time).plusMinutes(isNextMinute ? 1 : 0);
        long wall =
                Math.addExact(
                        Math.multiplyExact(
                                local.toEpochSecond(ZoneOffset.UTC), Civil.MICROS_PER_SECOND),
                        local.getNano() / 1000);
        return new ZoneClock(zone).toInstant(wall);
    }

    private static void dayTime(Column[] arguments, int row, LongBuilder result) {
        try {
            long seconds =
                    ((DecimalColumn) arguments[3])
                            .value(row, MICROS_DIGITS)
                            .unscaledValue()
                            .longValueExact();
            long micros = Math.multiplyExact(number(arguments[0], row), Civil.MICROS_PER_DAY);
            micros = Math.addExact(micros, number(arguments[1], row) * Civil.MICROS_PER_HOUR);
            micros = Math.addExact(micros, number(arguments[2], row) * Civil.MICROS_PER_MINUTE);
            result.append(Math.addExact(micros, seconds));
        } catch (ArithmeticException overflow) {
            throw TimeErrors.intervalOverflow();
        }
    }

    private static void yearMonth(Column[] arguments, int row, IntBuilder result) {
        try {
            int months = Math.multiplyExact(number(arguments[0], row), 12);
            result.append(Math.addExact(months, number(arguments[1], row)));
        } catch (ArithmeticException overflow) {
            throw TimeErrors.intervalOverflow();
        }
    }
}
