// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.service;

import dev.millrace.runtime.streaming.Durations;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;

/// How long a server keeps what belongs to a client.
///
/// @param session a session that nothing was heard of for so long is taken for one whose client has
/// gone, as if it had been released
/// @param queries how long streaming queries live on after their client; null until they are
/// stopped
public record Lifetimes(Duration session, @Nullable Duration queries) {
    /// `until-stopped`, or a time: `10min`, `0`.
    public static final String KEEP_QUERIES = "millrace.streaming.keepQueries";

    /// Spark's own key for how long a silent session lives.
    public static final String SESSION_TIMEOUT =
            "spark.connect.session.manager.defaultSessionTimeout";

    static final String UNTIL_STOPPED = "until-stopped";

    private static final Duration DEFAULT_SESSION = Duration.ofMinutes(60);

    /// An hour for a silent session, as in Spark; queries until they are stopped.
    public static Lifetimes defaults() {
        return new Lifetimes(DEFAULT_SESSION, null);
    }

    /// Reads them from a server's configuration.
    ///
    /// @throws IllegalArgumentException with the key, if a value is no time
    public static Lifetimes of(Map<String, String> configuration) {
        String session = configuration.get(SESSION_TIMEOUT);
        String queries = configuration.get(KEEP_QUERIES);
        return new Lifetimes(
                session == null ? DEFAULT_SESSION : time(SESSION_TIMEOUT, session),
                queries == null || queries.strip().toLowerCase(Locale.ROOT).equals(UNTIL_STOPPED)
                        ? null
                        : time(KEEP_QUERIES, queries));
    }

    private static Duration time(String key, String text) {
        long millis;
        try {
            millis = Durations.millis(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(key + ": " + e.getMessage(), e);
        }
        if (millis < 0) {
            throw new IllegalArgumentException(key + ": '" + text + "' is negative");
        }
        return Duration.ofMillis(millis);
    }

    /// How often to look for what has lived too long.
    Duration sweepInterval() {
        Duration shortest = session;
        if (queries != null && queries.compareTo(shortest) < 0) {
            shortest = queries;
        }
        long millis = Math.clamp(shortest.toMillis() / 4, 20, 30_000);
        return Duration.ofMillis(millis);
    }
}
