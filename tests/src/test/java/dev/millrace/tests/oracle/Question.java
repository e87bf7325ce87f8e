// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.oracle;

import org.apache.spark.sql.SparkSession;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Something to ask both engines, whose answer is text.
///
/// @param name unique among all questions
record Question(String name, ConsoleAsker asker) {
    private static final Pattern UUID =
            Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

    /// The program behind a question.
    interface Asker {
        /// @param directory empty, for this question alone
        String ask(SparkSession spark, Path directory) throws Exception;
    }

    /// A program that also looks at what the engine's process prints.
    interface ConsoleAsker {
        /// @param directory empty, for this question alone
        /// @param console all that the engine has printed so far
        String ask(SparkSession spark, Path directory, Console console) throws Exception;
    }

    /// Where the console sink of an engine prints.
    interface Console {
        String text() throws IOException;
    }

    Question(String name, Asker asker) {
        this(name, (spark, directory, console) -> asker.ask(spark, directory));
    }

    /// All questions in the order of the record.
    static List<Question> all() {
        List<Question> all = new ArrayList<>(SqlQuestions.all());
        all.addAll(FormQuestions.all());
        all.addAll(FunctionQuestions.all());
        all.addAll(RandomSqlQuestions.all());
        all.addAll(FrameQuestions.all());
        all.addAll(StatisticQuestions.all());
        all.addAll(DatasetQuestions.all());
        all.addAll(ParseQuestions.all());
        all.addAll(SessionCallQuestions.all());
        all.addAll(StreamQuestions.all());
        all.addAll(EventTimeQuestions.all());
        all.addAll(SessionQuestions.all());
        all.addAll(QueryQuestions.all());
        all.addAll(RestartQuestions.all());
        all.addAll(SourceQuestions.all());
        all.addAll(ChangingSourceQuestions.all());
        all.addAll(BadFileQuestions.all());
        all.addAll(TextQuestions.all());
        all.addAll(ChainQuestions.all());
        all.addAll(RefusalQuestions.all());
        all.addAll(BadTimeQuestions.all());
        all.addAll(TableQuestions.all());
        all.addAll(TableStatementQuestions.all());
        all.addAll(JoinQuestions.all());
        all.addAll(StateQuestions.all());
        all.addAll(StateTableQuestions.all());
        all.addAll(ProcessorQuestions.all());
        all.addAll(RandomStreams.all());
        all.addAll(ListenerQuestions.all());
        all.addAll(MemorySinkQuestions.all());
        all.addAll(OptionQuestions.all());
        all.addAll(FileColumnQuestions.all());
        all.addAll(InputFileQuestions.all());
        all.addAll(FileOptionQuestions.all());
        all.addAll(BinaryFormatQuestions.all());
        all.addAll(ConsoleQuestions.all());
        return all;
    }

    /// The questions whose name contains the property `millrace.questions`, or one of its parts
    /// between bars: all, if it is not set.
    static List<Question> wanted() {
        List<String> parts = List.of(System.getProperty("millrace.questions", "").split("\\|"));
        return all().stream()
                .filter(question -> parts.stream().anyMatch(question.name()::contains))
                .toList();
    }

    /// The answer of an engine; a failure is an answer too. The names of the directory and of
    /// files are replaced, as they are different every time.
    String answer(SparkSession spark, Path directory, Console console) {
        String text;
        try {
            text = asker.ask(spark, directory, console);
        } catch (Exception | LinkageError | StackOverflowError failure) {
            text = Transcript.failure(failure);
        }
        return UUID.matcher(text.replace(directory.toString(), "$DIRECTORY"))
                .replaceAll("\\$UUID")
                .stripTrailing();
    }
}
