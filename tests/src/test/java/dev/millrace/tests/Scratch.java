// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/// Directories of tests.
public final class Scratch {
    private Scratch() {}

    /// Deletes a directory with all that is in it.
    public static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    /// A digest of all files below a directory: path, length and content. Two digests are equal if
    /// nothing was added, removed or changed.
    public static String fingerprint(Path directory) throws IOException {
        StringBuilder text = new StringBuilder();
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path path : all.sorted().toList()) {
                text.append(directory.relativize(path));
                if (Files.isRegularFile(path)) {
                    byte[] content = Files.readAllBytes(path);
                    text.append(' ')
                            .append(content.length)
                            .append(' ')
                            .append(java.util.Arrays.hashCode(content));
                }
                text.append('\n');
            }
        }
        return text.toString();
    }
}
