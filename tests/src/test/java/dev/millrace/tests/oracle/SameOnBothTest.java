// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.tests.MillraceServer;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Asks real Spark and Millrace the same questions. `-Dmillrace.record=true` records what Spark
/// answers; without it, the record must still be what Spark says. `-Dmillrace.questions=<text>`
/// asks only those whose name contains the text.
@Tag("spark")
@Timeout(3600)
final class SameOnBothTest {
    private final Path scratch;

    SameOnBothTest(@TempDir Path scratch) {
        this.scratch = scratch;
    }

    @Test
    void sparkAndMillraceGiveTheSameAnswers() throws Exception {
        List<Question> questions = Question.wanted();
        Answers spark;
        try (SparkServer server = SparkServer.start(scratch.resolve("server"))) {
            spark = Answers.of(server.remote(), server::consoleText, questions, scratch);
        }
        Path record = RecordedAnswersTest.recorded();
        if (Boolean.getBoolean("millrace.record")) {
            Answers before = Files.exists(record) ? Answers.read(record) : new Answers(Map.of());
            spark.over(before, Question.all()).write(record);
        }
        try (MillraceServer server = new MillraceServer()) {
            Answers millrace = Answers.of(server.remote(), server::consoleText, questions, scratch);
            KnownDifferences.assertNoOthers(spark, millrace, questions);
        }
        Answers recorded = Answers.read(record).to(questions);
        assertThat(
                        recorded.besideThose(
                                spark, recorded.differingFrom(spark), "recorded", "Spark now"))
                .isEmpty();
    }
}
