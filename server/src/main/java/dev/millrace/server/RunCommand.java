// SPDX-License-Identifier: Apache-2.0
package dev.millrace.server;

import dev.millrace.connect.service.ConnectServer;
import dev.millrace.connect.service.Lifetimes;
import dev.millrace.runtime.session.Engine;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;

/// `millrace run`: a Spark program and the engine in one process. The program finds the engine
/// because `spark.remote` is set before its `main` is called; a random token keeps everybody else
/// out. There is no other client, so streaming queries end with the session of the program.
final class RunCommand {
    private static final int TOKEN_BYTES = 24;

    private RunCommand() {}

    static int run(CommandLine.Run command) throws Exception {
        if (!Files.isRegularFile(command.jar())) {
            throw new CommandLine.UsageException("there is no jar " + command.jar());
        }
        String mainClass =
                command.mainClass() != null ? command.mainClass() : mainClassOf(command.jar());
        if (mainClass == null) {
            throw new CommandLine.UsageException(
                    command.jar() + " names no Main-Class: say which one with --class");
        }
        try (URLClassLoader loader =
                new URLClassLoader(
                        "program",
                        new URL[] {command.jar().toUri().toURL()},
                        RunCommand.class.getClassLoader())) {
            return run(loader, mainClass, command.arguments(), command.configuration());
        }
    }

    /// Runs a main class of `loader` with an engine of its own.
    static int run(
            ClassLoader loader,
            String mainClass,
            List<String> arguments,
            Map<String, String> configuration)
            throws Exception {
        MethodHandle main = mainMethod(loader, mainClass);
        byte[] secret = new byte[TOKEN_BYTES];
        new java.security.SecureRandom().nextBytes(secret);
        String token = HexFormat.of().formatHex(secret);
        try (Engine engine = Wiring.engine(configuration);
                ConnectServer server =
                        ConnectServer.start(
                                new ConnectServer.Settings(
                                        "127.0.0.1",
                                        0,
                                        token,
                                        loader,
                                        new Lifetimes(
                                                Lifetimes.defaults().session(), Duration.ZERO)),
                                engine)) {
            System.setProperty(
                    "spark.remote", "sc://localhost:" + server.port() + "/;token=" + token);
            System.setProperty("spark.api.mode", "connect");
            Thread.currentThread().setContextClassLoader(loader);
            main.invokeExact(arguments.toArray(String[]::new));
            return Main.DONE;
        } catch (Exception e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(mainClass + " ended with " + e, e);
        }
    }

    private static MethodHandle mainMethod(ClassLoader loader, String mainClass) {
        try {
            return MethodHandles.publicLookup()
                    .findStatic(
                            Class.forName(mainClass, false, loader),
                            "main",
                            MethodType.methodType(void.class, String[].class));
        } catch (ClassNotFoundException e) {
            throw new CommandLine.UsageException("there is no class " + mainClass);
        } catch (NoSuchMethodException | IllegalAccessException e) {
            throw new CommandLine.UsageException(
                    mainClass + " has no public static void main(String[])");
        }
    }

    private static @Nullable String mainClassOf(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            Manifest manifest = file.getManifest();
            return manifest == null
                    ? null
                    : manifest.getMainAttributes().getValue(Attributes.Name.MAIN_CLASS);
        }
    }
}
