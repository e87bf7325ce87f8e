// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.golden;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// What became of every statement of a golden file.
record FileResult(GoldenFile file, List<Verdict> verdicts) {

    /// One statement: its answer, and the class of the reason if it is not Spark's.
    record Verdict(GoldenStatement statement, Answer answer, @Nullable String reason) {}

    FileResult {
        verdicts = List.copyOf(verdicts);
    }

    static FileResult of(GoldenFile file, GoldenSession session) throws InterruptedException {
        List<Verdict> verdicts = new ArrayList<>();
        for (GoldenStatement statement : file.statements()) {
            Answer answer = session.answer(statement);
            verdicts.add(new Verdict(statement, answer, Difference.between(statement, answer)));
        }
        return new FileResult(file, verdicts);
    }

    /// How many statements pass.
    int passed() {
        return (int) verdicts.stream().filter(verdict -> verdict.reason() == null).count();
    }
}
