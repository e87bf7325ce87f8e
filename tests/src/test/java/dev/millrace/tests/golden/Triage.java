// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.golden;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Reports for people: totals, failures grouped by their cause, and each failure in full.
final class Triage {
    private static final int EXAMPLES = 6;

    private Triage() {}

    /// How many statements pass, of all and of the files that count.
    static String totals(List<FileResult> results) {
        int passed = 0;
        int all = 0;
        int passedInScope = 0;
        int inScope = 0;
        for (FileResult result : results) {
            passed += result.passed();
            all += result.verdicts().size();
            if (GoldenScope.leftOut(result.file().name()) == null) {
                passedInScope += result.passed();
                inScope += result.verdicts().size();
            }
        }
        return ("golden statements: %d of %d pass (%.1f %%);"
                        + " in files of supported features %d of %d (%.1f %%)")
                .formatted(
                        passed,
                        all,
                        100.0 * passed / Math.max(1, all),
                        passedInScope,
                        inScope,
                        100.0 * passedInScope / Math.max(1, inScope));
    }

    /// Failures in the files that count by their reason, most frequent first.
    static String causes(List<FileResult> results) {
        Map<String, List<String>> byReason = new TreeMap<>();
        for (FileResult result : results) {
            if (GoldenScope.leftOut(result.file().name()) == null) {
                for (FileResult.Verdict verdict : result.verdicts()) {
                    if (verdict.reason() != null) {
                        byReason.computeIfAbsent(verdict.reason(), any -> new ArrayList<>())
                                .add(place(result, verdict));
                    }
                }
            }
        }
        StringBuilder text = new StringBuilder();
        byReason.entrySet().stream()
                .sorted(Comparator.comparing(entry -> -entry.getValue().size()))
                .forEach(
                        entry ->
                                text.append(
                                        "%5d  %s   e.g. %s%n"
                                                .formatted(
                                                        entry.getValue().size(),
                                                        entry.getKey(),
                                                        examples(entry.getValue()))));
        return text.toString();
    }

    private static String examples(List<String> places) {
        int step = Math.max(1, places.size() / EXAMPLES);
        List<String> some = new ArrayList<>();
        for (int i = 0; i < places.size() && some.size() < EXAMPLES; i += step) {
            some.add(places.get(i));
        }
        return String.join(" ", some);
    }

    /// Every failure with the statement and both answers.
    static void details(List<FileResult> results, Path file) throws IOException {
        StringBuilder text = new StringBuilder();
        for (FileResult result : results) {
            for (FileResult.Verdict verdict : result.verdicts()) {
                if (verdict.reason() != null) {
                    text.append("######## ")
                            .append(place(result, verdict))
                            .append(" | ")
                            .append(verdict.reason())
                            .append('\n')
                            .append(verdict.statement().sql())
                            .append("\n---- spark\n")
                            .append(verdict.statement().schema())
                            .append('\n')
                            .append(verdict.statement().output())
                            .append("\n---- millrace\n")
                            .append(verdict.answer().schema())
                            .append('\n')
                            .append(verdict.answer().text())
                            .append('\n');
                }
            }
        }
        Files.writeString(file, text);
    }

    static String place(FileResult result, FileResult.Verdict verdict) {
        return result.file().name() + "#" + verdict.statement().index();
    }
}
