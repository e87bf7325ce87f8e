// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// Compares the errors of statements with those of Spark 4.2, recorded in `parse-errors.txt` by
/// calling `new org.apache.spark.sql.execution.SparkSqlParser().parsePlan(text)` of a Spark 4.2
/// distribution on each line and writing down condition, SQLSTATE and `getMessage()`.
class ParseErrorTest {
    private final SqlParser parser = new SqlParser(ZoneOffset.UTC);

    record Expected(String sql, String condition, String sqlState, String message) {
        @Override
        public String toString() {
            return sql;
        }
    }

    static List<Expected> recorded() throws IOException {
        String text;
        try (InputStream in = ParseErrorTest.class.getResourceAsStream("parse-errors.txt")) {
            text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        }
        List<Expected> all = new ArrayList<>();
        List<String> lines = text.lines().toList();
        int at = 0;
        while (at < lines.size()) {
            String sql = lines.get(at).substring(Math.min(5, lines.get(at).length()));
            String[] codes = lines.get(at + 1).split(" ", -1);
            at += 2;
            StringBuilder message = new StringBuilder();
            while (at < lines.size() && !lines.get(at).startsWith("####")) {
                message.append(lines.get(at++)).append('\n');
            }
            all.add(new Expected(sql.replace("\\n", "\n"), codes[1], codes[2], message.toString()));
        }
        return all;
    }

    @ParameterizedTest
    @MethodSource("recorded")
    void errorIsWordedAsInSpark(Expected expected) {
        Throwable thrown = catchThrowable(() -> parser.parseStatement(expected.sql()));
        assertThat(thrown).isInstanceOf(MillraceException.class);
        MillraceException error = (MillraceException) thrown;
        assertThat(error.fullText().strip()).isEqualTo(expected.message().strip());
        assertThat(error.condition()).isEqualTo(expected.condition());
        assertThat(String.valueOf(error.sqlState())).isEqualTo(expected.sqlState());
        assertThat(error.kind()).isEqualTo(ErrorKind.PARSE);
    }

    @Test
    void syntaxErrorHasParametersAndNoContext() {
        MillraceException error =
                (MillraceException) catchThrowable(() -> parser.parseStatement("SELECT * FORM t"));
        assertThat(error.parameters())
                .containsEntry("error", "'t'")
                .containsEntry("hint", ": extra input 't'");
        assertThat(error.context()).isNull();
    }

    @Test
    void errorInAClauseKnowsItsPlaceInTheText() {
        MillraceException error =
                (MillraceException)
                        catchThrowable(() -> parser.parseStatement("SELECT DATE 'abc'"));
        MillraceException.QueryContext context = Objects.requireNonNull(error.context());
        assertThat(context.fragment()).isEqualTo("DATE 'abc'");
        assertThat(context.startIndex()).isEqualTo(7);
        assertThat(context.stopIndex()).isEqualTo(16);
    }
}
