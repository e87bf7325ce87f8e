// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.text;

import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;

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
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
import java.util.Locale;

/// A date or timestamp pattern as the options `dateFormat` and `timestampFormat` give it: the
/// letters
/// of `java.time` with Spark's restrictions. Years are proleptic, missing parts default to the
/// first
/// month, the first day and midnight, and a fraction may be shorter than the pattern when parsing.
/// Immutable.
public final class TimePattern {
    private static final String REFUSED = "ABceNnpYWwu";
    private static final String REFUSED_WHEN_PARSING = "EFqQ";
    private static final long MICROS_PER_SECOND = 1_000_000L;

    private final DateTimeFormatter formatter;

    private TimePattern(DateTimeFormatter formatter) {
        this.formatter = formatter;
    }

    /// A pattern to read with.
    public static TimePattern forParsing(String pattern, Locale locale) {
        return of(pattern, locale, true);
    }

    /// A pattern to write with.
    public static TimePattern forFormatting(String pattern, Locale locale) {
        return of(pattern, locale, false);
    }

    private static TimePattern of(String pattern, Locale locale, boolean parsing) {
        try {
            DateTimeFormatterBuilder builder =
                    new DateTimeFormatterBuilder().parseCaseInsensitive();
            appendParts(builder, proleptic(pattern, parsing), parsing);
            return new TimePattern(
                    builder.parseDefaulting(ChronoField.ERA, 1)
                            .parseDefaulting(ChronoField.MONTH_OF_YEAR, 1)
                            .parseDefaulting(ChronoField.DAY_OF_MONTH, 1)
                            .parseDefaulting(ChronoField.MINUTE_OF_HOUR, 0)
                            .parseDefaulting(ChronoField.SECOND_OF_MINUTE, 0)
                            .toFormatter(locale)
                            .withChronology(IsoChronology.INSTANCE)
                            .withResolverStyle(ResolverStyle.STRICT));
        } catch (IllegalArgumentException e) {
            throw MillraceException.of(
                            ErrorKind.ILLEGAL_ARGUMENT,
                            "INVALID_DATETIME_PATTERN.WITH_SUGGESTION",
                            "22007")
                    .with("pattern", "'" + pattern + "'")
                    .with("docroot", "https://spark.apache.org/docs/latest")
                    .cause(e)
                    .text(
                            "Unrecognized datetime pattern: '"
                                    + pattern
                                    + "'. You can form a valid datetime pattern with the guide from"
                                    + " 'https://spark.apache.org/docs/latest/sql-ref-datetime-pattern"
                                    + ".html'.");
        }
    }

    /// Replaces the year of era by the proleptic year unless the pattern has an era, and refuses
    /// the letters that Spark refuses.
    private static String proleptic(String pattern, boolean parsing) {
        StringBuilder converted = new StringBuilder();
        boolean quoted = false;
        boolean hasEra = unquoted(pattern).indexOf('G') >= 0;
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (c == '\'') {
                quoted = !quoted;
            } else if (!quoted) {
                boolean refused =
                        REFUSED.indexOf(c) >= 0 || parsing && REFUSED_WHEN_PARSING.indexOf(c) >= 0;
                if (refused) {
                    throw new IllegalArgumentException("Illegal pattern character: " + c);
                }
                if (c == 'y' && !hasEra) {
                    c = 'u';
                }
            }
            converted.append(c);
        }
        return converted.toString();
    }

    private static String unquoted(String pattern) {
        return pattern.replaceAll("'[^']*'", "");
    }

    private static void appendParts(
            DateTimeFormatterBuilder builder, String pattern, boolean parsing) {
        int first = parsing ? pattern.indexOf('S') : -1;
        if (first < 0 || pattern.indexOf('\'') >= 0 || pattern.indexOf('[') >= 0) {
            builder.appendPattern(pattern);
            return;
        }
        int end = first;
        while (end < pattern.length() && pattern.charAt(end) == 'S') {
            end++;
        }
        builder.appendPattern(pattern.substring(0, first));
        builder.appendFraction(ChronoField.NANO_OF_SECOND, 1, end - first, false);
        if (end < pattern.length()) {
            builder.appendPattern(pattern.substring(end));
        }
    }

    /// Microseconds since the epoch.
    ///
    /// @param zone of text without a zone
    /// @throws DateTimeException if the text does not match
    public long parseMicros(String text, ZoneId zone) {
        TemporalAccessor parsed = formatter.parse(text);
        ZoneId own = parsed.query(TemporalQueries.zone());
        Instant instant = local(parsed).atZone(own == null ? zone : own).toInstant();
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }

    /// Microseconds since 1970-01-01T00:00.
    ///
    /// @throws DateTimeException if the text does not match
    public long parseLocalMicros(String text) {
        LocalDateTime local = local(formatter.parse(text));
        return local.toEpochSecond(ZoneOffset.UTC) * MICROS_PER_SECOND + local.getNano() / 1000;
    }

    /// Days since the epoch.
    ///
    /// @throws DateTimeException if the text does not match
    public int parseDays(String text) {
        return Math.toIntExact(date(formatter.parse(text)).toEpochDay());
    }

    /// The text of an instant in a zone.
    public String format(long micros, ZoneId zone) {
        long seconds = Math.floorDiv(micros, MICROS_PER_SECOND);
        long nanos = Math.floorMod(micros, MICROS_PER_SECOND) * 1000;
        return formatter.format(Instant.ofEpochSecond(seconds, nanos).atZone(zone));
    }

    /// The text of a wall-clock time.
    public String formatLocal(long micros) {
        long seconds = Math.floorDiv(micros, MICROS_PER_SECOND);
        int nanos = (int) Math.floorMod(micros, MICROS_PER_SECOND) * 1000;
        return formatter.format(LocalDateTime.ofEpochSecond(seconds, nanos, ZoneOffset.UTC));
    }

    /// The text of a date.
    public String formatDays(int days) {
        return formatter.format(LocalDate.ofEpochDay(days));
    }

    private static LocalDateTime local(TemporalAccessor parsed) {
        LocalTime time = parsed.query(TemporalQueries.localTime());
        return LocalDateTime.of(date(parsed), time == null ? LocalTime.MIDNIGHT : time);
    }

    private static LocalDate date(TemporalAccessor parsed) {
        LocalDate date = parsed.query(TemporalQueries.localDate());
        if (date != null) {
            return date;
        }
        int month = parsed.get(ChronoField.MONTH_OF_YEAR);
        return LocalDate.of(1970, month, parsed.get(ChronoField.DAY_OF_MONTH));
    }
}
