// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.service;

import dev.millrace.connect.usercode.Artifacts;
import dev.millrace.runtime.session.Engine;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;

import org.apache.spark.connect.proto.UserContext;
import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;

/// All sessions of a server, by user and session id. A session begins with the first call that
/// names it and ends when it is released; then its id is never accepted again.
final class ConnectSessions implements AutoCloseable {
    private final Engine engine;
    private final String channelName;
    private final ClassLoader userClasses;
    private final ExecutorService threads;
    private final Map<Key, ConnectSession> open = new HashMap<>();
    private final Set<Key> closed = new HashSet<>();

    private record Key(String user, String session) {}

    ConnectSessions(
            Engine engine, String channelName, ClassLoader userClasses, ExecutorService threads) {
        this.engine = engine;
        this.channelName = channelName;
        this.userClasses = userClasses;
        this.threads = threads;
    }

    /// The session of a call, made if it is new.
    ///
    /// @param observed the server-side id that the client saw before, null or empty if none: a
    /// client of a server that was restarted must learn it
    synchronized ConnectSession session(
            UserContext user, String sessionId, @Nullable String observed) {
        Key key = key(user, sessionId);
        if (closed.contains(key)) {
            throw handle("SESSION_CLOSED", sessionId, "Session was closed.");
        }
        ConnectSession session = open.get(key);
        if (observed != null
                && !observed.isEmpty()
                && (session == null || !observed.equals(session.serverSideId()))) {
            throw handle(
                    "SESSION_CHANGED",
                    sessionId,
                    "The existing Spark server driver instance has restarted. Please reconnect.");
        }
        if (session == null) {
            session =
                    new ConnectSession(
                            key.user(),
                            sessionId,
                            engine.newSession(key.user()),
                            new Artifacts(userClasses),
                            channelName,
                            threads);
            open.put(key, session);
        }
        return session;
    }

    /// The session of a call that makes no sense for a new one, null if there is none.
    synchronized @Nullable ConnectSession existing(UserContext user, String sessionId) {
        return open.get(key(user, sessionId));
    }

    /// Ends a session: its operations, queries, views and artifacts.
    void release(UserContext user, String sessionId, boolean allowReconnect) {
        ConnectSession session;
        synchronized (this) {
            Key key = key(user, sessionId);
            session = open.remove(key);
            if (!allowReconnect) {
                closed.add(key);
            }
        }
        if (session != null) {
            session.close();
        }
    }

    private static Key key(UserContext user, String sessionId) {
        try {
            return new Key(user.getUserId(), UUID.fromString(sessionId).toString());
        } catch (IllegalArgumentException e) {
            throw MillraceException.of(ErrorKind.EXECUTION, "INVALID_HANDLE.FORMAT", "HY000")
                    .with("handle", sessionId)
                    .cause(e)
                    .text(
                            "The handle "
                                    + sessionId
                                    + " is invalid. Handle must be an UUID string of the format"
                                    + " '00112233-4455-6677-8899-aabbccddeeff'");
        }
    }

    /// An error about a handle, which clients recognise by its text.
    static MillraceException handle(String reason, String handle, String text) {
        return MillraceException.of(ErrorKind.EXECUTION, "INVALID_HANDLE." + reason, "HY000")
                .with("handle", handle)
                .text("The handle " + handle + " is invalid. " + text);
    }

    @Override
    public void close() {
        List<ConnectSession> all;
        synchronized (this) {
            all = List.copyOf(open.values());
            open.clear();
        }
        all.forEach(ConnectSession::close);
    }
}
