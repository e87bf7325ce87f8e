// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.session;

import dev.millrace.execution.task.MemoryBudget;
import dev.millrace.execution.task.SpillSpace;
import dev.millrace.execution.task.Spilling;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The memory that aggregates, joins, sorts and windows of batch queries may hold rows in, shared
/// by all queries of the engine.
public final class QueryMemory {
    /// How much of it one query may have: a number of bytes, or one with `k`, `m` or `g`.
    public static final String LIMIT = "millrace.query.memory";

    private static final Pattern SIZE = Pattern.compile("(\\d{1,12})([kmg]?)b?");

    private QueryMemory() {}

    /// A quarter of the heap: the rest is for what queries read, decode and compute on the way.
    public static Spilling ofHeap(SpillSpace space) {
        return new Spilling(
                new MemoryBudget(Math.max(1 << 20, Runtime.getRuntime().maxMemory() / 4)), space);
    }

    /// The part of one query.
    static Spilling ofQuery(Spilling engine, Configuration configuration) {
        String limit = configuration.value(LIMIT);
        return limit == null ? engine : engine.within(bytes(limit));
    }

    private static long bytes(String text) {
        Matcher matcher = SIZE.matcher(text.strip().toLowerCase(Locale.ROOT));
        long bytes =
                !matcher.matches()
                        ? 0
                        : Long.parseLong(matcher.group(1))
                                << switch (matcher.group(2)) {
                                    case "k" -> 10;
                                    case "m" -> 20;
                                    case "g" -> 30;
                                    default -> 0;
                                };
        if (bytes < 1) {
            throw MillraceException.of(
                            ErrorKind.ILLEGAL_ARGUMENT, "INVALID_CONF_VALUE.TYPE_MISMATCH", "22022")
                    .with("confName", LIMIT)
                    .with("confValue", text)
                    .with("confType", "bytes")
                    .text(
                            "The value '"
                                    + text
                                    + "' of "
                                    + LIMIT
                                    + " is no size; give one like 512m.");
        }
        return bytes;
    }
}
