// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel.text;

import dev.millrace.execution.kernel.call.CallSite;
import dev.millrace.execution.kernel.call.Kernel;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// Finds the kernel of a function of strings.
public final class TextKernels {
    private TextKernels() {}

    /// Names that `of` knows.
    public static List<String> names() {
        List<String> names = new ArrayList<>();
        names.addAll(CaseKernels.NAMES);
        names.addAll(CutKernels.NAMES);
        names.addAll(SearchKernels.NAMES);
        names.addAll(JoinKernels.NAMES);
        names.addAll(PatternKernels.NAMES);
        names.addAll(CodeKernels.NAMES);
        names.addAll(FormatKernels.NAMES);
        names.addAll(WordKernels.NAMES);
        names.addAll(PartKernels.NAMES);
        names.addAll(MatchKernels.NAMES);
        names.addAll(CharsetKernels.NAMES);
        names.addAll(UrlKernels.NAMES);
        names.addAll(LimitKernels.NAMES);
        names.addAll(NumberPatternKernels.NAMES);
        return names;
    }

    /// The kernel of a call, null if the function is none of this package.
    public static @Nullable Kernel of(CallSite site) {
        String function = site.function();
        if (CaseKernels.NAMES.contains(function)) {
            return CaseKernels.of(site);
        }
        if (CutKernels.NAMES.contains(function)) {
            return CutKernels.of(site);
        }
        if (SearchKernels.NAMES.contains(function)) {
            return SearchKernels.of(site);
        }
        if (JoinKernels.NAMES.contains(function)) {
            return JoinKernels.of(site);
        }
        if (PatternKernels.NAMES.contains(function)) {
            return PatternKernels.of(site);
        }
        if (CodeKernels.NAMES.contains(function)) {
            return CodeKernels.of(site);
        }
        return FormatKernels.NAMES.contains(function) ? FormatKernels.of(site) : ofMore(site);
    }

    private static @Nullable Kernel ofMore(CallSite site) {
        String function = site.function();
        if (WordKernels.NAMES.contains(function)) {
            return WordKernels.of(site);
        }
        if (PartKernels.NAMES.contains(function)) {
            return PartKernels.of(site);
        }
        if (MatchKernels.NAMES.contains(function)) {
            return MatchKernels.of(site);
        }
        if (CharsetKernels.NAMES.contains(function)) {
            return CharsetKernels.of(site);
        }
        if (LimitKernels.NAMES.contains(function)) {
            return LimitKernels.of(site);
        }
        if (NumberPatternKernels.NAMES.contains(function)) {
            return NumberPatternKernels.of(site);
        }
        return UrlKernels.NAMES.contains(function) ? UrlKernels.of(site) : null;
    }
}
