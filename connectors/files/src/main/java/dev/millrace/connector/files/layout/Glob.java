// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.layout;

import dev.millrace.spi.storage.FileEntry;
import dev.millrace.spi.storage.FileStore;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// Hadoop's file patterns: `*`, `?`, `[a-c]`, `[^a]`, `{one,two}` and `\` before a character that
/// is
/// meant literally. A slash is matched by a slash only.
public final class Glob {
    private static final String SPECIAL = "{}[]*?\\";

    private Glob() {}

    /// True if the path holds a character that makes it a pattern.
    public static boolean isPattern(String path) {
        return path.chars().anyMatch(c -> SPECIAL.indexOf(c) >= 0);
    }

    /// The existing paths that match an absolute pattern, each once, in the order of their names.
    public static List<FileEntry> expand(FileStore store, String pattern) throws IOException {
        return expand(store, pattern, ListingScope.ALL);
    }

    /// Those of the existing paths that the caller needs.
    static List<FileEntry> expand(FileStore store, String pattern, ListingScope scope)
            throws IOException {
        List<FileEntry> matches = new ArrayList<>();
        for (String alternative : alternatives(pattern)) {
            List<String> parts = List.of(alternative.substring(1).split("/"));
            match(store, "/", parts, scope, matches);
        }
        return matches.stream()
                .distinct()
                .sorted(java.util.Comparator.comparing(FileEntry::path))
                .toList();
    }

    /// A pattern for one name.
    public static Pattern compile(String glob) {
        StringBuilder regex = new StringBuilder();
        int braces = 0;
        for (int i = 0; i < glob.length(); i++) {
            char c = glob.charAt(i);
            switch (c) {
                case '\\' -> {
                    i++;
                    if (i == glob.length()) {
                        throw invalid(glob, "an escaped character is missing");
                    }
                    regex.append(Pattern.quote(glob.substring(i, i + 1)));
                }
                case '*' -> regex.append(".*");
                case '?' -> regex.append('.');
                case '{' -> {
                    regex.append("(?:");
                    braces++;
                }
                case ',' -> regex.append(braces > 0 ? "|" : ",");
                case '}' -> {
                    regex.append(braces > 0 ? ")" : "\\}");
                    braces = Math.max(0, braces - 1);
                }
                case '[' -> i = appendSet(glob, i, regex);
                default -> regex.append(Pattern.quote(String.valueOf(c)));
            }
        }
        if (braces > 0) {
            throw invalid(glob, "a group is not closed");
        }
        try {
            return Pattern.compile(regex.toString(), Pattern.DOTALL);
        } catch (PatternSyntaxException e) {
            throw invalid(glob, e.getDescription());
        }
    }

    private static int appendSet(String glob, int open, StringBuilder regex) {
        int at = open + 1;
        regex.append('[');
        if (at < glob.length() && (glob.charAt(at) == '^' || glob.charAt(at) == '!')) {
            regex.append('^');
            at++;
        }
        int first = at;
        while (at < glob.length() && (glob.charAt(at) != ']' || at == first)) {
            char c = glob.charAt(at);
            regex.append("[]&~\\^".indexOf(c) >= 0 ? "\\" : "").append(c);
            at++;
        }
        if (at == glob.length()) {
            throw invalid(glob, "Unclosed character class at pos " + (open + 1));
        }
        regex.append(']');
        return at;
    }

    private static void match(
            FileStore store,
            String directory,
            List<String> parts,
            ListingScope scope,
            List<FileEntry> matches)
            throws IOException {
        String part = parts.getFirst();
        List<String> rest = parts.subList(1, parts.size());
        for (FileEntry entry : candidates(store, directory, part, scope)) {
            if (rest.isEmpty()) {
                matches.add(entry);
            } else if (entry.isDirectory()) {
                match(store, entry.path(), rest, scope, matches);
            }
        }
    }

    private static List<FileEntry> candidates(
            FileStore store, String directory, String part, ListingScope scope) throws IOException {
        if (!isPattern(part)) {
            FileEntry entry = store.entry(FileNames.child(directory, part));
            return entry == null ? List.of() : List.of(entry);
        }
        Pattern pattern = compile(part);
        try {
            return scope.lister()
                    .list(
                            store,
                            directory,
                            part,
                            name ->
                                    pattern.matcher(name).matches()
                                            && !name.startsWith(FileNames.STAGING_PREFIX)
                                            && scope.paths()
                                                    .test(FileNames.child(directory, name)));
        } catch (NoSuchFileException e) {
            // Another program deleted the directory since it was found: nothing in it matches.
            return List.of();
        }
    }

    /// Multiplies out the groups that hold a slash, so that every part can be matched by itself.
    private static List<String> alternatives(String pattern) {
        int open = pattern.indexOf('{');
        while (open >= 0) {
            int close = closing(pattern, open);
            if (close < 0) {
                throw invalid(pattern, "a group is not closed");
            }
            if (pattern.substring(open, close).indexOf('/') >= 0) {
                List<String> all = new ArrayList<>();
                for (String choice : choices(pattern.substring(open + 1, close))) {
                    all.addAll(
                            alternatives(
                                    pattern.substring(0, open)
                                            + choice
                                            + pattern.substring(close + 1)));
                }
                return all;
            }
            open = pattern.indexOf('{', close);
        }
        return List.of(pattern);
    }

    private static int closing(String pattern, int open) {
        int depth = 0;
        for (int i = open; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            depth += c == '{' ? 1 : c == '}' ? -1 : 0;
            if (depth == 0) {
                return i;
            }
        }
        return -1;
    }

    private static List<String> choices(String group) {
        List<String> choices = new ArrayList<>();
        int depth = 0;
        int start = 0;
        for (int i = 0; i < group.length(); i++) {
            char c = group.charAt(i);
            depth += c == '{' ? 1 : c == '}' ? -1 : 0;
            if (c == ',' && depth == 0) {
                choices.add(group.substring(start, i));
                start = i + 1;
            }
        }
        choices.add(group.substring(start));
        return choices;
    }

    private static RuntimeException invalid(String glob, String why) {
        return FileErrors.illegal("Illegal file pattern: " + why + ": `" + glob + "`");
    }
}
