// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.statetable;

import dev.millrace.runtime.checkpoint.CheckpointView;
import dev.millrace.runtime.checkpoint.CommitLog;
import dev.millrace.runtime.checkpoint.StatefulOperator;
import dev.millrace.spi.connector.Options;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;

import org.jspecify.annotations.Nullable;

import java.util.Locale;
import java.util.Set;

/// What a reader of a state was told, checked as Spark checks it. `toString` is as Spark's messages
/// show it.
///
/// @param location of the checkpoint
/// @param batchId whose state after it is read; the last, if changes are
/// @param fromSnapshot null if any snapshot will do
/// @param changesFrom the first batch whose changes are read, null if the state itself is
record StateOptions(
        String location,
        long batchId,
        int operatorId,
        String storeName,
        JoinSide joinSide,
        @Nullable Snapshot fromSnapshot,
        @Nullable Long changesFrom,
        @Nullable String variable,
        boolean readsTimers,
        boolean flattens) {
    private static final String PATH = "path";
    private static final String BATCH = "batchId";
    private static final String OPERATOR = "operatorId";
    private static final String STORE = "storeName";
    private static final String SIDE = "joinSide";
    private static final String SNAPSHOT_BATCH = "snapshotStartBatchId";
    private static final String SNAPSHOT_PARTITION = "snapshotPartitionId";
    private static final String CHANGES = "readChangeFeed";
    private static final String CHANGES_START = "changeStartBatchId";
    private static final String CHANGES_END = "changeEndBatchId";
    static final String VARIABLE = "stateVarName";
    static final String TIMERS = "readRegisteredTimers";
    private static final String FLATTENS = "flattenCollectionTypes";
    private static final Set<String> KNOWN =
            Set.of(
                    PATH,
                    BATCH.toLowerCase(Locale.ROOT),
                    OPERATOR.toLowerCase(Locale.ROOT),
                    STORE.toLowerCase(Locale.ROOT),
                    SIDE.toLowerCase(Locale.ROOT),
                    SNAPSHOT_BATCH.toLowerCase(Locale.ROOT),
                    SNAPSHOT_PARTITION.toLowerCase(Locale.ROOT),
                    CHANGES.toLowerCase(Locale.ROOT),
                    CHANGES_START.toLowerCase(Locale.ROOT),
                    CHANGES_END.toLowerCase(Locale.ROOT),
                    VARIABLE.toLowerCase(Locale.ROOT),
                    TIMERS.toLowerCase(Locale.ROOT),
                    FLATTENS.toLowerCase(Locale.ROOT));

    /// Which rows of a join are read as its user knows them.
    enum JoinSide {
        LEFT,
        RIGHT,
        NONE;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// The snapshot from which a state is made, and the partition that is read.
    record Snapshot(long batchId, int partition) {}

    /// The range of batches, before the rest is known.
    private record Batches(long batchId, @Nullable Snapshot snapshot, @Nullable Long changesFrom) {}

    static StateOptions of(Options options, CheckpointView checkpoint) {
        options.refuseUnknown(KNOWN, "state reader");
        int operatorId = Math.toIntExact(number(options, OPERATOR, 0));
        if (operatorId < 0) {
            throw StateTableErrors.negative(OPERATOR);
        }
        String store = options.value(STORE, StatefulOperator.DEFAULT_STORE).strip();
        if (store.isEmpty()) {
            throw StateTableErrors.empty(STORE);
        }
        String variable = options.value(VARIABLE);
        boolean readsTimers = flag(options, TIMERS, false);
        if (readsTimers && variable != null) {
            throw StateTableErrors.conflict(TIMERS, VARIABLE);
        }
        boolean flattens = flag(options, FLATTENS, true);
        JoinSide side = side(options.value(SIDE, "none"));
        if (side != JoinSide.NONE && !store.equals(StatefulOperator.DEFAULT_STORE)) {
            throw StateTableErrors.conflict(SIDE, STORE);
        }
        CommitLog commits = checkpoint.commits();
        Batches batches =
                flag(options, CHANGES, false)
                        ? changes(options, side, commits, checkpoint.root().uri())
                        : state(options, commits, checkpoint.root().uri());
        return new StateOptions(
                checkpoint.root().uri(),
                batches.batchId,
                operatorId,
                store,
                side,
                batches.snapshot,
                batches.changesFrom,
                variable == null ? null : variable.strip(),
                readsTimers,
                flattens);
    }

    private static JoinSide side(String text) {
        for (JoinSide side : JoinSide.values()) {
            if (side.toString().equals(text)) {
                return side;
            }
        }
        throw StateTableErrors.invalid(SIDE, "Valid values are left,right,none");
    }

    private static Batches changes(
            Options options, JoinSide side, CommitLog commits, String location) {
        if (side != JoinSide.NONE) {
            throw StateTableErrors.conflict(SIDE, CHANGES);
        }
        for (String other : new String[] {BATCH, SNAPSHOT_BATCH, SNAPSHOT_PARTITION}) {
            if (options.has(other)) {
                throw StateTableErrors.conflict(other, CHANGES);
            }
        }
        if (!options.has(CHANGES_START)) {
            throw StateTableErrors.missing(CHANGES_START);
        }
        long first = number(options, CHANGES_START, 0);
        long last =
                options.has(CHANGES_END)
                        ? number(options, CHANGES_END, 0)
                        : newest(commits, location);
        if (first < 0) {
            throw StateTableErrors.negative(CHANGES_START);
        }
        if (last < first) {
            throw StateTableErrors.invalid(
                    CHANGES_END,
                    "changeEndBatchId cannot be smaller than changeStartBatchId. Please check the"
                            + " input to changeEndBatchId, or if you are using its default value,"
                            + " make sure that changeStartBatchId is less than "
                            + last
                            + ".");
        }
        requireCommitted(commits, first, location);
        requireCommitted(commits, last, location);
        return new Batches(last, null, first);
    }

    private static Batches state(Options options, CommitLog commits, String location) {
        for (String other : new String[] {CHANGES_START, CHANGES_END}) {
            if (options.has(other)) {
                throw StateTableErrors.invalid(
                        other, "Only specify this option when readChangeFeed is set to true.");
            }
        }
        long batch = options.has(BATCH) ? number(options, BATCH, 0) : newest(commits, location);
        if (batch < 0) {
            throw StateTableErrors.negative(BATCH);
        }
        Snapshot snapshot = snapshot(options, batch);
        requireCommitted(commits, batch, location);
        return new Batches(batch, snapshot, null);
    }

    private static @Nullable Snapshot snapshot(Options options, long batch) {
        long start = number(options, SNAPSHOT_BATCH, 0);
        long partition = number(options, SNAPSHOT_PARTITION, 0);
        if (start < 0) {
            throw StateTableErrors.negative(SNAPSHOT_BATCH);
        }
        if (start > batch) {
            throw StateTableErrors.invalid(
                    SNAPSHOT_BATCH, "value should be less than or equal to " + batch);
        }
        if (partition < 0) {
            throw StateTableErrors.negative(SNAPSHOT_PARTITION);
        }
        if (options.has(SNAPSHOT_BATCH) != options.has(SNAPSHOT_PARTITION)) {
            throw StateTableErrors.missing(
                    options.has(SNAPSHOT_BATCH) ? SNAPSHOT_PARTITION : SNAPSHOT_BATCH);
        }
        return options.has(SNAPSHOT_BATCH) ? new Snapshot(start, Math.toIntExact(partition)) : null;
    }

    private static long newest(CommitLog commits, String location) {
        Long newest = commits.latest();
        if (newest == null) {
            throw StateTableErrors.notCommitted(location);
        }
        return newest;
    }

    private static void requireCommitted(CommitLog commits, long batch, String location) {
        if (!commits.has(batch)) {
            throw StateTableErrors.notCommitted(location);
        }
    }

    private static long number(Options options, String name, long otherwise) {
        String text = options.value(name);
        if (text == null) {
            return otherwise;
        }
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw MillraceException.of(ErrorKind.NUMBER_FORMAT)
                    .cause(e)
                    .text("For input string: \"" + text + "\"");
        }
    }

    private static boolean flag(Options options, String name, boolean otherwise) {
        String text = options.value(name, Boolean.toString(otherwise));
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default ->
                    throw MillraceException.of(ErrorKind.ILLEGAL_ARGUMENT)
                            .text("For input string: \"" + text + "\"");
        };
    }

    /// The batch whose changes are read first, or else the batch itself.
    boolean readsChanges() {
        return changesFrom != null;
    }

    @Override
    public String toString() {
        return "StateSourceOptions(checkpointLocation="
                + location
                + ", batchId="
                + batchId
                + ", operatorId="
                + operatorId
                + ", storeName="
                + storeName
                + ", joinSide="
                + joinSide
                + ", stateVarName="
                + (variable == null ? "None" : variable)
                + ", flattenCollectionTypes="
                + flattens
                + (fromSnapshot == null
                        ? ""
                        : ", snapshotStartBatchId="
                                + fromSnapshot.batchId
                                + ", snapshotPartitionId="
                                + fromSnapshot.partition)
                + (changesFrom == null
                        ? ""
                        : ", changeStartBatchId=" + changesFrom + ", changeEndBatchId=" + batchId)
                + ")";
    }
}
