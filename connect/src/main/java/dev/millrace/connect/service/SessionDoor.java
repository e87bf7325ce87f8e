// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.service;

import org.apache.spark.connect.proto.UserContext;
import org.jspecify.annotations.Nullable;

/// How a call finds its session: one way for clients on the network, another for user code inside
/// the server.
interface SessionDoor {
    /// The session of a call, made if it is new and may be.
    ///
    /// @param observed the server-side id that the client saw before, null or empty if none
    ConnectSession session(UserContext user, String sessionId, @Nullable String observed);

    /// The session of a call that makes no sense for a new one, null if there is none.
    @Nullable ConnectSession existing(UserContext user, String sessionId);

    /// The client wants no more of a session.
    void release(UserContext user, String sessionId, boolean allowReconnect);
}
