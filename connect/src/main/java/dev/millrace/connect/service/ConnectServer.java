// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.service;

import dev.millrace.runtime.session.Engine;

import org.jspecify.annotations.Nullable;
import org.sparkproject.io.grpc.Server;
import org.sparkproject.io.grpc.ServerInterceptor;
import org.sparkproject.io.grpc.ServerInterceptors;
import org.sparkproject.io.grpc.ServerServiceDefinition;
import org.sparkproject.io.grpc.inprocess.InProcessServerBuilder;
import org.sparkproject.io.grpc.netty.NettyServerBuilder;
import org.sparkproject.io.netty.util.internal.logging.InternalLoggerFactory;
import org.sparkproject.io.netty.util.internal.logging.JdkLoggerFactory;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// A Spark Connect server on a network port, and the same service once more on an in-process
/// channel, through which user code inside the server (a `foreachBatch` function) talks back.
public final class ConnectServer implements AutoCloseable {
    /// Spark's limit for one message in either direction.
    static final int MAX_MESSAGE_BYTES = 128 << 20;

    /// Deep plans are converted recursively; a chain of 1024 nodes, the protocol's own limit, needs
    /// a few megabytes.
    private static final long STACK_BYTES = 64L << 20;

    private static final System.Logger LOG = System.getLogger(ConnectServer.class.getName());

    private final Server network;
    private final Server inProcess;
    private final ConnectSessions sessions;
    private final ExecutorService threads;
    private final ScheduledExecutorService sweeper;

    private ConnectServer(
            Server network,
            Server inProcess,
            ConnectSessions sessions,
            ExecutorService threads,
            ScheduledExecutorService sweeper) {
        this.network = network;
        this.inProcess = inProcess;
        this.sessions = sessions;
        this.threads = threads;
        this.sweeper = sweeper;
    }

    /// Where and for whom a server listens.
    ///
    /// @param port 0 for any free port
    /// @param token what callers must send as bearer token, null to let everybody in
    /// @param userClasses where functions of users find classes that came with no artifact: the
    /// loader of a program in the same process, or the server's own
    /// @param lifetimes how long clients and their queries are kept
    public record Settings(
            String host,
            int port,
            @Nullable String token,
            ClassLoader userClasses,
            Lifetimes lifetimes) {
        /// With the usual lifetimes.
        public Settings(String host, int port, @Nullable String token, ClassLoader userClasses) {
            this(host, port, token, userClasses, Lifetimes.defaults());
        }
    }

    /// Binds the port and accepts connections. Fails with an `IOException` that names the port if
    /// it is in use.
    public static ConnectServer start(Settings settings, Engine engine) throws IOException {
        // Netty would start Log4j, which takes longer than all the rest of the start.
        InternalLoggerFactory.setDefaultFactory(JdkLoggerFactory.INSTANCE);
        ExecutorService threads =
                Executors.newCachedThreadPool(
                        Thread.ofPlatform()
                                .daemon()
                                .stackSize(STACK_BYTES)
                                .name("millrace-connect-", 0)
                                .factory());
        String channelName = "millrace-" + UUID.randomUUID();
        ConnectSessions sessions =
                new ConnectSessions(
                        engine,
                        channelName,
                        settings.userClasses(),
                        threads,
                        settings.lifetimes(),
                        System::nanoTime);
        ServerServiceDefinition service =
                RecursionLimit.raise(new ConnectEndpoint(sessions).bindService());
        List<ServerInterceptor> guards =
                settings.token() == null
                        ? List.of()
                        : List.of(new TokenInterceptor(settings.token()));
        Server network =
                NettyServerBuilder.forAddress(
                                new InetSocketAddress(settings.host(), settings.port()))
                        .executor(threads)
                        .maxInboundMessageSize(MAX_MESSAGE_BYTES)
                        .addService(ServerInterceptors.intercept(service, guards))
                        .build();
        Server inProcess =
                InProcessServerBuilder.forName(channelName)
                        .executor(threads)
                        .maxInboundMessageSize(MAX_MESSAGE_BYTES)
                        .addService(
                                RecursionLimit.raise(
                                        new ConnectEndpoint(sessions.inside()).bindService()))
                        .build();
        try {
            inProcess.start();
            network.start();
        } catch (IOException e) {
            inProcess.shutdownNow();
            threads.shutdownNow();
            throw new IOException(
                    "cannot listen on "
                            + settings.host()
                            + ":"
                            + settings.port()
                            + ": "
                            + rootMessage(e),
                    e);
        }
        return new ConnectServer(
                network,
                inProcess,
                sessions,
                threads,
                sweeper(sessions, settings.lifetimes().sweepInterval()));
    }

    /// Looks after sessions from time to time.
    private static ScheduledExecutorService sweeper(ConnectSessions sessions, Duration interval) {
        ScheduledExecutorService sweeper =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().daemon().name("millrace-sessions").factory());
        sweeper.scheduleWithFixedDelay(
                () -> {
                    try {
                        sessions.sweep();
                    } catch (RuntimeException e) {
                        LOG.log(System.Logger.Level.WARNING, "cannot end a session", e);
                    }
                },
                interval.toMillis(),
                interval.toMillis(),
                TimeUnit.MILLISECONDS);
        return sweeper;
    }

    private static String rootMessage(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }

    /// The port that it listens on.
    public int port() {
        return network.getPort();
    }

    /// Stops accepting calls, ends all sessions and their operations. Streaming queries end after
    /// their current batch when the engine is closed.
    @Override
    public void close() {
        network.shutdown();
        sweeper.shutdownNow();
        sessions.close();
        inProcess.shutdownNow();
        try {
            if (!network.awaitTermination(2, TimeUnit.SECONDS)) {
                network.shutdownNow();
            }
        } catch (InterruptedException e) {
            network.shutdownNow();
            Thread.currentThread().interrupt();
        }
        threads.shutdown();
    }
}
