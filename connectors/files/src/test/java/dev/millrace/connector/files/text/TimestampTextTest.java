// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.SplittableRandom;

class TimestampTextTest {
    private final TimestampText text =
            new TimestampText(ZoneId.of("Europe/Berlin"), () -> Instant.EPOCH);

    private boolean parses(String value) {
        byte[] bytes = ("\"" + value + "\"").getBytes(StandardCharsets.UTF_8);
        return text.parse(bytes, 1, bytes.length - 2);
    }

    @Test
    void instantsInEveryOffsetAreReadBack() {
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 10_000; i++) {
            long micros = random.nextLong(-62_000_000_000_000_000L, 250_000_000_000_000_000L);
            int minutes = random.nextInt(-18 * 60, 18 * 60 + 1);
            ZoneOffset offset = ZoneOffset.ofTotalSeconds(minutes * 60);
            Instant instant = Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
            String value = LocalDateTime.ofInstant(instant, offset) + offset.getId();

            assertThat(parses(value)).as(value).isTrue();
            assertThat(text.micros()).as(value).isEqualTo(micros);
        }
    }

    @Test
    void aTimeWithoutZoneIsInTheZoneOfTheParser() {
        assertThat(parses("2026-07-01T12:00:00")).isTrue();
        assertThat(text.micros())
                .isEqualTo(Instant.parse("2026-07-01T10:00:00Z").toEpochMilli() * 1000);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-07-01T12:00:00.1234567Z, 2026-07-01T12:00:00.123456Z",
        "2026-07-01 12:00:00Z, 2026-07-01T12:00:00Z",
        "2026-07-01 12:00:00 Z, 2026-07-01T12:00:00Z",
        "2026-07-01T12:00:00+2:00, 2026-07-01T10:00:00Z",
        "2026-07-01T12:00:00+02:0, 2026-07-01T10:00:00Z",
        "2026-07-01T12:00:00+0200, 2026-07-01T10:00:00Z",
        "2026-07-01T12:00:00UTC, 2026-07-01T12:00:00Z",
        "2026-07-01T12:00:00-18:00, 2026-07-02T06:00:00Z"
    })
    void otherFormsOfZonesAreRead(String value, Instant expected) {
        assertThat(parses(value)).isTrue();
        assertThat(text.micros()).isEqualTo(expected.toEpochMilli() * 1000 + micro(expected));
    }

    private static long micro(Instant instant) {
        return instant.getNano() / 1000 % 1000;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-07-01T12:00:00+18:01",
                "2026-07-01T12:00:00+02:60",
                "2026-07-01T12:00:00*02:00",
                "2026-02-30T12:00:00Z",
                "2026-07-01T12:60:00Z",
                "2026-07-01T12:00:00ZZ",
                "2026-07-01T12:00:00.Z1"
            })
    void textThatIsNoTimestampIsRefused(String value) {
        assertThat(parses(value)).isFalse();
    }

    @Test
    void aLocalTimeHasAZoneOnlyWhereOneIsAllowed() {
        byte[] bytes = "2026-07-01T12:00:00+02:00".getBytes(StandardCharsets.UTF_8);
        assertThat(text.parseLocal(bytes, 0, bytes.length, false)).isFalse();
        assertThat(text.parseLocal(bytes, 0, bytes.length, true)).isTrue();
        assertThat(text.micros())
                .isEqualTo(Instant.parse("2026-07-01T12:00:00Z").toEpochMilli() * 1000);
    }
}
