// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.streaming;

import dev.millrace.plan.logical.LogicalPlan;
import dev.millrace.runtime.checkpoint.Checkpoint;
import dev.millrace.runtime.checkpoint.OffsetEntry;
import dev.millrace.spi.connector.ConnectorContext;
import dev.millrace.spi.connector.MicroBatchSource;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// The sources of one run with the offsets between which the current batch reads. A source that a
/// plan uses twice is started once, but has two
/// lines in the offset log. Used by the query's thread; what a batch reads is fixed before its
/// tasks start.
final class QuerySources implements AutoCloseable {
    /// One source: number, key in the plan, and where the batches stand.
    static final class Started {
        private final long key;
        private final MicroBatchSource source;
        private @Nullable String start;
        private @Nullable String end;
        private @Nullable String newest;

        Started(long key, MicroBatchSource source) {
            this.key = key;
            this.source = source;
        }

        long key() {
            return key;
        }

        MicroBatchSource source() {
            return source;
        }

        /// Up to here everything was processed; null at the very beginning.
        @Nullable String start() {
            return start;
        }

        /// Up to here the batch reads.
        @Nullable String end() {
            return end;
        }

        /// What the source said is its newest data.
        @Nullable String newest() {
            return newest;
        }

        boolean hasNewData() {
            return end != null && !Objects.equals(start, end);
        }
    }

    private final List<Long> uses = new ArrayList<>();
    private final Map<Long, Started> started = new LinkedHashMap<>();

    /// Starts each source in the order of its first use.
    QuerySources(
            List<LogicalPlan.StreamScan> scans, Checkpoint checkpoint, ConnectorContext context) {
        try {
            for (LogicalPlan.StreamScan scan : scans) {
                uses.add(scan.sourceKey());
                if (!started.containsKey(scan.sourceKey())) {
                    MicroBatchSource source =
                            scan.definition().start(checkpoint.source(started.size()), context);
                    started.put(scan.sourceKey(), new Started(scan.sourceKey(), source));
                }
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    List<Started> all() {
        return List.copyOf(started.values());
    }

    Started byKey(long key) {
        Started source = started.get(key);
        if (source == null) {
            throw MillraceException.bug("the plan reads a source " + key + " that was not started");
        }
        return source;
    }

    boolean hasNewData() {
        return started.values().stream().anyMatch(Started::hasNewData);
    }

    /// Asks a source how far the next batch goes.
    void askEnd(Started source, MicroBatchSource.Limit limit) {
        String latest = source.source.latestOffset(source.start, limit);
        source.end = latest == null ? source.start : latest;
        source.newest = source.source.newestOffset();
    }

    /// The offsets of the batch, one per use, for the offset log.
    List<@Nullable String> ends() {
        List<@Nullable String> ends = new ArrayList<>(uses.size());
        for (long key : uses) {
            ends.add(byKey(key).end);
        }
        return ends;
    }

    /// The batch that read up to `end` is history.
    void advance() {
        started.values().forEach(source -> source.start = source.end);
    }

    /// Goes to where a logged batch begins or ends.
    void restoreStarts(@Nullable OffsetEntry entry) {
        if (entry != null) {
            List<@Nullable String> offsets = checked(entry);
            for (int i = 0; i < uses.size(); i++) {
                Started source = byKey(uses.get(i));
                source.start = offsets.get(i);
                source.end = offsets.get(i);
            }
        }
    }

    void restoreEnds(OffsetEntry entry) {
        List<@Nullable String> offsets = checked(entry);
        for (int i = 0; i < uses.size(); i++) {
            byKey(uses.get(i)).end = offsets.get(i);
        }
    }

    private List<@Nullable String> checked(OffsetEntry entry) {
        if (entry.offsets().size() != uses.size()) {
            throw MillraceException.of(ErrorKind.EXECUTION)
                    .text(
                            "There are ["
                                    + entry.offsets().size()
                                    + "] sources in the checkpoint offsets and now there are ["
                                    + uses.size()
                                    + "] sources requested by the query. Cannot continue.");
        }
        return entry.offsets();
    }

    /// Tells the sources that everything before the current batch is processed for good.
    void commitStarts() {
        for (Started source : started.values()) {
            String start = source.start;
            if (start != null) {
                source.source.commit(start);
            }
        }
    }

    /// False if a run with trigger AvailableNow has to be one with trigger Once.
    boolean supportAvailableNow() {
        return started.values().stream().allMatch(source -> source.source.supportsAvailableNow());
    }

    void prepareForAvailableNow() {
        started.values().forEach(source -> source.source.prepareForAvailableNow());
    }

    @Override
    public void close() {
        started.values().forEach(source -> source.source.close());
    }
}
