// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.convert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.spi.column.CalendarIntervalValue;
import dev.millrace.spi.error.MillraceException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IntervalTextTest {
    @ParameterizedTest
    @CsvSource({
        "1 day 2 hours, 0, 1, 7200000000",
        "interval 10 MINUTES, 0, 0, 600000000",
        "-1.5 seconds, 0, 0, -1500000",
        "2 years 3 months, 27, 0, 0",
        "1 week - 1 day, 0, 6, 0",
        ".5 second, 0, 0, 500000",
        "500 milliseconds, 0, 0, 500000",
    })
    void partsAreAddedUp(String text, int months, int days, long micros) {
        assertThat(IntervalText.parse(text))
                .isEqualTo(new CalendarIntervalValue(months, days, micros));
    }

    @ParameterizedTest
    @CsvSource({
        "'', INPUT_IS_EMPTY",
        "10, MISSING_UNIT",
        "x day, UNRECOGNIZED_NUMBER",
        "1 foo, INVALID_UNIT",
        "1.5 days, INVALID_FRACTION",
        "99999999999999999999 days, ARITHMETIC_EXCEPTION",
    })
    void malformedTextIsSparksError(String text, String subCondition) {
        assertThatThrownBy(() -> IntervalText.parse(text))
                .isInstanceOfSatisfying(
                        MillraceException.class,
                        e ->
                                assertThat(e.condition())
                                        .isEqualTo("INVALID_INTERVAL_FORMAT." + subCondition));
    }

    @Test
    void millisecondsAreKnownWithoutMonths() {
        assertThat(IntervalText.milliseconds("1 day 1500 milliseconds")).isEqualTo(86_401_500L);
        assertThat(IntervalText.milliseconds("1 month")).isNull();
    }
}
