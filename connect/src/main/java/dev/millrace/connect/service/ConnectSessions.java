// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.service;

import dev.millrace.connect.usercode.Artifacts;
import dev.millrace.runtime.session.Engine;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;

import org.apache.spark.connect.proto.UserContext;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.function.LongSupplier;

/// All sessions of a server, by user and session id. A session begins with the first call that
/// names it. Its client has gone when it is released, or when nothing was heard of it for too long;
/// then its id is never accepted again. The session itself ends when its last streaming query has:
/// until then the code of these queries can still call it from inside.
final class ConnectSessions implements SessionDoor, AutoCloseable {
    /// How long an operation waits for a client that hung up, as in Spark.
    private static final Duration ABANDONED_AFTER = Duration.ofMinutes(5);

    private final Engine engine;
    private final String channelName;
    private final ClassLoader userClasses;
    private final ExecutorService threads;
    private final Lifetimes lifetimes;
    private final LongSupplier nanoTime;
    private final Map<Key, ConnectSession> open = new HashMap<>();
    private final Set<Key> closed = new HashSet<>();

    /// Those whose clients have gone, with the time since when.
    private final Map<ConnectSession, Long> left = new HashMap<>();

    /// All that have not ended, by the id that they gave themselves.
    private final Map<String, ConnectSession> inside = new HashMap<>();

    private record Key(String user, String session) {}

    ConnectSessions(
            Engine engine,
            String channelName,
            ClassLoader userClasses,
            ExecutorService threads,
            Lifetimes lifetimes,
            LongSupplier nanoTime) {
        this.engine = engine;
        this.channelName = channelName;
        this.userClasses = userClasses;
        this.threads = threads;
        this.lifetimes = lifetimes;
        this.nanoTime = nanoTime;
    }

    /// A client of a server that was restarted must learn it: hence the id that it observed.
    @Override
    public synchronized ConnectSession session(
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
            inside.put(session.serverSideId(), session);
        }
        session.touch(nanoTime.getAsLong());
        return session;
    }

    @Override
    public synchronized @Nullable ConnectSession existing(UserContext user, String sessionId) {
        ConnectSession session = open.get(key(user, sessionId));
        if (session != null) {
            session.touch(nanoTime.getAsLong());
        }
        return session;
    }

    @Override
    public void release(UserContext user, String sessionId, boolean allowReconnect) {
        Key key = key(user, sessionId);
        ConnectSession session;
        synchronized (this) {
            session = open.remove(key);
            if (!allowReconnect) {
                closed.add(key);
            }
        }
        if (session != null) {
            leave(session);
        }
    }

    /// The client of a session has gone: only its queries go on, for as long as queries may.
    private void leave(ConnectSession session) {
        Duration keep = lifetimes.queries();
        if (keep != null && keep.isZero()) {
            end(session);
            return;
        }
        synchronized (this) {
            left.put(session, nanoTime.getAsLong());
        }
        session.leave(() -> end(session));
    }

    private void end(ConnectSession session) {
        synchronized (this) {
            left.remove(session);
            inside.remove(session.serverSideId());
        }
        session.close();
    }

    /// Looks for clients that have gone without a word and for queries that have outlived theirs
    /// for long enough.
    void sweep() {
        long now = nanoTime.getAsLong();
        List<ConnectSession> silent = new ArrayList<>();
        List<ConnectSession> overdue = new ArrayList<>();
        synchronized (this) {
            open.values().forEach(s -> s.interruptAbandoned(now - ABANDONED_AFTER.toNanos()));
            open.entrySet()
                    .removeIf(
                            entry -> {
                                ConnectSession session = entry.getValue();
                                boolean isSilent =
                                        session.isSilentSince(now - lifetimes.session().toNanos());
                                if (isSilent) {
                                    closed.add(entry.getKey());
                                    silent.add(session);
                                }
                                return isSilent;
                            });
            Duration keep = lifetimes.queries();
            if (keep != null) {
                left.forEach(
                        (session, since) -> {
                            if (now - since >= keep.toNanos()) {
                                overdue.add(session);
                            }
                        });
            }
        }
        silent.forEach(this::leave);
        overdue.forEach(this::end);
    }

    /// The way in for user code inside the server. It knows a session by the id that the session
    /// gave itself, which stays good when the client has gone.
    SessionDoor inside() {
        return new SessionDoor() {
            @Override
            public ConnectSession session(
                    UserContext user, String sessionId, @Nullable String observed) {
                ConnectSession session = existing(user, sessionId);
                if (session == null) {
                    throw handle("SESSION_CLOSED", sessionId, "Session was closed.");
                }
                return session;
            }

            @Override
            public @Nullable ConnectSession existing(UserContext user, String sessionId) {
                synchronized (ConnectSessions.this) {
                    return inside.get(sessionId);
                }
            }

            @Override
            public void release(UserContext user, String sessionId, boolean allowReconnect) {
                // The session belongs to the client outside.
            }
        };
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
            all = List.copyOf(inside.values());
            open.clear();
            left.clear();
            inside.clear();
        }
        all.forEach(ConnectSession::close);
    }
}
