// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel;

import static dev.millrace.execution.kernel.Expressions.call;
import static dev.millrace.execution.kernel.Expressions.cast;
import static dev.millrace.execution.kernel.Expressions.check;
import static dev.millrace.execution.kernel.Expressions.checkFails;
import static dev.millrace.execution.kernel.Expressions.date;
import static dev.millrace.execution.kernel.Expressions.failure;
import static dev.millrace.execution.kernel.Expressions.integer;
import static dev.millrace.execution.kernel.Expressions.text;
import static dev.millrace.execution.kernel.Expressions.timestamp;
import static dev.millrace.execution.kernel.Expressions.value;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.plan.expression.Expression;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;

import org.junit.jupiter.api.Test;

/// Reading and writing times by patterns. Expected values are what Spark 4.2.0 gave for the
/// same calls in SQL (see `CastTest`).
class TimePatternTest {
    @Test
    void toTimestampGivesWhatSparkGives() {
        check(
                "2016-12-31 00:00:00",
                call("to_timestamp", DataType.TIMESTAMP, text("2016-12-31"), text("yyyy-MM-dd")));
        check(
                "2016-12-01 00:00:00",
                call("to_timestamp", DataType.TIMESTAMP, text("12/2016"), text("MM/yyyy")));
        check(
                "1970-01-01 10:20:00",
                call("to_timestamp", DataType.TIMESTAMP, text("10:20"), text("HH:mm")));
        check(
                "2016-12-31 10:12:00.123",
                call(
                        "to_timestamp",
                        DataType.TIMESTAMP,
                        text("2016-12-31 10:12:00.123"),
                        text("yyyy-MM-dd HH:mm:ss.SSS")));
        check(
                "2016-12-31 10:12:00.1",
                call(
                        "to_timestamp",
                        DataType.TIMESTAMP,
                        text("2016-12-31 10:12:00.1"),
                        text("yyyy-MM-dd HH:mm:ss.SSS")));
        check(
                "2016-12-31 10:12:00.1",
                call(
                        "to_timestamp",
                        DataType.TIMESTAMP,
                        text("2016-12-31 10:12:00.1"),
                        text("yyyy-MM-dd HH:mm:ss[.SSS]")));
        check(
                "2016-12-31 00:00:00",
                call(
                        "to_timestamp",
                        DataType.TIMESTAMP,
                        text("Dec 31, 2016"),
                        text("MMM d, yyyy")));
        check(
                "2016-12-31 00:00:00",
                call(
                        "to_timestamp",
                        DataType.TIMESTAMP,
                        text("dec 31, 2016"),
                        text("MMM d, yyyy")));
        check(
                "2016-12-31 03:12:00",
                call(
                        "to_timestamp",
                        DataType.TIMESTAMP,
                        text("2016-12-31T10:12:00+07:00"),
                        text("yyyy-MM-dd'T'HH:mm:ssXXX")));
        check(
                "1970-01-01 12:30:00",
                call("to_timestamp", DataType.TIMESTAMP, text("12:30 PM"), text("hh:mm a")));
        check(
                "2016-12-31 00:00:00",
                call("to_timestamp", DataType.TIMESTAMP, text("2016-366"), text("yyyy-DDD")));
        check(
                "2016-12-31 00:00:00",
                call("to_timestamp", DataType.TIMESTAMP, text("16-12-31"), text("yy-MM-dd")));
    }

    @Test
    void toTimestampGivesWhatSparkGivesPart2() {
        check(
                "2016-01-01 00:00:00",
                call("to_timestamp", DataType.TIMESTAMP, text("2016-1-1"), text("yyyy-M-d")));
        check(
                "2016-01-01 18:00:00",
                call(
                        "to_timestamp",
                        DataType.TIMESTAMP,
                        text("2016-01-01 10:00:00 PST"),
                        text("yyyy-MM-dd HH:mm:ss z")));
        check(
                "2024-01-01 10:00:00.123456",
                call(
                        "to_timestamp",
                        DataType.TIMESTAMP,
                        text("2024-01-01 10:00:00.123456"),
                        text("yyyy-MM-dd HH:mm:ss.SSSSSS")));
        check(
                "2024-01-01 10:00:00.12",
                call(
                        "to_timestamp",
                        DataType.TIMESTAMP,
                        text("2024-01-01 10:00:00.12"),
                        text("yyyy-MM-dd HH:mm:ss.SSSSSS")));
        check(
                "2099-01-01 00:00:00",
                call("to_timestamp", DataType.TIMESTAMP, text("99-01-01"), text("yy-MM-dd")));
        check(
                "2024-01-01 01:05:00",
                call(
                        "to_timestamp",
                        DataType.TIMESTAMP,
                        text("2024/01/01 1:5"),
                        text("yyyy/MM/dd H:m")));
        check(
                "2024-01-01 00:00:00",
                call(
                        "to_timestamp",
                        DataType.TIMESTAMP,
                        text("2024-01-01 12 AM"),
                        text("yyyy-MM-dd hh a")));
        check(
                "2024-01-01 03:00:00",
                call(
                        "to_timestamp",
                        DataType.TIMESTAMP,
                        text("2024-01-01 10:00 +0700"),
                        text("yyyy-MM-dd HH:mm Z")));
        check(
                "2024-01-01 01:00:00",
                call(
                        "to_timestamp",
                        DataType.TIMESTAMP,
                        text("2024-01-01 10:00 Asia/Tokyo"),
                        text("yyyy-MM-dd HH:mm VV")));
        check(
                "2024-01-01 00:00:00",
                call("to_timestamp", DataType.TIMESTAMP, text("20240101"), text("yyyyMMdd")));
    }

    @Test
    void toTimestampGivesWhatSparkGivesPart3() {
        check(
                "2024-01-01 10:11:12",
                call(
                        "to_timestamp",
                        DataType.TIMESTAMP,
                        text("20240101101112"),
                        text("yyyyMMddHHmmss")));
        check(
                "2024-01-01 00:00:00",
                call("to_timestamp", DataType.TIMESTAMP, text("1/1/2024"), text("M/d/y")));
        check(
                "2024-01-05 00:00:00",
                call(
                        "to_timestamp",
                        DataType.TIMESTAMP,
                        text("January 5 2024"),
                        text("MMMM d yyyy")));
        check(
                "2024-01-01 00:00:00",
                call("to_timestamp", DataType.TIMESTAMP, text("2024-001"), text("yyyy-DDD")));
        check(
                "2024-01-01 00:00:00",
                call("to_timestamp", DataType.TIMESTAMP, text("2024"), text("yyyy")));
    }

    @Test
    void toTimestampFailsWhereSparkFails() {
        checkFails(
                "CANNOT_PARSE_TIMESTAMP",
                call(
                        "to_timestamp",
                        DataType.TIMESTAMP,
                        text("2016-12-31 10"),
                        text("yyyy-MM-dd")));
        checkFails(
                "CANNOT_PARSE_TIMESTAMP",
                call(
                        "to_timestamp",
                        DataType.TIMESTAMP,
                        text("2016-12-31 25:12:00"),
                        text("yyyy-MM-dd HH:mm:ss")));
        checkFails(
                "CANNOT_PARSE_TIMESTAMP",
                call(
                        "to_timestamp",
                        DataType.TIMESTAMP,
                        text("2016-02-30 10:12:00"),
                        text("yyyy-MM-dd HH:mm:ss")));
        checkFails(
                "CANNOT_PARSE_TIMESTAMP",
                call("to_timestamp", DataType.TIMESTAMP, text("2016-1-1"), text("yyyy-MM-dd")));
        checkFails(
                "INCONSISTENT_BEHAVIOR_CROSS_VERSION.DATETIME_PATTERN_RECOGNITION",
                call("to_timestamp", DataType.TIMESTAMP, text("2016"), text("YYYY")));
        checkFails(
                "INVALID_DATETIME_PATTERN.ILLEGAL_CHARACTER",
                call("to_timestamp", DataType.TIMESTAMP, text("2016"), text("qq")));
        checkFails(
                "INVALID_DATETIME_PATTERN.WITH_SUGGESTION",
                call("to_timestamp", DataType.TIMESTAMP, text("2016-12-31"), text("b")));
        checkFails(
                "CANNOT_PARSE_TIMESTAMP",
                call(
                        "to_timestamp",
                        DataType.TIMESTAMP,
                        text("2024-01-01 24:00:00"),
                        text("yyyy-MM-dd HH:mm:ss")));
        checkFails(
                "CANNOT_PARSE_TIMESTAMP",
                call(
                        "to_timestamp",
                        DataType.TIMESTAMP,
                        text("2024-13-01 10:00:00"),
                        text("yyyy-MM-dd HH:mm:ss")));
        checkFails(
                "CANNOT_PARSE_TIMESTAMP",
                call("to_timestamp", DataType.TIMESTAMP, text(""), text("yyyy-MM-dd")));
        checkFails(
                "CANNOT_PARSE_TIMESTAMP",
                call("to_timestamp", DataType.TIMESTAMP, text(" 2024-01-01"), text("yyyy-MM-dd")));
        checkFails(
                "CANNOT_PARSE_TIMESTAMP",
                call("to_timestamp", DataType.TIMESTAMP, text("12024-01-01"), text("yyyy-MM-dd")));
        checkFails(
                "INCONSISTENT_BEHAVIOR_CROSS_VERSION.DATETIME_PATTERN_RECOGNITION",
                call("to_timestamp", DataType.TIMESTAMP, text("Mon"), text("EEE")));
    }

    @Test
    void toTimestampFailsWhereSparkFailsPart2() {
        checkFails(
                "INVALID_DATETIME_PATTERN.WITH_SUGGESTION",
                call("to_timestamp", DataType.TIMESTAMP, text("2024-01-01"), text("yyyy-MM-dd'x")));
    }

    @Test
    void tryToTimestampIsNullWhereSparkGivesNull() {
        check(null, call("try_to_timestamp", DataType.TIMESTAMP, text("xx"), text("yyyy-MM-dd")));
    }

    @Test
    void dateFormatGivesWhatSparkGives() {
        check(
                "2016",
                call(
                        "date_format",
                        DataType.STRING,
                        cast(date("2016-04-08"), DataType.TIMESTAMP),
                        text("y")));
        check(
                "2016-04-08 13:10:15.123000 PM Fri Friday Apr April 99 2",
                call(
                        "date_format",
                        DataType.STRING,
                        timestamp("2016-04-08 13:10:15.123"),
                        text("yyyy-MM-dd HH:mm:ss.SSSSSS a EEE EEEE MMM MMMM D Q")));
        check(
                "01:10 Z Z UTC UTC GMT",
                call(
                        "date_format",
                        DataType.STRING,
                        timestamp("2016-04-08 13:10:15"),
                        text("hh:mm X XXX VV z O")));
        check(
                "16 1 13",
                call(
                        "date_format",
                        DataType.STRING,
                        timestamp("2016-04-08 13:10:15"),
                        text("yy K k")));
        check(
                "2016'04",
                call(
                        "date_format",
                        DataType.STRING,
                        timestamp("2016-04-08 13:10:15"),
                        text("yyyy''MM")));
        check(
                "0045 BC",
                call(
                        "date_format",
                        DataType.STRING,
                        timestamp("-0044-04-08 13:10:15"),
                        text("yyyy G")));
        check(
                "Apr April 2 Fri 2",
                call(
                        "date_format",
                        DataType.STRING,
                        timestamp("2016-04-08 13:10:15"),
                        text("LLL LLLL q E F")));
        check(
                "0 00",
                call(
                        "date_format",
                        DataType.STRING,
                        timestamp("2016-04-08 13:10:15"),
                        text("S SS")));
    }

    @Test
    void dateFormatGivesWhatSparkGivesPart2() {
        check(
                "2016-04-08 00:00:00",
                call(
                        "date_format",
                        DataType.STRING,
                        cast(date("2016-04-08"), DataType.TIMESTAMP),
                        text("yyyy-MM-dd HH:mm:ss")));
        check(
                "3:4:5.006 AM",
                call(
                        "date_format",
                        DataType.STRING,
                        timestamp("2024-01-05 03:04:05.006"),
                        text("h:m:s.SSS a")));
        check(
                "05/01/24",
                call(
                        "date_format",
                        DataType.STRING,
                        timestamp("2024-01-05 03:04:05.006"),
                        text("dd/MM/yy")));
        check(
                "02024",
                call(
                        "date_format",
                        DataType.STRING,
                        timestamp("2024-01-05 03:04:05.006"),
                        text("yyyyy")));
        check(
                "+12024-01-05",
                call(
                        "date_format",
                        DataType.STRING,
                        timestamp("+12024-01-05 03:04:05.006"),
                        text("yyyy-MM-dd")));
        check(
                "-0044-01-05",
                call(
                        "date_format",
                        DataType.STRING,
                        timestamp("-0044-01-05 03:04:05.006"),
                        text("yyyy-MM-dd")));
        check(
                "T03'04",
                call(
                        "date_format",
                        DataType.STRING,
                        timestamp("2024-01-05 03:04:05.006"),
                        text("'T'HH''mm")));
        check(
                "+00:00 +0000 GMT",
                call(
                        "date_format",
                        DataType.STRING,
                        timestamp("2024-01-05 03:04:05.006"),
                        text("xxx Z ZZZZ")));
    }

    @Test
    void dateFormatGivesWhatSparkGivesPart3() {
        check(
                "",
                call(
                        "date_format",
                        DataType.STRING,
                        timestamp("2024-01-05 03:04:05.006"),
                        text("")));
        check(
                "Q1 1st quarter",
                call(
                        "date_format",
                        DataType.STRING,
                        timestamp("2024-01-05 03:04:05.006"),
                        text("QQQ QQQQ")));
    }

    @Test
    void dateFormatFailsWhereSparkFails() {
        checkFails(
                "INCONSISTENT_BEHAVIOR_CROSS_VERSION.DATETIME_PATTERN_RECOGNITION",
                call(
                        "date_format",
                        DataType.STRING,
                        timestamp("2016-04-08 13:10:15"),
                        text("YYYY")));
        checkFails(
                "INCONSISTENT_BEHAVIOR_CROSS_VERSION.DATETIME_PATTERN_RECOGNITION",
                call("date_format", DataType.STRING, timestamp("2016-04-08 13:10:15"), text("u")));
        checkFails(
                "INCONSISTENT_BEHAVIOR_CROSS_VERSION.DATETIME_PATTERN_RECOGNITION",
                call(
                        "date_format",
                        DataType.STRING,
                        timestamp("2016-04-08 13:10:15"),
                        text("yyyyyyy")));
        checkFails(
                "INCONSISTENT_BEHAVIOR_CROSS_VERSION.DATETIME_PATTERN_RECOGNITION",
                call(
                        "date_format",
                        DataType.STRING,
                        timestamp("2024-01-05 03:04:05.006"),
                        text("MMMMM")));
        checkFails(
                "INCONSISTENT_BEHAVIOR_CROSS_VERSION.DATETIME_WEEK_BASED_PATTERN",
                call(
                        "date_format",
                        DataType.STRING,
                        timestamp("2024-01-05 03:04:05.006"),
                        text("e")));
        checkFails(
                "INCONSISTENT_BEHAVIOR_CROSS_VERSION.DATETIME_PATTERN_RECOGNITION",
                call(
                        "date_format",
                        DataType.STRING,
                        timestamp("2024-01-05 03:04:05.006"),
                        text("w")));
        checkFails(
                "INVALID_DATETIME_PATTERN.ILLEGAL_CHARACTER",
                call(
                        "date_format",
                        DataType.STRING,
                        timestamp("2024-01-05 03:04:05.006"),
                        text("A")));
        checkFails(
                "INCONSISTENT_BEHAVIOR_CROSS_VERSION.DATETIME_PATTERN_RECOGNITION",
                call(
                        "date_format",
                        DataType.STRING,
                        timestamp("2024-01-05 03:04:05.006"),
                        text("EEEEE")));
    }

    @Test
    void unixTimestampGivesWhatSparkGives() {
        check(
                "1460073600",
                call("unix_timestamp", DataType.LONG, text("2016-04-08"), text("yyyy-MM-dd")));
        check(
                "1704067200",
                call(
                        "unix_timestamp",
                        DataType.LONG,
                        text("2024-01-01 00:00:00.5"),
                        text("yyyy-MM-dd HH:mm:ss.S")));
    }

    @Test
    void fromUnixtimeGivesWhatSparkGives() {
        check(
                "1970-01-01 00:00:00",
                call(
                        "from_unixtime",
                        DataType.STRING,
                        cast(integer(0), DataType.LONG),
                        text("yyyy-MM-dd HH:mm:ss")));
        check(
                "1970",
                call(
                        "from_unixtime",
                        DataType.STRING,
                        cast(integer(0), DataType.LONG),
                        text("yyyy")));
        check(
                "1969-12-31 23:59:59",
                call(
                        "from_unixtime",
                        DataType.STRING,
                        cast(integer(-1), DataType.LONG),
                        text("yyyy-MM-dd HH:mm:ss")));
        check(
                "2023-11-14 22",
                call(
                        "from_unixtime",
                        DataType.STRING,
                        cast(integer(1700000000), DataType.LONG),
                        text("yyyy-MM-dd HH")));
    }

    @Test
    void zonesAreWrittenByName() {
        Expression time = cast(text("2024-07-01 10:00:00"), DataType.TIMESTAMP);
        assertThat(
                        value(
                                call("date_format", DataType.STRING, time, text("z zzzz XXX O VV")),
                                "America/New_York"))
                .isEqualTo("EDT Eastern Daylight Time -04:00 GMT-4 America/New_York");
    }

    @Test
    void anErrorSaysWhatTheFormatterSays() {
        MillraceException failure =
                failure(
                        call(
                                "to_timestamp",
                                DataType.TIMESTAMP,
                                text("2016-02-30 10:12:00"),
                                text("yyyy-MM-dd HH:mm:ss")));
        assertThat(failure.parameters())
                .containsEntry("func", "`try_to_timestamp`")
                .containsEntry(
                        "message",
                        "Text '2016-02-30 10:12:00' could not be parsed: Invalid date 'FEBRUARY"
                                + " 30'");
    }
}
