// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel.time;

import dev.millrace.execution.kernel.call.CallSite;
import dev.millrace.execution.kernel.call.Kernel;
import dev.millrace.execution.kernel.call.KernelContext;
import dev.millrace.spi.column.BytesBuilder;
import dev.millrace.spi.column.BytesColumn;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.IntBuilder;
import dev.millrace.spi.column.LongBuilder;
import dev.millrace.spi.column.LongColumn;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// Functions that read or write times by a pattern. The pattern is usually a literal, compiled with
/// the query; otherwise each differing one is compiled once per batch.
final class PatternKernels {
    static final List<String> NAMES =
            List.of(
                    "to_timestamp",
                    "try_to_timestamp",
                    "to_date",
                    "unix_timestamp",
                    "date_format",
                    "from_unixtime");

    private PatternKernels() {}

    static @Nullable Kernel of(CallSite site) {
        return switch (site.function()) {
            case "to_timestamp", "unix_timestamp" -> parse(site, "try_to_timestamp");
            case "to_date" -> parse(site, "try_to_date");
            case "try_to_timestamp" -> parse(site, null);
            case "date_format" -> format(site, 1);
            case "from_unixtime" -> format(site, Civil.MICROS_PER_SECOND);
            default -> null;
        };
    }

    /// The patterns of one evaluation.
    static final class Patterns {
        private final @Nullable TimePattern literal;
        private final Function<String, TimePattern> compile;
        private final Map<String, TimePattern> others = new HashMap<>();

        Patterns(@Nullable TimePattern literal, Function<String, TimePattern> compile) {
            this.literal = literal;
            this.compile = compile;
        }

        TimePattern at(Column[] arguments, int row) {
            return literal != null
                    ? literal
                    : others.computeIfAbsent(((BytesColumn) arguments[1]).text(row), compile);
        }
    }

    static @Nullable TimePattern literal(CallSite site, Function<String, TimePattern> compile) {
        String text = site.literalText(1);
        return text == null ? null : compile.apply(text);
    }

    /// @param alternative the function that gives NULL instead of an error; null: this one does
    private static Kernel parse(CallSite site, @Nullable String alternative) {
        TimePattern literal = literal(site, TimePattern::forReading);
        return (arguments, rowCount, context) -> {
            Patterns patterns = new Patterns(literal, TimePattern::forReading);
            BytesColumn text = (BytesColumn) arguments[0];
            boolean isWall = site.type() instanceof DataType.TimestampNtz;
            ZoneClock clock = new ZoneClock(isWall ? ZoneOffset.UTC : context.timeZone());
            LongBuilder times = new LongBuilder(rowCount);
            for (int i = 0; i < rowCount; i++) {
                if (text.isNull(i) || arguments[1].isNull(i)) {
                    times.appendNull();
                    continue;
                }
                TimePattern pattern = patterns.at(arguments, i);
                long micros = pattern.parse(text.data(), text.start(i), text.length(i), clock);
                if (micros != TimePattern.INVALID) {
                    times.append(micros);
                } else if (alternative == null) {
                    times.appendNull();
                } else {
                    throw invalid(pattern.reason(text.text(i)), alternative);
                }
            }
            return converted(site.type(), times.build(), clock);
        };
    }

    private static Column converted(DataType type, LongColumn times, ZoneClock clock) {
        return switch (type) {
            case DataType.Date ignored -> {
                IntBuilder days = new IntBuilder(times.size());
                for (int i = 0; i < times.size(); i++) {
                    if (times.isNull(i)) {
                        days.appendNull();
                    } else {
                        days.append(clock.toDays(times.value(i)));
                    }
                }
                yield days.build();
            }
            case DataType.Int64 ignored -> {
                long[] seconds = new long[times.size()];
                for (int i = 0; i < seconds.length; i++) {
                    seconds[i] = Math.floorDiv(times.value(i), Civil.MICROS_PER_SECOND);
                }
                yield new LongColumn(seconds, times.validity(), seconds.length);
            }
            default -> times;
        };
    }

    private static MillraceException invalid(String reason, String alternative) {
        return MillraceException.of(ErrorKind.DATE_TIME, "CANNOT_PARSE_TIMESTAMP", "22007")
                .with("message", reason)
                .with("func", "`" + alternative + "`")
                .text(
                        reason
                                + ". Use `"
                                + alternative
                                + "` to tolerate invalid input string and return NULL instead.");
    }

    /// @param unitMicros what the number given counts
    private static Kernel format(CallSite site, long unitMicros) {
        TimePattern literal = literal(site, TimePattern::forWriting);
        boolean zoned = !(site.argumentType(0) instanceof DataType.TimestampNtz);
        return (arguments, rowCount, context) -> {
            Patterns patterns = new Patterns(literal, TimePattern::forWriting);
            LongColumn times = (LongColumn) arguments[0];
            ZoneClock clock = new ZoneClock(context.timeZone());
            BytesBuilder result = new BytesBuilder(rowCount);
            byte[] buffer = new byte[0];
            for (int i = 0; i < rowCount; i++) {
                if (times.isNull(i) || arguments[1].isNull(i)) {
                    result.appendNull();
                    continue;
                }
                TimePattern pattern = patterns.at(arguments, i);
                long micros = Math.multiplyExact(times.value(i), unitMicros);
                FixedPattern fixed = pattern.fixed();
                if (fixed != null && buffer.length < fixed.length()) {
                    buffer = new byte[fixed.length()];
                }
                if (fixed != null
                        && fixed.format(zoned ? clock.toLocal(micros) : micros, buffer, 0)) {
                    result.append(buffer, 0, fixed.length());
                } else {
                    result.append(text(pattern, micros, zoned, context));
                }
            }
            return result.build();
        };
    }

    private static byte[] text(
            TimePattern pattern, long micros, boolean zoned, KernelContext context) {
        String text =
                zoned ? pattern.format(micros, context.timeZone()) : pattern.formatLocal(micros);
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
