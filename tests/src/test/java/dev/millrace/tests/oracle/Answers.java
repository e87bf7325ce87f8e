// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.oracle;

import dev.millrace.tests.Scratch;

import org.apache.spark.sql.SparkSession;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// The answers of one engine, by the names of the questions, and their form as a file.
record Answers(Map<String, String> byName) {
    private static final String HEAD = "=== ";
    private static final String PREAMBLE =
            "What Spark 4.2.0 answers to the questions of dev.millrace.tests.oracle. Recorded by\n"
                    + "`mvn verify -Pspark -Dmillrace.record=true`; not to be edited by hand.\n";

    Answers {
        byName = new LinkedHashMap<>(byName);
    }

    /// Asks an engine everything, each question in a session and a directory of its own.
    static Answers of(
            String remote, Question.Console console, List<Question> questions, Path scratch)
            throws IOException {
        Map<String, String> answers = new LinkedHashMap<>();
        for (Question question : questions) {
            Path directory = Files.createDirectories(scratch.resolve("question"));
            try (SparkSession spark = SparkSession.builder().remote(remote).create()) {
                spark.conf().set("spark.sql.session.timeZone", "UTC");
                answers.put(question.name(), question.answer(spark, directory, console));
            }
            Scratch.delete(directory);
        }
        return new Answers(answers);
    }

    /// These answers over those of another record, in the order of the questions.
    Answers over(Answers others, List<Question> questions) {
        Map<String, String> merged = new LinkedHashMap<>();
        for (Question question : questions) {
            String answer =
                    byName.getOrDefault(question.name(), others.byName.get(question.name()));
            if (answer != null) {
                merged.put(question.name(), answer);
            }
        }
        return new Answers(merged);
    }

    /// The answers to these questions only.
    Answers to(List<Question> questions) {
        return new Answers(Map.of()).over(this, questions);
    }

    /// Reads a recorded file.
    static Answers read(Path file) throws IOException {
        Map<String, String> answers = new LinkedHashMap<>();
        String name = null;
        StringBuilder text = new StringBuilder();
        for (String line : Files.readAllLines(file)) {
            if (line.startsWith(HEAD)) {
                if (name != null) {
                    answers.put(name, text.toString().stripTrailing());
                }
                name = line.substring(HEAD.length());
                text.setLength(0);
            } else {
                text.append(line).append('\n');
            }
        }
        if (name != null) {
            answers.put(name, text.toString().stripTrailing());
        }
        return new Answers(answers);
    }

    void write(Path file) throws IOException {
        StringBuilder text = new StringBuilder(PREAMBLE);
        byName.forEach(
                (name, answer) ->
                        text.append('\n')
                                .append(HEAD)
                                .append(name)
                                .append('\n')
                                .append(answer)
                                .append('\n'));
        Files.writeString(file, text);
    }

    /// The questions to which the other engine answers otherwise.
    Set<String> differingFrom(Answers other) {
        Set<String> names = new TreeSet<>(byName.keySet());
        names.addAll(other.byName.keySet());
        names.removeIf(
                name -> answer(name).stripLeading().equals(other.answer(name).stripLeading()));
        return names;
    }

    /// The answers of both engines to some questions, for the eye.
    String besideThose(Answers other, Set<String> names, String thisEngine, String otherEngine) {
        StringBuilder text = new StringBuilder();
        for (String name : names) {
            text.append(
                    "%s%s%n--- %s%n%s%n--- %s%n%s%n%n"
                            .formatted(
                                    HEAD,
                                    name,
                                    thisEngine,
                                    answer(name),
                                    otherEngine,
                                    other.answer(name)));
        }
        return text.toString();
    }

    private String answer(String name) {
        return byName.getOrDefault(name, "(not asked)");
    }
}
