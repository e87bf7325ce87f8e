// SPDX-License-Identifier: Apache-2.0
package dev.millrace.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// The module table of ARCHITECTURE.md, package cycles and sizes.
final class ArchitectureTest {
    private static final int MAX_FILE_LINES = 600;
    private static final int MAX_METHOD_LINES = 70;
    private static final List<String> CLIENT_PREFIXES =
            List.of("org/apache/spark/", "org/sparkproject/", "scala/", "org/antlr/");

    private final ModuleTable table = ModuleTable.read();
    private final List<ClassFiles.Compiled> classes = ClassFiles.all(table.allowed().keySet());

    @Test
    void theTableNamesEveryModuleOfTheBuild() {
        List<String> built = new ArrayList<>();
        var modules =
                java.util.regex.Pattern.compile("<module>([^<]+)</module>")
                        .matcher(ProjectTree.read(ProjectTree.root().resolve("pom.xml")));
        while (modules.find()) {
            built.add(modules.group(1));
        }
        assertThat(table.allowed().keySet()).containsExactlyInAnyOrderElementsOf(built);
        assertThat(classes).as("compiled classes").hasSizeGreaterThan(100);
    }

    @Test
    void everyModuleImportsOnlyWhatTheTableAllows() {
        Map<String, String> moduleOf = new HashMap<>();
        classes.forEach(type -> moduleOf.put(type.name(), type.module()));
        Set<String> wrong = new TreeSet<>();
        for (ClassFiles.Compiled type : classes) {
            for (String reference : type.references()) {
                String module = moduleOf.get(reference);
                if (module != null
                        && !module.equals(type.module())
                        && !table.allowed()
                                .getOrDefault(type.module(), Set.of())
                                .contains(module)) {
                    wrong.add(
                            type.name()
                                    + " ("
                                    + type.module()
                                    + ") uses "
                                    + reference
                                    + " ("
                                    + module
                                    + ")");
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void onlyTheFrontDoorKnowsSparkAndGrpc() {
        Set<String> free = Set.of("connect", "examples", "tests", "benchmarks");
        Set<String> wrong = new TreeSet<>();
        for (ClassFiles.Compiled type : classes) {
            if (!free.contains(type.module())) {
                type.references().stream()
                        .filter(
                                reference ->
                                        CLIENT_PREFIXES.stream().anyMatch(reference::startsWith))
                        .forEach(reference -> wrong.add(type.name() + " uses " + reference));
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void packagesFormNoCycle() {
        Map<String, Set<String>> graph = new TreeMap<>();
        Set<String> own = new TreeSet<>();
        classes.forEach(type -> own.add(type.packageName()));
        for (ClassFiles.Compiled type : classes) {
            Set<String> targets =
                    graph.computeIfAbsent(type.packageName(), name -> new TreeSet<>());
            for (String reference : type.references()) {
                String target = ClassFiles.packageOf(reference);
                if (own.contains(target) && !target.equals(type.packageName())) {
                    targets.add(target);
                }
            }
        }
        assertThat(cycles(graph)).isEmpty();
    }

    /// Every package that can reach itself, with what it reaches on the way back.
    private static List<String> cycles(Map<String, Set<String>> graph) {
        List<String> found = new ArrayList<>();
        for (String start : graph.keySet()) {
            Map<String, String> from = new HashMap<>();
            Deque<String> open = new ArrayDeque<>(List.of(start));
            while (!open.isEmpty()) {
                String at = open.removeFirst();
                for (String next : graph.getOrDefault(at, Set.of())) {
                    if (next.equals(start)) {
                        found.add(path(from, start, at));
                        open.clear();
                        break;
                    }
                    if (from.putIfAbsent(next, at) == null) {
                        open.addLast(next);
                    }
                }
            }
        }
        return found;
    }

    private static String path(Map<String, String> from, String start, String last) {
        StringBuilder text = new StringBuilder(start);
        for (String at = last; at != null && !at.equals(start); at = from.get(at)) {
            text.insert(0, at + " -> ");
        }
        return start + " -> " + text;
    }

    @Test
    void noFileIsLongerThanSixHundredLines() {
        List<String> tooLong = new ArrayList<>();
        for (Path file : ProjectTree.javaFiles()) {
            long lines = ProjectTree.read(file).lines().count();
            if (lines > MAX_FILE_LINES) {
                tooLong.add(ProjectTree.root().relativize(file) + ": " + lines);
            }
        }
        assertThat(tooLong).isEmpty();
    }

    @Test
    void noMethodIsLongerThanSeventyLines() {
        List<String> tooLong =
                MethodLengths.of(ProjectTree.javaFiles()).stream()
                        .filter(method -> method.lines() > MAX_METHOD_LINES)
                        .map(
                                method ->
                                        ProjectTree.root().relativize(method.file())
                                                + " "
                                                + method.name()
                                                + ": "
                                                + method.lines())
                        .toList();
        assertThat(tooLong).isEmpty();
    }

    /// The formatter breaks a documentation line that is too long and begins the rest as a plain
    /// comment, which no page shows.
    @Test
    void noDocumentationIsBrokenIntoAComment() {
        List<String> wrong = new ArrayList<>();
        for (Path file : ProjectTree.javaFiles()) {
            List<String> lines = ProjectTree.read(file).lines().map(String::strip).toList();
            for (int i = 1; i < lines.size(); i++) {
                if (lines.get(i).startsWith("// ") && lines.get(i - 1).startsWith("/// ")) {
                    wrong.add(file + ":" + (i + 1));
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void everyPackageIsNullMarkedAndEveryFileNamesItsLicence() {
        List<String> wrong = new ArrayList<>();
        for (Path file : ProjectTree.javaFiles()) {
            Path packageInfo = file.resolveSibling("package-info.java");
            if (!file.toString().contains("/src/test/")
                    && !(Files.exists(packageInfo)
                            && ProjectTree.read(packageInfo).contains("@NullMarked"))) {
                wrong.add(file.getParent() + " has no @NullMarked package-info.java");
            }
            if (!ProjectTree.read(file).startsWith("// SPDX-License-Identifier: Apache-2.0")) {
                wrong.add(file + " does not begin with the SPDX line");
            }
        }
        assertThat(wrong.stream().distinct()).isEmpty();
    }
}
