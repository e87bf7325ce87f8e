// SPDX-License-Identifier: Apache-2.0
package dev.millrace.architecture;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The table of modules in ARCHITECTURE.md: which module may import which.
///
/// A row reads `` | `name` | what it is | may import | … ``; the third cell lists modules in
/// backticks, or says `JDK`, `all above` or `all`.
record ModuleTable(Map<String, Set<String>> allowed) {
    private static final Pattern ROW =
            Pattern.compile("^\\| `([a-z/*]+)` \\|([^|]*)\\|([^|]*)\\|.*$", Pattern.MULTILINE);
    private static final Pattern NAME = Pattern.compile("`([a-z/]+)`");

    /// Reads the table and widens each right by those of the modules it names.
    static ModuleTable read() {
        Map<String, Set<String>> allowed = new LinkedHashMap<>();
        Matcher row = ROW.matcher(ProjectTree.read(ProjectTree.root().resolve("ARCHITECTURE.md")));
        List<String> above = new ArrayList<>();
        while (row.find()) {
            String cell = row.group(3).strip();
            Set<String> rights = new LinkedHashSet<>();
            if (cell.startsWith("all")) {
                rights.addAll(above);
            }
            Matcher name = NAME.matcher(cell);
            while (name.find()) {
                rights.add(name.group(1));
                rights.addAll(allowed.getOrDefault(name.group(1), Set.of()));
            }
            for (String module : expand(row.group(1))) {
                allowed.put(module, rights);
                above.add(module);
            }
        }
        return new ModuleTable(allowed);
    }

    /// `connectors/*` stands for every module in that directory.
    private static List<String> expand(String name) {
        if (!name.endsWith("/*")) {
            return List.of(name);
        }
        Path parent = ProjectTree.root().resolve(name.substring(0, name.length() - 2));
        try (var children = Files.list(parent)) {
            return children.filter(child -> Files.exists(child.resolve("pom.xml")))
                    .map(child -> parent.getFileName() + "/" + child.getFileName())
                    .sorted()
                    .toList();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
