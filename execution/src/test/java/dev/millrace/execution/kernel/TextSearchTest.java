// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel;

import static dev.millrace.execution.kernel.Expressions.call;
import static dev.millrace.execution.kernel.Expressions.check;
import static dev.millrace.execution.kernel.Expressions.checkFails;
import static dev.millrace.execution.kernel.Expressions.integer;
import static dev.millrace.execution.kernel.Expressions.text;

import dev.millrace.spi.type.DataType;

import org.junit.jupiter.api.Test;

/// Functions that find strings in strings. Expected values are what Spark 4.2.0 gave for the
/// same calls in SQL (see `CastTest`).
class TextSearchTest {
    @Test
    void instrGivesWhatSparkGives() {
        check("6", call("instr", DataType.INTEGER, text("SparkSQL"), text("SQL")));
        check("1", call("instr", DataType.INTEGER, text("abc"), text("")));
        check("3", call("instr", DataType.INTEGER, text("h\u00e9llo"), text("l")));
        check("2", call("instr", DataType.INTEGER, text("\ud83d\ude00a"), text("a")));
    }

    @Test
    void locateGivesWhatSparkGives() {
        check("7", call("locate", DataType.INTEGER, text("bar"), text("foobarbar"), integer(5)));
        check("0", call("locate", DataType.INTEGER, text("bar"), text("foobarbar"), integer(0)));
        check("1", call("locate", DataType.INTEGER, text(""), text("abc"), integer(2)));
        check("0", call("locate", DataType.INTEGER, text("x"), text("abc"), integer(1)));
        check("0", call("locate", DataType.INTEGER, text("a"), text("abc"), integer(-1)));
        check(
                "3",
                call(
                        "locate",
                        DataType.INTEGER,
                        text("\u00e9"),
                        text("a\u00e9\u00e9"),
                        integer(3)));
    }

    @Test
    void replaceGivesWhatSparkGives() {
        check("ABCDEF", call("replace", DataType.STRING, text("ABCabc"), text("abc"), text("DEF")));
        check("", call("replace", DataType.STRING, text("aaa"), text("a"), text("")));
        check("abc", call("replace", DataType.STRING, text("abc"), text(""), text("x")));
    }

    @Test
    void translateGivesWhatSparkGives() {
        check(
                "A1B2C3",
                call("translate", DataType.STRING, text("AaBbCc"), text("abc"), text("123")));
        check("x", call("translate", DataType.STRING, text("abc"), text("abc"), text("x")));
        check(
                "hello",
                call("translate", DataType.STRING, text("h\u00e9llo"), text("\u00e9"), text("e")));
        check("xxb", call("translate", DataType.STRING, text("aab"), text("aa"), text("xy")));
        check(
                "ba",
                call(
                        "translate",
                        DataType.STRING,
                        text("\ud83d\ude00a"),
                        text("\ud83d\ude00"),
                        text("b")));
    }

    @Test
    void splitGivesWhatSparkGives() {
        check(
                "[one, two, three, ]",
                call(
                        "split",
                        new DataType.Array(DataType.STRING, true),
                        text("oneAtwoBthreeC"),
                        text("[ABC]")));
        check(
                "[one, twoBthreeC]",
                call(
                        "split",
                        new DataType.Array(DataType.STRING, true),
                        text("oneAtwoBthreeC"),
                        text("[ABC]"),
                        integer(2)));
        check(
                "[a, b, c]",
                call("split", new DataType.Array(DataType.STRING, true), text("abc"), text("")));
        check(
                "[a, bc]",
                call(
                        "split",
                        new DataType.Array(DataType.STRING, true),
                        text("abc"),
                        text(""),
                        integer(2)));
        check("[]", call("split", new DataType.Array(DataType.STRING, true), text(""), text(",")));
        check(
                "[a, b, , ]",
                call("split", new DataType.Array(DataType.STRING, true), text("a,b,,"), text(",")));
        check(
                "[a, b, , ]",
                call(
                        "split",
                        new DataType.Array(DataType.STRING, true),
                        text("a,b,,"),
                        text(","),
                        integer(0)));
        check(
                "[a, b, , ]",
                call(
                        "split",
                        new DataType.Array(DataType.STRING, true),
                        text("a,b,,"),
                        text(","),
                        integer(-1)));
        check(
                "[, , , ]",
                call("split", new DataType.Array(DataType.STRING, true), text("a.b"), text(".")));
        check(
                "[a, b,c]",
                call(
                        "split",
                        new DataType.Array(DataType.STRING, true),
                        text("a,b,c"),
                        text(","),
                        integer(2)));
        check(
                "[aXbXc]",
                call("split", new DataType.Array(DataType.STRING, true), text("aXbXc"), text("x")));
    }

    @Test
    void splitGivesWhatSparkGivesPart2() {
        check(
                "[a, b, ]",
                call(
                        "split",
                        new DataType.Array(DataType.STRING, true),
                        text("a1b2"),
                        text("\\d")));
    }

    @Test
    void splitPartGivesWhatSparkGives() {
        check("13", call("split_part", DataType.STRING, text("11.12.13"), text("."), integer(3)));
        check("13", call("split_part", DataType.STRING, text("11.12.13"), text("."), integer(-1)));
        check("", call("split_part", DataType.STRING, text("11.12.13"), text("."), integer(9)));
        check(
                "11.12.13",
                call("split_part", DataType.STRING, text("11.12.13"), text(""), integer(1)));
    }

    @Test
    void splitPartFailsWhereSparkFails() {
        checkFails(
                "INVALID_INDEX_OF_ZERO",
                call("split_part", DataType.STRING, text("11.12.13"), text("."), integer(0)));
    }

    @Test
    void regexpReplaceGivesWhatSparkGives() {
        check(
                "num-num",
                call(
                        "regexp_replace",
                        DataType.STRING,
                        text("100-200"),
                        text("(\\d+)"),
                        text("num")));
        check(
                "200-100",
                call(
                        "regexp_replace",
                        DataType.STRING,
                        text("100-200"),
                        text("(\\d+)-(\\d+)"),
                        text("$2-$1")));
        check(
                "100-num",
                call(
                        "regexp_replace",
                        DataType.STRING,
                        text("100-200"),
                        text("(\\d+)"),
                        text("num"),
                        integer(4)));
        check(
                "-a-b-c-",
                call("regexp_replace", DataType.STRING, text("abc"), text("x*"), text("-")));
        check("ABC", call("regexp_replace", DataType.STRING, text("ABC"), text("b"), text("x")));
        check(
                "abc",
                call(
                        "regexp_replace",
                        DataType.STRING,
                        text("abc"),
                        text("b"),
                        text("x"),
                        integer(3)));
        check(
                "abc",
                call(
                        "regexp_replace",
                        DataType.STRING,
                        text("abc"),
                        text("b"),
                        text("x"),
                        integer(10)));
        check(
                "a/b",
                call("regexp_replace", DataType.STRING, text("a\\b"), text("\\\\"), text("/")));
    }

    @Test
    void regexpReplaceFailsWhereSparkFails() {
        checkFails(
                "INVALID_REGEXP_REPLACE",
                call("regexp_replace", DataType.STRING, text("abc"), text("(b)"), text("$3")));
    }

    @Test
    void regexpExtractGivesWhatSparkGives() {
        check(
                "100",
                call(
                        "regexp_extract",
                        DataType.STRING,
                        text("100-200"),
                        text("(\\d+)-(\\d+)"),
                        integer(1)));
        check(
                "100",
                call("regexp_extract", DataType.STRING, text("100-200"), text("(\\d+)-(\\d+)")));
        check("", call("regexp_extract", DataType.STRING, text("abc"), text("(\\d+)"), integer(1)));
        check(
                "",
                call(
                        "regexp_extract",
                        DataType.STRING,
                        text("100"),
                        text("(\\d)(x)?"),
                        integer(2)));
        check(
                "b",
                call(
                        "regexp_extract",
                        DataType.STRING,
                        text("foo bar"),
                        text("(o+) (b)"),
                        integer(2)));
    }

    @Test
    void regexpExtractFailsWhereSparkFails() {
        checkFails(
                "INVALID_PARAMETER_VALUE.REGEX_GROUP_INDEX",
                call("regexp_extract", DataType.STRING, text("100"), text("(\\d+)"), integer(2)));
    }

    @Test
    void startswithGivesWhatSparkGives() {
        check("true", call("startswith", DataType.BOOLEAN, text("Spark SQL"), text("Spark")));
    }

    @Test
    void containsGivesWhatSparkGives() {
        check("true", call("contains", DataType.BOOLEAN, text("Spark SQL"), text("rk S")));
    }

    @Test
    void endswithGivesWhatSparkGives() {
        check("true", call("endswith", DataType.BOOLEAN, text("Spark SQL"), text("")));
    }

    @Test
    void likeGivesWhatSparkGives() {
        checkLike("true", "Spark", "_park");
        checkLike("true", "a%c", "a\\%c");
        checkLike("true", "a\nb", "a_b");
        checkLike("true", "héllo", "h_llo");
        checkLike("true", "abc", "a%c%");
        checkLike("true", "", "%");
        checkLike("true", "", "");
        checkLike("false", "a", "");
        checkLike("true", "ab😀c", "ab_c");
        checkLike("true", "%", "\\%");
        checkLike("true", "aXbXc", "%X%X%");
        checkLike("false", "aXbc", "%X%X%");
        checkLike("true", "abcabd", "%ab_");
        checkLike("false", "ab", "ab_");
        check("true", call("like", DataType.BOOLEAN, text("a%c"), text("a/%c"), text("/")));
        check("true", call("ilike", DataType.BOOLEAN, text("ABC"), text("a_c")));
        check("true", call("rlike", DataType.BOOLEAN, text("abc"), text("b.")));
        checkFails(
                "INVALID_FORMAT.ESC_AT_THE_END",
                call("like", DataType.BOOLEAN, text("abc"), text("ab\\")));
        checkFails(
                "INVALID_FORMAT.ESC_IN_THE_MIDDLE",
                call("like", DataType.BOOLEAN, text("abc"), text("a\\bc")));
        checkFails(
                "INVALID_PARAMETER_VALUE.PATTERN",
                call("rlike", DataType.BOOLEAN, text("abc"), text("[")));
    }

    private static void checkLike(String expected, String text, String pattern) {
        check(expected, call("like", DataType.BOOLEAN, text(text), text(pattern)));
    }
}
