// SPDX-License-Identifier: Apache-2.0
package dev.millrace.architecture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// The checkout that the tests run in.
final class ProjectTree {
    private ProjectTree() {}

    /// The directory that holds ARCHITECTURE.md, from the module's directory upwards.
    static Path root() {
        Path directory = Path.of("").toAbsolutePath();
        while (directory != null && !Files.exists(directory.resolve("ARCHITECTURE.md"))) {
            directory = directory.getParent();
        }
        if (directory == null) {
            throw new IllegalStateException(
                    "no ARCHITECTURE.md above " + Path.of("").toAbsolutePath());
        }
        return directory;
    }

    /// All Java files that people write.
    static List<Path> javaFiles() {
        return files(root(), ".java").stream()
                .filter(path -> path.toString().contains("/src/"))
                .toList();
    }

    /// The files below a directory whose names end so, build output aside.
    static List<Path> files(Path directory, String ending) {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(path -> path.toString().endsWith(ending))
                    .filter(
                            path ->
                                    !root().relativize(path)
                                            .toString()
                                            .matches("(.*/)?(\\.git|node_modules)/.*"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String read(Path path) {
        try {
            return Files.readString(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
