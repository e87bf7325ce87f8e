// SPDX-License-Identifier: Apache-2.0
package dev.millrace.benchmarks;

import org.apache.spark.sql.SparkSession;

import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A Spark Connect server, Millrace's or Spark's own, as a child process that is watched from
/// outside.
public final class EngineProcess implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(120);
    private static final List<String> JVM_FLAGS =
            List.of(
                    "--add-opens=java.base/java.nio=ALL-UNNAMED",
                    "--add-opens=java.base/java.lang=ALL-UNNAMED",
                    "--add-opens=java.base/java.util=ALL-UNNAMED",
                    "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
                    "--add-opens=java.base/sun.util.calendar=ALL-UNNAMED",
                    "--add-opens=java.base/sun.security.action=ALL-UNNAMED",
                    "--enable-native-access=ALL-UNNAMED",
                    "--sun-misc-unsafe-memory-access=allow");

    private final Process process;
    private final int port;
    private final Path log;
    private Duration coldStart = Duration.ZERO;

    private EngineProcess(Process process, int port, Path log) {
        this.process = process;
        this.port = port;
        this.log = log;
    }

    /// Starts a Millrace server as a user does, with the launcher of the checkout.
    public static EngineProcess millrace(Path checkout, Path workDirectory)
            throws IOException, InterruptedException {
        int port = freePort();
        return start(
                List.of(
                        checkout.resolve("millrace").toString(),
                        "server",
                        "--port",
                        Integer.toString(port)),
                port,
                workDirectory,
                "millrace.log");
    }

    /// Starts real Spark in local mode on two cores.
    ///
    /// @param configuration `--conf` values
    public static EngineProcess spark(Path jars, Path workDirectory, List<String> configuration)
            throws IOException, InterruptedException {
        int port = freePort();
        List<String> command = javaCommand();
        command.addAll(List.of("-cp", jars(jars), "org.apache.spark.deploy.SparkSubmit"));
        command.addAll(
                List.of("--class", "org.apache.spark.sql.connect.service.SparkConnectServer"));
        List<String> all =
                new ArrayList<>(
                        List.of(
                                "spark.master=local[2]",
                                "spark.connect.grpc.binding.port=" + port,
                                "spark.ui.enabled=false"));
        all.addAll(configuration);
        all.forEach(pair -> command.addAll(List.of("--conf", pair)));
        command.add("spark-internal");
        return start(command, port, workDirectory, "spark.log");
    }

    /// The java that runs this program with the flags that Spark and Flink need.
    public static List<String> javaCommand() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(JVM_FLAGS);
        return command;
    }

    /// All jars of a directory in the order of their names, which a class cache depends on.
    private static String jars(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return String.join(
                    File.pathSeparator,
                    files.map(Path::toString)
                            .filter(name -> name.endsWith(".jar"))
                            .sorted()
                            .toList());
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static EngineProcess start(
            List<String> command, int port, Path workDirectory, String logName)
            throws IOException, InterruptedException {
        Files.createDirectories(workDirectory);
        Path log = workDirectory.resolve(logName);
        long begin = System.nanoTime();
        Process process =
                new ProcessBuilder(command)
                        .directory(workDirectory.toFile())
                        .redirectError(log.toFile())
                        .redirectOutput(output(log).toFile())
                        .start();
        EngineProcess engine = new EngineProcess(process, port, log);
        try {
            engine.awaitConnections(begin);
            return engine;
        } catch (IOException | InterruptedException | RuntimeException e) {
            engine.close();
            throw e;
        }
    }

    /// Waits until the port accepts connections, asking every few milliseconds.
    private void awaitConnections(long begin) throws IOException, InterruptedException {
        while (System.nanoTime() - begin < START_LIMIT.toNanos()) {
            try (java.net.Socket socket = new java.net.Socket("127.0.0.1", port)) {
                coldStart = Duration.ofNanos(System.nanoTime() - begin);
                return;
            } catch (IOException e) {
                if (process.waitFor(5, TimeUnit.MILLISECONDS)) {
                    throw new IOException(
                            "the server ended with " + process.exitValue() + ", see " + log, e);
                }
            }
        }
        throw new IOException(
                "the server accepts no connection after " + START_LIMIT + ", see " + log);
    }

    /// From the start of the process to the first accepted connection.
    public Duration coldStart() {
        return coldStart;
    }

    public String remote() {
        return "sc://localhost:" + port;
    }

    /// A new client.
    public SparkSession client() {
        return SparkSession.builder().remote(remote()).create();
    }

    /// The file with what the process has written to its standard output, apart from its log.
    public Path output() {
        return output(log);
    }

    private static Path output(Path log) {
        return log.resolveSibling(log.getFileName() + ".out");
    }

    public long pid() {
        return process.pid();
    }

    /// The most memory that was resident, from the kernel's books; -1 where the system keeps none.
    public long peakResidentBytes() throws IOException {
        return peakResidentBytes(process.pid());
    }

    /// The same of any process; -1 also of one that has ended.
    public static long peakResidentBytes(long pid) throws IOException {
        Path status = Path.of("/proc", Long.toString(pid), "status");
        if (!Files.exists(status)) {
            return -1;
        }
        for (String line : Files.readAllLines(status)) {
            if (line.startsWith("VmHWM:")) {
                return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
            }
        }
        return -1;
    }

    /// Ends the process at once, as `kill -9` does.
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /// Asks the process to end (SIGTERM) and returns its exit code.
    public int terminate() throws InterruptedException {
        process.destroy();
        return process.waitFor();
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            kill();
        }
    }
}
