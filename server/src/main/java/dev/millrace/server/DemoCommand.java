// SPDX-License-Identifier: Apache-2.0
package dev.millrace.server;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// `millrace demo`: a program of the examples, as `millrace run` would run it.
final class DemoCommand {
    private DemoCommand() {}

    static int run(CommandLine.Demo command) throws Exception {
        String examples = System.getProperty("millrace.examples");
        if (examples == null || !Files.isRegularFile(Path.of(examples))) {
            throw new IllegalStateException(
                    "the examples are not built: the jar " + examples + " is missing");
        }
        Path jar = Path.of(examples);
        List<String> arguments = new ArrayList<>(command.arguments());
        if (!arguments.contains("--dir")) {
            Path directory = Files.createTempDirectory("millrace-demo-");
            arguments.addAll(0, List.of("--dir", directory.toString()));
        }
        try (URLClassLoader loader =
                new URLClassLoader(
                        "demo",
                        new URL[] {jar.toUri().toURL()},
                        DemoCommand.class.getClassLoader())) {
            return RunCommand.run(loader, command.program().mainClass(), arguments, Map.of());
        }
    }
}
