// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel;

import static dev.millrace.execution.kernel.Expressions.call;
import static dev.millrace.execution.kernel.Expressions.cast;
import static dev.millrace.execution.kernel.Expressions.check;
import static dev.millrace.execution.kernel.Expressions.date;
import static dev.millrace.execution.kernel.Expressions.decimal;
import static dev.millrace.execution.kernel.Expressions.integer;
import static dev.millrace.execution.kernel.Expressions.literal;
import static dev.millrace.execution.kernel.Expressions.real;
import static dev.millrace.execution.kernel.Expressions.text;
import static dev.millrace.execution.kernel.Expressions.timestamp;

import dev.millrace.spi.type.DataType;

import org.junit.jupiter.api.Test;

/// Functions of strings. Expected values are what Spark 4.2.0 gave for the
/// same calls in SQL (see `CastTest`).
class TextFunctionsTest {
    @Test
    void lengthGivesWhatSparkGives() {
        check("5", call("length", DataType.INTEGER, text("h\u00e9llo")));
        check(
                "2",
                call(
                        "length",
                        DataType.INTEGER,
                        literal(new byte[] {(byte) 0x41, (byte) 0x42}, DataType.BINARY)));
        check("4", call("length", DataType.INTEGER, text("a   ")));
        check("1", call("length", DataType.INTEGER, text("\ud83d\ude00")));
    }

    @Test
    void octetLengthGivesWhatSparkGives() {
        check("6", call("octet_length", DataType.INTEGER, text("h\u00e9llo")));
    }

    @Test
    void upperGivesWhatSparkGives() {
        check("STRASSE", call("upper", DataType.STRING, text("stra\u00dfe")));
        check("\u02bcN", call("upper", DataType.STRING, text("\u0149")));
    }

    @Test
    void lowerGivesWhatSparkGives() {
        check("\u00e0\u00e9i\u0307", call("lower", DataType.STRING, text("\u00c0\u00c9\u0130")));
        check("\u03b1\u03c2", call("lower", DataType.STRING, text("\u0391\u03a3")));
    }

    @Test
    void initcapGivesWhatSparkGives() {
        check("Hello World-foo Bar", call("initcap", DataType.STRING, text("hELLO wORLD-foo bar")));
        check("Abc Def", call("initcap", DataType.STRING, text("ABC dEF")));
        check(
                "\u00c9a Ssb \u01c5x",
                call("initcap", DataType.STRING, text("\u00e9a \u00dfb \u01c6x")));
    }

    @Test
    void trimGivesWhatSparkGives() {
        check("a b", call("trim", DataType.STRING, text("  a b  ")));
        check("\t a \n", call("trim", DataType.STRING, text("\t a \n")));
    }

    @Test
    void ltrimGivesWhatSparkGives() {
        check("zabcx", call("ltrim", DataType.STRING, text("xyzabcx"), text("xy")));
    }

    @Test
    void btrimGivesWhatSparkGives() {
        check("abc", call("btrim", DataType.STRING, text("xxabcxx"), text("x")));
    }

    @Test
    void lpadGivesWhatSparkGives() {
        check("???hi", call("lpad", DataType.STRING, text("hi"), integer(5), text("??")));
        check("h", call("lpad", DataType.STRING, text("hi"), integer(1), text("?")));
        check("hi", call("lpad", DataType.STRING, text("hi"), integer(5), text("")));
        check("   hi", call("lpad", DataType.STRING, text("hi"), integer(5), text(" ")));
        check("", call("lpad", DataType.STRING, text("hi"), integer(-1), text("x")));
        check(
                "\u00e9\u00e9\ud83d\ude00",
                call("lpad", DataType.STRING, text("\ud83d\ude00"), integer(3), text("\u00e9")));
    }

    @Test
    void rpadGivesWhatSparkGives() {
        check("h\u00e9aba", call("rpad", DataType.STRING, text("h\u00e9"), integer(5), text("ab")));
    }

    @Test
    void substringGivesWhatSparkGives() {
        check("k SQL", call("substring", DataType.STRING, text("Spark SQL"), integer(5)));
        check("SQL", call("substring", DataType.STRING, text("Spark SQL"), integer(-3)));
        check("k", call("substring", DataType.STRING, text("Spark SQL"), integer(5), integer(1)));
        check("Spa", call("substring", DataType.STRING, text("Spark SQL"), integer(0), integer(3)));
        check(
                "Sp",
                call("substring", DataType.STRING, text("Spark SQL"), integer(-20), integer(13)));
        check(
                "\u00e9l",
                call("substring", DataType.STRING, text("h\u00e9llo"), integer(2), integer(2)));
        check(
                "BC",
                call(
                        "substring",
                        DataType.BINARY,
                        literal(
                                new byte[] {(byte) 0x41, (byte) 0x42, (byte) 0x43, (byte) 0x44},
                                DataType.BINARY),
                        integer(2),
                        integer(2)));
        check("", call("substring", DataType.STRING, text("abc"), integer(2), integer(-1)));
        check("", call("substring", DataType.STRING, text("abc"), integer(2147483647), integer(2)));
        check(
                "w\u00f6r",
                call(
                        "substring",
                        DataType.STRING,
                        text("h\u00e9llo w\u00f6rld"),
                        integer(-5),
                        integer(3)));
        check("a", call("substring", DataType.STRING, text("abc"), integer(-5), integer(3)));
    }

    @Test
    void leftGivesWhatSparkGives() {
        check("Spa", call("left", DataType.STRING, text("Spark"), integer(3)));
        check("", call("left", DataType.STRING, text("Spark"), integer(-1)));
    }

    @Test
    void rightGivesWhatSparkGives() {
        check("ark", call("right", DataType.STRING, text("Spark"), integer(3)));
        check("", call("right", DataType.STRING, text("Spark"), integer(0)));
        check("Spark", call("right", DataType.STRING, text("Spark"), integer(10)));
    }

    @Test
    void reverseGivesWhatSparkGives() {
        check("\u00e9 krapS", call("reverse", DataType.STRING, text("Spark \u00e9")));
        check(
                "[3, 4, 1, 2]",
                call(
                        "reverse",
                        new DataType.Array(DataType.INTEGER, true),
                        call(
                                "array",
                                new DataType.Array(DataType.INTEGER, true),
                                integer(2),
                                integer(1),
                                integer(4),
                                integer(3))));
        check("b\ud83d\ude00a", call("reverse", DataType.STRING, text("a\ud83d\ude00b")));
    }

    @Test
    void repeatGivesWhatSparkGives() {
        check("123123", call("repeat", DataType.STRING, text("123"), integer(2)));
        check("", call("repeat", DataType.STRING, text("a"), integer(-1)));
    }

    @Test
    void concatGivesWhatSparkGives() {
        check(
                "a12.5",
                call(
                        "concat",
                        DataType.STRING,
                        text("a"),
                        cast(integer(1), DataType.STRING),
                        cast(real(2.5d), DataType.STRING)));
        check(
                "[1, 2, 3]",
                call(
                        "concat",
                        new DataType.Array(DataType.INTEGER, true),
                        call("array", new DataType.Array(DataType.INTEGER, true), integer(1)),
                        call(
                                "array",
                                new DataType.Array(DataType.INTEGER, true),
                                integer(2),
                                integer(3))));
        check(
                "AB",
                call(
                        "concat",
                        DataType.BINARY,
                        literal(new byte[] {(byte) 0x41}, DataType.BINARY),
                        literal(new byte[] {(byte) 0x42}, DataType.BINARY)));
    }

    @Test
    void concatIsNullWhereSparkGivesNull() {
        check(null, call("concat", DataType.STRING, text("a"), literal(null, DataType.STRING)));
    }

    @Test
    void concatWsGivesWhatSparkGives() {
        check(
                "a,b",
                call(
                        "concat_ws",
                        DataType.STRING,
                        text(","),
                        text("a"),
                        literal(null, DataType.STRING),
                        text("b")));
        check(
                "a,b",
                call(
                        "concat_ws",
                        DataType.STRING,
                        text(","),
                        call(
                                "array",
                                new DataType.Array(DataType.STRING, true),
                                text("a"),
                                literal(null, DataType.STRING)),
                        text("b")));
        check("", call("concat_ws", DataType.STRING, text(",")));
        check(
                "\u00e9,\ud83d\ude00",
                call(
                        "concat_ws",
                        DataType.STRING,
                        text(","),
                        text("\u00e9"),
                        text("\ud83d\ude00")));
    }

    @Test
    void concatWsIsNullWhereSparkGivesNull() {
        check(null, call("concat_ws", DataType.STRING, literal(null, DataType.STRING), text("a")));
    }

    @Test
    void asciiGivesWhatSparkGives() {
        check("50", call("ascii", DataType.INTEGER, text("222")));
        check("233", call("ascii", DataType.INTEGER, text("\u00e9")));
        check("0", call("ascii", DataType.INTEGER, text("")));
        check("128512", call("ascii", DataType.INTEGER, text("\ud83d\ude00")));
        check("233", call("ascii", DataType.INTEGER, text("\u00e9")));
    }

    @Test
    void chrGivesWhatSparkGives() {
        check("A", call("chr", DataType.STRING, cast(integer(65), DataType.LONG)));
        check("\u0000", call("chr", DataType.STRING, cast(integer(256), DataType.LONG)));
        check("", call("chr", DataType.STRING, cast(integer(-1), DataType.LONG)));
        check("a", call("chr", DataType.STRING, cast(integer(353), DataType.LONG)));
        check("\u00e9", call("chr", DataType.STRING, cast(integer(233), DataType.LONG)));
    }

    @Test
    void base64GivesWhatSparkGives() {
        check(
                "U3BhcmsgU1FM",
                call("base64", DataType.STRING, cast(text("Spark SQL"), DataType.BINARY)));
        check(
                "U3BhcmsgU1FMIGlzIGEgbG9uZyBzdHJpbmcgZXhjZWVkaW5nIHNldmVudHkgc2l4IGNoYXJhY3Rl\r\n"
                        + "cnMgc28gdGhhdCBjaHVua2VkIGxpbmVzIGFwcGVhciBpbiBpdA==",
                call(
                        "base64",
                        DataType.STRING,
                        cast(
                                text(
                                        "Spark SQL is a long string exceeding seventy six"
                                                + " characters so that chunked lines appear in it"),
                                DataType.BINARY)));
    }

    @Test
    void unbase64GivesWhatSparkGives() {
        check("Spark SQL", call("unbase64", DataType.BINARY, text("U3BhcmsgU1FM")));
        check("i\ufffd", call("unbase64", DataType.BINARY, text("abc")));
        check("", call("unbase64", DataType.BINARY, text("!!")));
        check("ABC", call("unbase64", DataType.BINARY, text("QUJD")));
    }

    @Test
    void hexGivesWhatSparkGives() {
        check("11", call("hex", DataType.STRING, cast(integer(17), DataType.LONG)));
        check("537061726B", call("hex", DataType.STRING, text("Spark")));
        check("FFFFFFFFFFFFFFFF", call("hex", DataType.STRING, cast(integer(-1), DataType.LONG)));
        check(
                "0AFF",
                call(
                        "hex",
                        DataType.STRING,
                        literal(new byte[] {(byte) 0x0a, (byte) 0xff}, DataType.BINARY)));
        check("FF", call("hex", DataType.STRING, cast(integer(255), DataType.LONG)));
    }

    @Test
    void unhexGivesWhatSparkGives() {
        check("Spark", call("unhex", DataType.BINARY, text("537061726B")));
        check("\u0001#", call("unhex", DataType.BINARY, text("123")));
        check("\u000f", call("unhex", DataType.BINARY, text("F")));
    }

    @Test
    void unhexIsNullWhereSparkGivesNull() {
        check(null, call("unhex", DataType.BINARY, text("zz")));
    }

    @Test
    void formatStringGivesWhatSparkGives() {
        check(
                "Hello World 100 days",
                call(
                        "format_string",
                        DataType.STRING,
                        text("Hello World %d %s"),
                        integer(100),
                        text("days")));
        check(
                " 1.50|00042|ff",
                call(
                        "format_string",
                        DataType.STRING,
                        text("%5.2f|%05d|%x"),
                        real(1.5d),
                        integer(42),
                        integer(255)));
        check(
                "null true",
                call(
                        "format_string",
                        DataType.STRING,
                        text("%s %s"),
                        literal(null, DataType.NULL),
                        literal(true, DataType.BOOLEAN)));
        check("1.50", call("format_string", DataType.STRING, text("%s"), decimal("1.50")));
        check("19723", call("format_string", DataType.STRING, text("%s"), date("2024-01-01")));
        check(
                "   ab|cd   |002.5",
                call(
                        "format_string",
                        DataType.STRING,
                        text("%5s|%-5s|%05.1f"),
                        text("ab"),
                        text("cd"),
                        real(2.5d)));
        check(
                "1704067200000000",
                call(
                        "format_string",
                        DataType.STRING,
                        text("%s"),
                        timestamp("2024-01-01 00:00:00")));
        check("1", call("format_string", DataType.STRING, text("%s"), literal(1, DataType.BYTE)));
    }

    @Test
    void trimmingBothEndsTakesOffAnyOfTheCharacters() {
        check("zabc", call("trim", DataType.STRING, text("xyzabcyx"), text("xy")));
        check("zé", call("rtrim", DataType.STRING, text("zéabb"), text("ab")));
        check("z", call("btrim", DataType.STRING, text("éézé"), text("é")));
    }
}
