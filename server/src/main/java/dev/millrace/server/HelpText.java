// SPDX-License-Identifier: Apache-2.0
package dev.millrace.server;

import static java.util.stream.Collectors.joining;

import java.util.Arrays;

/// What `--help` and `--version` print.
final class HelpText {
    static final String TEXT =
            """
            Millrace: Spark Structured Streaming on one machine.
            An unmodified Spark 4 program points its remote here and gets Spark's answers.

            Usage: millrace <command> [options]

            Commands
              demo [name]          Run an example and show its result; without a name the first of:
            %s
                                   Its options may follow, for example: demo orders --orders 2000
              server               Start a Spark Connect server and wait for clients.
                --host <address>     address to listen on (default 127.0.0.1; any other needs a token)
                --port <n>           port to listen on, 0 for any free one (default 15002)
                --token <secret>     callers must send it; MILLRACE_TOKEN in the environment does the same
                --keep-queries <time>  how long streaming queries live on when their client has gone:
                                     10min, 0, until-stopped (the default)
                --conf <key=value>   Spark configuration for every session; may be repeated
              queries              List the streaming queries of a server.
                --remote <sc://...>  the server (default sc://localhost:15002)
                --stop <id or name>  stop a query instead; may be repeated
                --user <name>        whose queries (default: yours)
                --token <secret>     as above
              run <app.jar> [args] Run a Spark program in one process with the engine.
                --class <name>       its main class, if the jar's manifest names none
                --conf <key=value>   as above
              bench <name>         Run a benchmark beside real Spark; 'bench' alone lists them.
              --help, --version

            Connect to a server
              Java, Scala:  SparkSession.builder().remote("sc://localhost:15002").getOrCreate()
              Python:       SparkSession.builder.remote("sc://localhost:15002").getOrCreate()
              with a token: sc://localhost:15002/;token=<secret>

            Exit codes: 0 done, 1 failed (one line says why), 2 wrong usage.
            On SIGTERM the server ends its streaming queries after their current batch.\
            """
                    .formatted(demos());

    private HelpText() {}

    /// A line for each demo.
    private static String demos() {
        return Arrays.stream(DemoProgram.values())
                .map(d -> "    %-18s %s".formatted(d.word(), d.description()))
                .collect(joining("\n"));
    }

    static String version() {
        String built = HelpText.class.getPackage().getImplementationVersion();
        return "millrace "
                + (built == null ? "(not packaged)" : built)
                + ", answering as Spark 4.2.0, on Java "
                + Runtime.version().feature();
    }
}
