// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.service;

import dev.millrace.execution.task.Cancellation;
import dev.millrace.runtime.session.QueryResult;
import dev.millrace.runtime.session.Session;

import org.apache.spark.connect.proto.Relation;
import org.apache.spark.connect.proto.StorageLevel;
import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/// The frames that a client asked to keep (`persist`, `cache`). A frame is computed at its first
/// use and read from memory afterwards, wherever its plan stands inside another one.
///
/// A frame is known by its plan as the client sends it, plan ids included: so a frame that was
/// built a second time is another frame.
final class PersistedFrames {
    private final Session session;
    private final Map<Relation, Kept> frames = new HashMap<>();
    private final Set<String> tables = new HashSet<>();

    PersistedFrames(Session session) {
        this.session = session;
    }

    /// A kept frame; `id` is null until it was computed.
    private static final class Kept {
        private final StorageLevel level;
        private @Nullable String id;

        Kept(StorageLevel level) {
            this.level = level;
        }
    }

    /// @param level which is remembered, no more: frames are kept in memory
    synchronized void add(Relation relation, StorageLevel level) {
        frames.putIfAbsent(relation, new Kept(level));
    }

    synchronized void remove(Relation relation) {
        Kept kept = frames.remove(relation);
        if (kept != null && kept.id != null) {
            session.forgetFrame(kept.id);
        }
    }

    /// The level with which it is kept, null if it is not.
    synchronized @Nullable StorageLevel level(Relation relation) {
        Kept kept = frames.get(relation);
        return kept == null ? null : kept.level;
    }

    /// Remembers that the client had a table cached, which changes nothing else: a scan finds what
    /// is there.
    synchronized void addTable(String name) {
        tables.add(name.toLowerCase(Locale.ROOT));
    }

    synchronized void removeTable(String name) {
        tables.remove(name.toLowerCase(Locale.ROOT));
    }

    synchronized void removeTables() {
        tables.clear();
    }

    synchronized boolean hasTable(String name) {
        return tables.contains(name.toLowerCase(Locale.ROOT));
    }

    synchronized boolean isEmpty() {
        return frames.isEmpty();
    }

    /// The id under which the session keeps the rows of this relation, computed now if need be;
    /// null if it is not to be kept, or is a stream.
    ///
    /// @param plan the relation's meaning, asked for only when it must be computed
    @Nullable String frame(Relation relation, Supplier<dev.millrace.plan.relation.Relation> plan) {
        Kept kept;
        synchronized (this) {
            kept = frames.get(relation);
        }
        if (kept == null) {
            return null;
        }
        synchronized (kept) {
            if (kept.id == null) {
                dev.millrace.plan.relation.Relation meaning = plan.get();
                if (session.isStreaming(meaning)) {
                    return null;
                }
                try (QueryResult result = session.execute(meaning, new Cancellation())) {
                    kept.id = session.keepFrame(result.schema(), result.drain());
                }
            }
            return kept.id;
        }
    }
}
