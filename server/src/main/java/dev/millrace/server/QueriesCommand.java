// SPDX-License-Identifier: Apache-2.0
package dev.millrace.server;

import dev.millrace.connect.queries.RunningQueries;

import java.util.List;

/// `millrace queries`: what runs on a server, and an end to it.
final class QueriesCommand {
    private QueriesCommand() {}

    static int run(CommandLine.Queries command) throws Exception {
        try (RunningQueries queries =
                RunningQueries.of(command.remote(), command.token(), command.user())) {
            if (command.stop().isEmpty()) {
                System.out.println(queries.table());
                return Main.DONE;
            }
            List<String> unknown = queries.stop(command.stop(), System.out::println);
            unknown.forEach(
                    query -> System.err.println("millrace: no query '" + query + "' is running"));
            return unknown.isEmpty() ? Main.DONE : Main.FAILED;
        }
    }
}
