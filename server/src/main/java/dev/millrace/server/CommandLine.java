// SPDX-License-Identifier: Apache-2.0
package dev.millrace.server;

import dev.millrace.connect.service.Lifetimes;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What the user typed, checked.
sealed interface CommandLine {
    int DEFAULT_PORT = 15002;

    record Help() implements CommandLine {}

    record Version() implements CommandLine {}

    /// `server`.
    ///
    /// @param token null for none
    record Server(String host, int port, @Nullable String token, Map<String, String> configuration)
            implements CommandLine {
        public Server {
            configuration = Map.copyOf(configuration);
        }
    }

    /// `queries`.
    ///
    /// @param remote connection string of the server
    /// @param user whose queries, null for the one who asks
    /// @param stop ids or names of queries to stop; empty to list
    record Queries(String remote, @Nullable String token, @Nullable String user, List<String> stop)
            implements CommandLine {
        public Queries {
            stop = List.copyOf(stop);
        }
    }

    /// `run`.
    ///
    /// @param mainClass null to take it from the jar's manifest
    record Run(
            Path jar,
            @Nullable String mainClass,
            List<String> arguments,
            Map<String, String> configuration)
            implements CommandLine {
        public Run {
            arguments = List.copyOf(arguments);
            configuration = Map.copyOf(configuration);
        }
    }

    /// `demo`.
    ///
    /// @param arguments those of its program
    record Demo(DemoProgram program, List<String> arguments) implements CommandLine {
        public Demo {
            arguments = List.copyOf(arguments);
        }
    }

    /// A command line that makes no sense; the message says why.
    final class UsageException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UsageException(String message) {
            super(message);
        }
    }

    /// Reads a command line.
    ///
    /// @param environment for `MILLRACE_TOKEN`, which keeps a token out of the list of processes
    static CommandLine parse(List<String> arguments, Map<String, String> environment) {
        Deque<String> rest = new ArrayDeque<>(arguments);
        String command = rest.isEmpty() ? "--help" : rest.removeFirst();
        if (isHelp(command) || (!rest.isEmpty() && isHelp(rest.getFirst()))) {
            return new Help();
        }
        return switch (command) {
            case "--version", "-v", "version" -> new Version();
            case "server" -> server(rest, environment);
            case "run" -> run(rest);
            case "queries" -> queries(rest, environment);
            case "demo" -> demo(rest);
            default -> throw new UsageException("unknown command '" + command + "'");
        };
    }

    private static boolean isHelp(String argument) {
        return switch (argument) {
            case "--help", "-h", "help" -> true;
            default -> false;
        };
    }

    private static Server server(Deque<String> rest, Map<String, String> environment) {
        String host = "127.0.0.1";
        int port = DEFAULT_PORT;
        String token = environment.get("MILLRACE_TOKEN");
        Map<String, String> configuration = new LinkedHashMap<>();
        while (!rest.isEmpty()) {
            String option = rest.removeFirst();
            switch (option) {
                case "--host" -> host = value(option, rest);
                case "--port" -> port = port(value(option, rest));
                case "--token" -> token = value(option, rest);
                case "--keep-queries" ->
                        configuration.put(Lifetimes.KEEP_QUERIES, value(option, rest));
                case "--conf" -> addConfiguration(value(option, rest), configuration);
                default -> throw new UsageException("'server' does not know '" + option + "'");
            }
        }
        if (token != null && token.isBlank()) {
            throw new UsageException("the token is empty");
        }
        return new Server(host, port, token, configuration);
    }

    private static Demo demo(Deque<String> rest) {
        String first = rest.peekFirst();
        if (first == null || first.startsWith("-")) {
            return new Demo(DemoProgram.DEFAULT, List.copyOf(rest));
        }
        rest.removeFirst();
        DemoProgram program = DemoProgram.find(first);
        if (program == null) {
            throw new UsageException(
                    "there is no demo '" + first + "', only " + DemoProgram.names());
        }
        return new Demo(program, List.copyOf(rest));
    }

    private static Queries queries(Deque<String> rest, Map<String, String> environment) {
        String remote = "sc://localhost:" + DEFAULT_PORT;
        String token = environment.get("MILLRACE_TOKEN");
        String user = null;
        List<String> stop = new ArrayList<>();
        while (!rest.isEmpty()) {
            String option = rest.removeFirst();
            switch (option) {
                case "--remote" -> remote = value(option, rest);
                case "--token" -> token = value(option, rest);
                case "--user" -> user = value(option, rest);
                case "--stop" -> stop.add(value(option, rest));
                default -> throw new UsageException("'queries' does not know '" + option + "'");
            }
        }
        return new Queries(remote, token, user, stop);
    }

    private static Run run(Deque<String> rest) {
        String mainClass = null;
        Map<String, String> configuration = new LinkedHashMap<>();
        Path jar = null;
        while (jar == null && !rest.isEmpty()) {
            String option = rest.removeFirst();
            switch (option) {
                case "--class" -> mainClass = value(option, rest);
                case "--conf" -> addConfiguration(value(option, rest), configuration);
                default -> {
                    if (option.startsWith("-")) {
                        throw new UsageException("'run' does not know '" + option + "'");
                    }
                    jar = Path.of(option);
                }
            }
        }
        if (jar == null) {
            throw new UsageException("'run' needs the jar of a Spark program");
        }
        if ("--class".equals(rest.peekFirst())) {
            String option = rest.removeFirst();
            mainClass = value(option, rest);
        }
        return new Run(jar, mainClass, List.copyOf(rest), configuration);
    }

    private static String value(String option, Deque<String> rest) {
        if (rest.isEmpty()) {
            throw new UsageException("'" + option + "' needs a value");
        }
        return rest.removeFirst();
    }

    private static int port(String text) {
        try {
            int port = Integer.parseInt(text);
            if (port >= 0 && port <= 65535) {
                return port;
            }
        } catch (NumberFormatException e) {
            throw new UsageException("'" + text + "' is not a port");
        }
        throw new UsageException("'" + text + "' is not a port");
    }

    private static void addConfiguration(String text, Map<String, String> configuration) {
        int equals = text.indexOf('=');
        if (equals <= 0) {
            throw new UsageException("'--conf' wants key=value, found '" + text + "'");
        }
        configuration.put(text.substring(0, equals), text.substring(equals + 1));
    }
}
