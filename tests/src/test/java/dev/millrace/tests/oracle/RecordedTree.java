// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.oracle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Files of text below a directory, by their paths from there, and their form as one file. The name
/// of the directory is replaced, as it is another every time. Checksums are left out.
record RecordedTree(Map<String, String> files) {
    private static final String HEAD = "=== ";
    private static final String DIRECTORY = "$DIRECTORY";

    RecordedTree {
        files = new TreeMap<>(files);
    }

    /// @param children which directories
    static RecordedTree of(Path directory, List<String> children) throws IOException {
        Map<String, String> files = new TreeMap<>();
        for (String child : children) {
            try (Stream<Path> tree = Files.walk(directory.resolve(child))) {
                for (Path file : tree.filter(Files::isRegularFile).toList()) {
                    if (!file.getFileName().toString().startsWith(".")) {
                        files.put(
                                directory.relativize(file).toString(),
                                Files.readString(file).replace(directory.toString(), DIRECTORY));
                    }
                }
            }
        }
        return new RecordedTree(files);
    }

    void writeBelow(Path directory) throws IOException {
        for (Map.Entry<String, String> file : files.entrySet()) {
            Path path = directory.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.writeString(path, file.getValue().replace(DIRECTORY, directory.toString()));
        }
    }

    /// A line with the path and the number of characters, then the text and a line break.
    void write(Path record) throws IOException {
        StringBuilder text = new StringBuilder();
        files.forEach(
                (path, content) ->
                        text.append(HEAD)
                                .append(content.length())
                                .append(' ')
                                .append(path)
                                .append('\n')
                                .append(content)
                                .append('\n'));
        Files.writeString(record, text);
    }

    static RecordedTree read(Path record) throws IOException {
        String text = Files.readString(record);
        Map<String, String> files = new TreeMap<>();
        int at = 0;
        while (at < text.length()) {
            int end = text.indexOf('\n', at);
            String[] head = text.substring(at + HEAD.length(), end).split(" ", 2);
            int length = Integer.parseInt(head[0]);
            files.put(head[1], text.substring(end + 1, end + 1 + length));
            at = end + 1 + length + 1;
        }
        return new RecordedTree(files);
    }
}
