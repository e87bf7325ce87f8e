// SPDX-License-Identifier: Apache-2.0
package dev.millrace.server;

import java.util.List;

/// The command `millrace`. Exit codes: 0 done, 1 failed (one line on the error stream says why), 2
/// wrong usage.
public final class Main {
    static final int DONE = 0;
    static final int FAILED = 1;
    static final int WRONG_USAGE = 2;

    private Main() {}

    public static void main(String[] arguments) {
        int code = run(List.of(arguments));
        System.out.flush();
        // Threads of a user's program may still run; the command is over all the same.
        Runtime.getRuntime().exit(code);
    }

    private static int run(List<String> arguments) {
        CommandLine command;
        try {
            command = CommandLine.parse(arguments, System.getenv());
        } catch (CommandLine.UsageException e) {
            System.err.println("millrace: " + e.getMessage() + " (see millrace --help)");
            return WRONG_USAGE;
        }
        try {
            return switch (command) {
                case CommandLine.Help ignored -> print(HelpText.TEXT);
                case CommandLine.Version ignored -> print(HelpText.version());
                case CommandLine.Server server -> ServerCommand.run(server);
                case CommandLine.Run run -> RunCommand.run(run);
                case CommandLine.Queries queries -> QueriesCommand.run(queries);
                case CommandLine.Demo demo -> DemoCommand.run(demo);
            };
        } catch (CommandLine.UsageException e) {
            System.err.println("millrace: " + e.getMessage() + " (see millrace --help)");
            return WRONG_USAGE;
        } catch (Exception e) {
            System.err.println("millrace: " + FailureText.oneLine(e));
            return FAILED;
        }
    }

    private static int print(String text) {
        System.out.println(text);
        return DONE;
    }
}
