// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.cli;

import dev.millrace.examples.orders.OrdersJob;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/// The jar of the examples, for programs that get one.
public final class ExamplesJar {
    private ExamplesJar() {}

    /// The jar that Maven has built; where the test runs on classes alone, one packed from them.
    ///
    /// @param directory where a new jar may be put
    public static Path locate(Path directory) throws IOException {
        Path code =
                Path.of(
                        OrdersJob.class
                                .getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .getPath());
        return Files.isDirectory(code) ? pack(code, directory.resolve("examples.jar")) : code;
    }

    /// Packs a directory of classes.
    public static Path pack(Path classes, Path jar) throws IOException {
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out);
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                entries.putNextEntry(
                        new JarEntry(classes.relativize(file).toString().replace('\\', '/')));
                Files.copy(file, entries);
            }
        }
        return jar;
    }
}
