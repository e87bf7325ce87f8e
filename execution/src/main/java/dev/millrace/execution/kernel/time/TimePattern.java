// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel.time;

import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.chrono.IsoChronology;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
import java.util.Locale;

/// A date-time pattern of Spark (`spark.sql.legacy.timeParserPolicy` CORRECTED), compiled once. The
/// letters are those of `DateTimeFormatter` with these differences:
///
/// - `y` means the year of the calendar unless an era stands in the pattern; week-based letters are
///   refused; the length of some letters is limited;
/// - a run of `S` may have fewer digits when parsing;
/// - what a pattern does not name is 1970-01-01 00:00:00.
///
/// Patterns made of digits at fixed places are parsed without any object; everything else, and
/// every
/// text that fails there, goes to `DateTimeFormatter`, whose message the error shows.
public final class TimePattern {
    /// Stands for text that does not match.
    public static final long INVALID = TimeText.INVALID;

    private final String pattern;
    private final DateTimeFormatter formatter;
    private final @Nullable FixedPattern fixed;

    private TimePattern(String pattern, boolean parsing) {
        this.pattern = pattern;
        this.formatter = compile(pattern, translate(pattern, parsing), parsing);
        this.fixed = FixedPattern.of(pattern);
    }

    /// Compiles a pattern to read text by; throws Spark's errors if it is none.
    public static TimePattern forReading(String pattern) {
        return new TimePattern(pattern, true);
    }

    /// Compiles a pattern to write text by; it may have letters that reading has not.
    public static TimePattern forWriting(String pattern) {
        return new TimePattern(pattern, false);
    }

    private static DateTimeFormatter compile(String pattern, String translated, boolean parsing) {
        try {
            DateTimeFormatterBuilder builder =
                    new DateTimeFormatterBuilder().parseCaseInsensitive();
            if (parsing) {
                FractionPattern.append(builder, translated);
            } else {
                builder.appendPattern(translated);
            }
            return builder.toFormatter(Locale.US)
                    .withChronology(IsoChronology.INSTANCE)
                    .withResolverStyle(ResolverStyle.STRICT);
        } catch (IllegalArgumentException notAPattern) {
            if (isLegacyPattern(pattern)) {
                throw legacy(pattern);
            }
            throw unrecognised(pattern);
        }
    }

    /// Microseconds since the epoch, `INVALID` if the text does not match.
    public long parse(byte[] data, int start, int length, ZoneClock clock) {
        if (fixed != null) {
            long local = fixed.parse(data, start, length);
            if (local != INVALID) {
                return clock.toInstant(local);
            }
        }
        try {
            return parseSlowly(new String(data, start, length, StandardCharsets.UTF_8), clock);
        } catch (DateTimeException | ArithmeticException noMatch) {
            return INVALID;
        }
    }

    /// Why `parse` gave `INVALID` for this text.
    public String reason(String text) {
        try {
            parseSlowly(text, new ZoneClock(ZoneOffset.UTC));
            return "Text '" + text + "' could not be parsed";
        } catch (DateTimeParseException noMatch) {
            return String.valueOf(noMatch.getMessage());
        } catch (DateTimeException | ArithmeticException noTime) {
            return String.valueOf(noTime.getMessage());
        }
    }

    private long parseSlowly(String text, ZoneClock clock) {
        TemporalAccessor parsed = formatter.parse(text);
        LocalDate date = parsed.query(TemporalQueries.localDate());
        if (date == null) {
            date =
                    LocalDate.of(
                            field(parsed, ChronoField.YEAR, 1970),
                            field(parsed, ChronoField.MONTH_OF_YEAR, 1),
                            field(parsed, ChronoField.DAY_OF_MONTH, 1));
        }
        LocalTime time = parsed.query(TemporalQueries.localTime());
        if (time == null) {
            time = time(parsed);
        }
        long micros =
                Math.addExact(
                        Math.multiplyExact(date.toEpochDay(), Civil.MICROS_PER_DAY),
                        time.toNanoOfDay() / 1000);
        ZoneId zone = parsed.query(TemporalQueries.zone());
        return (zone == null ? clock : new ZoneClock(zone)).toInstant(micros);
    }

    private static LocalTime time(TemporalAccessor parsed) {
        int hour = field(parsed, ChronoField.HOUR_OF_DAY, -1);
        if (hour < 0) {
            int ofHalf = field(parsed, ChronoField.HOUR_OF_AMPM, 0);
            hour = ofHalf + 12 * field(parsed, ChronoField.AMPM_OF_DAY, 0);
        }
        return LocalTime.of(
                hour,
                field(parsed, ChronoField.MINUTE_OF_HOUR, 0),
                field(parsed, ChronoField.SECOND_OF_MINUTE, 0),
                field(parsed, ChronoField.NANO_OF_SECOND, 0));
    }

    private static int field(TemporalAccessor parsed, ChronoField field, int otherwise) {
        return parsed.isSupported(field) ? parsed.get(field) : otherwise;
    }

    /// An instant as text in a zone.
    public String format(long micros, ZoneId zone) {
        Instant instant =
                Instant.ofEpochSecond(
                        Math.floorDiv(micros, Civil.MICROS_PER_SECOND),
                        Math.floorMod(micros, Civil.MICROS_PER_SECOND) * 1000);
        return formatter.format(instant.atZone(zone));
    }

    /// A wall-clock time as text.
    public String formatLocal(long micros) {
        return formatter.format(
                LocalDateTime.ofEpochSecond(
                        Math.floorDiv(micros, Civil.MICROS_PER_SECOND),
                        (int) Math.floorMod(micros, Civil.MICROS_PER_SECOND) * 1000,
                        ZoneOffset.UTC));
    }

    /// The layout of digits at fixed places that the pattern is, null if it is something else. Then
    /// text can be written without a formatter.
    @Nullable FixedPattern fixed() {
        return fixed;
    }

    @Override
    public String toString() {
        return pattern;
    }

    /// Checks the letters and turns years without era into proleptic ones.
    private static String translate(String pattern, boolean parsing) {
        boolean hasEra = unquoted(pattern).indexOf('G') >= 0;
        StringBuilder result = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (c == '\'') {
                quoted = !quoted;
            }
            if (quoted || !Character.isLetter(c)) {
                result.append(c);
                continue;
            }
            int end = i;
            while (end < pattern.length() && pattern.charAt(end) == c) {
                end++;
            }
            check(pattern, c, end - i, parsing);
            for (; i < end; i++) {
                result.append(c == 'y' && !hasEra ? 'u' : c);
            }
            i--;
        }
        return result.toString();
    }

    private static void check(String pattern, char letter, int count, boolean parsing) {
        if ("YWwuec".indexOf(letter) >= 0) {
            throw isLegacyPattern(pattern) ? legacy(pattern) : weekBased(letter);
        }
        if ((parsing ? "ANnpEFqQ" : "ANnp").indexOf(letter) >= 0) {
            throw isLegacyPattern(pattern) ? legacy(pattern) : illegal(pattern, letter);
        }
        boolean tooLong =
                (letter == 'y' && count > 6)
                        || ("GMLEQq".indexOf(letter) >= 0 && count > 4)
                        || (letter == 'D' && count > 3);
        if (tooLong) {
            throw isLegacyPattern(pattern) ? legacy(pattern) : unrecognised(pattern);
        }
    }

    static String unquoted(String pattern) {
        return pattern.replaceAll("'[^']*'", "");
    }

    /// True if Spark 2's formatter took the pattern, which decides the error for what 3 refuses.
    private static boolean isLegacyPattern(String pattern) {
        try {
            new java.text.SimpleDateFormat(pattern, Locale.US);
            return true;
        } catch (IllegalArgumentException notAPattern) {
            return false;
        }
    }

    private static MillraceException legacy(String pattern) {
        String config = "\"spark.sql.legacy.timeParserPolicy\"";
        return MillraceException.of(
                        ErrorKind.UPGRADE,
                        "INCONSISTENT_BEHAVIOR_CROSS_VERSION.DATETIME_PATTERN_RECOGNITION",
                        "42K0B")
                .with("pattern", "'" + pattern + "'")
                .with("config", config)
                .with("docroot", "https://spark.apache.org/docs/latest")
                .text(
                        "You may get a different result due to the upgrading to Spark >= 3.0: Fail"
                                + " to recognize '"
                                + pattern
                                + "' pattern in the"
                                + " DateTimeFormatter. 1) You can set "
                                + config
                                + " to \"LEGACY\" to restore the behavior before Spark 3.0. 2) You"
                                + " can form a valid datetime pattern with the guide from"
                                + " 'https://spark.apache.org/docs/latest/sql-ref-datetime-pattern.html'.");
    }

    private static MillraceException weekBased(char letter) {
        return MillraceException.of(
                        ErrorKind.ILLEGAL_ARGUMENT,
                        "INCONSISTENT_BEHAVIOR_CROSS_VERSION.DATETIME_WEEK_BASED_PATTERN",
                        "42K0B")
                .with("c", letter)
                .text(
                        "You may get a different result due to the upgrading to Spark >= 3.0: All"
                                + " week-based patterns are unsupported since Spark 3.0, detected"
                                + " week-based character: "
                                + letter
                                + ". Please use the SQL function EXTRACT instead.");
    }

    private static MillraceException illegal(String pattern, char letter) {
        return MillraceException.of(
                        ErrorKind.ILLEGAL_ARGUMENT,
                        "INVALID_DATETIME_PATTERN.ILLEGAL_CHARACTER",
                        "22007")
                .with("c", letter)
                .with("pattern", pattern)
                .text(
                        "Unrecognized datetime pattern: "
                                + pattern
                                + ". Illegal pattern character found in datetime pattern: "
                                + letter
                                + ". Please provide legal character.");
    }

    private static MillraceException unrecognised(String pattern) {
        return MillraceException.of(
                        ErrorKind.RUNTIME, "INVALID_DATETIME_PATTERN.WITH_SUGGESTION", "22007")
                .with("pattern", "'" + pattern + "'")
                .with("docroot", "https://spark.apache.org/docs/latest")
                .text(
                        "Unrecognized datetime pattern: '"
                                + pattern
                                + "'. You can form a valid datetime pattern with the guide from"
                                + " 'https://spark.apache.org/docs/latest/sql-ref-datetime-pattern.html'.");
    }
}
