// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.benchmarks.ReferenceJars;
import dev.millrace.tests.MillraceServer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/// Millrace answers every question as Spark did when its answers were recorded: rows, schema,
/// nullability, printed tables, error conditions and the first line of their messages, batches and
/// watermarks of streams.
@Timeout(900)
final class RecordedAnswersTest {
    static final String FILE =
            "tests/src/test/resources/dev/millrace/tests/oracle/spark-answers.txt";

    private final Path scratch;

    RecordedAnswersTest(@TempDir Path scratch) {
        this.scratch = scratch;
    }

    @Test
    void millraceAnswersAsSparkDid() throws Exception {
        List<Question> questions = Question.wanted();
        Answers spark = Answers.read(recorded()).to(questions);
        try (MillraceServer server = new MillraceServer()) {
            Answers millrace = Answers.of(server.remote(), server::consoleText, questions, scratch);
            KnownDifferences.assertNoOthers(spark, millrace, questions);
        }
    }

    @Test
    void everyQuestionHasItsOwnName() {
        List<String> names = Question.all().stream().map(Question::name).toList();
        assertThat(names).doesNotHaveDuplicates();
        assertThat(names.stream().collect(Collectors.joining())).doesNotContain("\n");
    }

    static Path recorded() {
        return ReferenceJars.checkout().resolve(FILE);
    }
}
