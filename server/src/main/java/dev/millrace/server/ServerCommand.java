// SPDX-License-Identifier: Apache-2.0
package dev.millrace.server;

import dev.millrace.connect.service.ConnectServer;
import dev.millrace.connect.service.Lifetimes;
import dev.millrace.runtime.session.Engine;

import java.io.IOException;
import java.net.InetAddress;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/// `millrace server`: listens until the process is told to end.
final class ServerCommand {
    private ServerCommand() {}

    static int run(CommandLine.Server command) throws IOException, InterruptedException {
        boolean loopback = InetAddress.getByName(command.host()).isLoopbackAddress();
        if (!loopback && command.token() == null) {
            throw new CommandLine.UsageException(
                    "listening on "
                            + command.host()
                            + " lets others run code here: give a token (--token or"
                            + " MILLRACE_TOKEN)");
        }
        Lifetimes lifetimes = lifetimes(command.configuration());
        Engine engine = Wiring.engine(command.configuration());
        ConnectServer server =
                ConnectServer.start(
                        new ConnectServer.Settings(
                                command.host(),
                                command.port(),
                                command.token(),
                                ServerCommand.class.getClassLoader(),
                                lifetimes),
                        engine);
        CountDownLatch ended = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(
                                () -> {
                                    engine.close();
                                    server.close();
                                    ended.countDown();
                                },
                                "millrace-shutdown"));
        System.out.println(
                "Millrace accepts Spark Connect clients at sc://"
                        + command.host()
                        + ":"
                        + server.port()
                        + (command.token() == null ? "" : " (token required)"));
        System.out.flush();
        ended.await();
        return Main.DONE;
    }

    private static Lifetimes lifetimes(Map<String, String> configuration) {
        try {
            return Lifetimes.of(configuration);
        } catch (IllegalArgumentException e) {
            throw new CommandLine.UsageException(String.valueOf(e.getMessage()));
        }
    }
}
