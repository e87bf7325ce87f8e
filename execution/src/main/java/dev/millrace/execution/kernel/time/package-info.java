// SPDX-License-Identifier: Apache-2.0
/// Dates and timestamps: the civil calendar, time zones, text to time and back, patterns, date
/// functions. Read `Civil`, then `DateTimeText`.
@NullMarked
package dev.millrace.execution.kernel.time;

import org.jspecify.annotations.NullMarked;
