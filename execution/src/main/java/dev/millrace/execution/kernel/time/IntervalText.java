// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel.time;

import dev.millrace.spi.type.DataType;

/// Intervals as text: `INTERVAL '1 02:03:04.5' DAY TO SECOND`, `INTERVAL '1-2' YEAR TO MONTH`.
public final class IntervalText {
    private IntervalText() {}

    /// A day-time interval with the units of its type.
    public static String format(long micros, DataType.DayTimeInterval type) {
        StringBuilder text = new StringBuilder("INTERVAL '");
        if (micros < 0) {
            text.append('-');
        }
        // Long.MIN_VALUE stays negative here; its parts are taken with their sign removed
        long[] parts = {
            Math.abs(micros / Civil.MICROS_PER_DAY),
            Math.abs(micros / Civil.MICROS_PER_HOUR) % 24,
            Math.abs(micros / Civil.MICROS_PER_MINUTE) % 60,
            Math.abs(micros / Civil.MICROS_PER_SECOND) % 60
        };
        long[] whole = {
            parts[0],
            Math.abs(micros / Civil.MICROS_PER_HOUR),
            Math.abs(micros / Civil.MICROS_PER_MINUTE),
            Math.abs(micros / Civil.MICROS_PER_SECOND)
        };
        for (int unit = type.start(); unit <= type.end(); unit++) {
            if (unit == type.start()) {
                String first = Long.toString(whole[unit]);
                text.append(unit > DataType.DayTimeInterval.DAY && first.length() < 2 ? "0" : "");
                text.append(first);
            } else {
                text.append(unit == DataType.DayTimeInterval.HOUR ? ' ' : ':');
                text.append(parts[unit] < 10 ? "0" : "").append(parts[unit]);
            }
        }
        long fraction = Math.abs(micros % Civil.MICROS_PER_SECOND);
        if (type.end() == DataType.DayTimeInterval.SECOND && fraction != 0) {
            String digits = Long.toString(fraction + Civil.MICROS_PER_SECOND).substring(1);
            text.append('.').append(digits.replaceFirst("0+$", ""));
        }
        return text.append("' ").append(units(type)).toString();
    }

    /// A year-month interval with the units of its type.
    public static String format(int months, DataType.YearMonthInterval type) {
        StringBuilder text = new StringBuilder("INTERVAL '");
        long absolute = Math.abs((long) months);
        text.append(months < 0 ? "-" : "");
        if (type.start() == type.end()) {
            boolean years = type.start() == DataType.YearMonthInterval.YEAR;
            text.append(years ? absolute / 12 : absolute);
        } else {
            text.append(absolute / 12).append('-').append(absolute % 12);
        }
        return text.append("' ").append(units(type)).toString();
    }

    private static String units(DataType type) {
        return type.sqlName().substring("INTERVAL ".length());
    }
}
