// SPDX-License-Identifier: Apache-2.0
package dev.millrace.spi.column;

/// The value of a calendar interval: parts that do not convert into each other (a month is 28 to 31
/// days, a day 23 to 25 hours).
public record CalendarIntervalValue(int months, int days, long micros) {}
