// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.statestore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.runtime.simulation.SimulatedFiles;
import dev.millrace.spi.state.StateStore;
import dev.millrace.spi.storage.FileLocation;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executor;

/// Snapshots that are written while batches go on.
@ParameterizedClass
@EnumSource(Provider.class)
class BackgroundSnapshotTest {
    private static final StateStore.Id STORE = new StateStore.Id(0, 0, null);
    private static final QueryState.Retention RETENTION = new QueryState.Retention(100, 4);

    private final Provider provider;
    private final Random random = new Random(11);
    private final List<QueryState> opened = new ArrayList<>();
    private final Map<String, String> expected = new HashMap<>();

    BackgroundSnapshotTest(Provider provider) {
        this.provider = provider;
    }

    @AfterEach
    void closeStates() {
        opened.forEach(QueryState::close);
    }

    /// A background that does what maintenance asks of it only when the test says so.
    private static final class HeldBack implements Executor {
        private final Deque<Runnable> waiting = new ArrayDeque<>();
        private boolean holds;

        @Override
        public void execute(Runnable task) {
            if (holds) {
                waiting.add(task);
            } else {
                task.run();
            }
        }

        void maintain(QueryState state) {
            holds = true;
            state.maintain();
            holds = false;
        }

        void catchUp() {
            while (!waiting.isEmpty()) {
                waiting.remove().run();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 17})
    void aSnapshotHoldsItsVersionThoughBatchesGoOn(int batchesBehind) {
        SimulatedFiles files = new SimulatedFiles();
        HeldBack background = new HeldBack();
        QueryState state = open(files, 0, background);
        List<Map<String, String>> history = new ArrayList<>();
        history.add(Map.of());
        for (int version = 1; version <= 60; version++) {
            runBatch(state, 400);
            history.add(Map.copyOf(expected));
            background.maintain(state);
            if (version % batchesBehind == 0) {
                background.catchUp();
            }
        }
        background.catchUp();
        state.maintain();
        List<Long> snapshots = snapshots(files);
        assertThat(snapshots).isNotEmpty();
        for (long version : snapshots) {
            assertThat(contents(open(withoutChangelogs(files, version), version, Runnable::run)))
                    .as("snapshot %d", version)
                    .isEqualTo(history.get((int) version));
            assertThat(contents(open(withoutChangelogs(files, version), 60, Runnable::run)))
                    .as("what follows snapshot %d", version)
                    .isEqualTo(expected);
        }
    }

    /// A copy of the disk on which nothing up to this version is left but its snapshot.
    private static SimulatedFiles withoutChangelogs(SimulatedFiles files, long version) {
        SimulatedFiles copy = files.afterCrash();
        for (long changelog = 1; changelog <= version; changelog++) {
            copy.delete("/state/" + changelog + ".changelog");
        }
        for (long later : snapshots(files)) {
            if (later > version) {
                copy.delete("/state/" + later + ".snapshot");
            }
        }
        return copy;
    }

    @ParameterizedTest
    @ValueSource(ints = {5, 9})
    void whatACloseGivesUpLeavesNothingBehind(int batches) {
        SimulatedFiles files = new SimulatedFiles();
        HeldBack background = new HeldBack();
        QueryState state = open(files, 0, background);
        for (int version = 1; version <= batches; version++) {
            runBatch(state, 300);
            background.maintain(state);
        }
        background.catchUp();
        state.close();
        opened.clear();
        assertThat(files.paths()).noneMatch(path -> path.endsWith(".tmp"));
        assertThat(contents(open(files, batches, Runnable::run))).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aSnapshotThatFailsCostsNoBatch(boolean rolledBackMeanwhile) {
        SimulatedFiles files = new SimulatedFiles();
        List<Runnable> failing = new ArrayList<>();
        QueryState state =
                open(
                        files,
                        0,
                        task -> {
                            files.refuseCreation(path -> path.contains(".snapshot."));
                            task.run();
                            failing.add(task);
                        });
        for (int version = 1; version <= 12; version++) {
            runBatch(state, 200);
            state.maintain();
            if (rolledBackMeanwhile) {
                Map<String, String> before = Map.copyOf(expected);
                change(state, 100);
                state.rollback();
                expected.clear();
                expected.putAll(before);
            }
        }
        assertThat(snapshots(files)).isEmpty();
        assertThat(failing.size()).isGreaterThan(12);
        assertThat(contents(state)).isEqualTo(expected);
        state.rollback();
        assertThat(contents(open(files.afterCrash(), 12, Runnable::run))).isEqualTo(expected);
    }

    private QueryState open(SimulatedFiles files, long version, Executor background) {
        QueryState state =
                provider.recover(
                        new QueryState.Request(
                                new FileLocation(files, "/state"), version, 1, RETENTION),
                        background);
        opened.add(state);
        return state;
    }

    private void runBatch(QueryState state, int operations) {
        change(state, operations);
        state.write();
    }

    private void change(QueryState state, int operations) {
        StateStore store = state.begin().open(STORE);
        for (int i = 0; i < operations; i++) {
            String key = "key " + random.nextInt(3000);
            byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
            if (random.nextInt(4) == 0) {
                store.remove(bytes, 0, bytes.length);
                expected.remove(key);
            } else {
                String value = Long.toString(random.nextLong()).repeat(1 + random.nextInt(40));
                byte[] content = value.getBytes(StandardCharsets.UTF_8);
                store.put(bytes, 0, bytes.length, content, 0, content.length);
                expected.put(key, value);
            }
        }
        store.commit();
    }

    private static Map<String, String> contents(QueryState state) {
        Map<String, String> contents = new HashMap<>();
        StateStore store = state.begin().open(STORE);
        try (StateStore.Cursor cursor = store.scan()) {
            while (cursor.next()) {
                contents.put(
                        new String(
                                cursor.keyBytes(),
                                cursor.keyStart(),
                                cursor.keyLength(),
                                StandardCharsets.UTF_8),
                        new String(
                                cursor.valueBytes(),
                                cursor.valueStart(),
                                cursor.valueLength(),
                                StandardCharsets.UTF_8));
            }
        }
        assertThat(store.size()).isEqualTo(contents.size());
        return contents;
    }

    private static List<Long> snapshots(SimulatedFiles files) {
        return files.paths().stream()
                .filter(path -> path.endsWith(".snapshot"))
                .map(path -> path.substring("/state/".length(), path.indexOf(".snapshot")))
                .map(Long::valueOf)
                .toList();
    }
}
