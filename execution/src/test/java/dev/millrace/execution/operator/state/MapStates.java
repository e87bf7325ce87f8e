// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.state;

import dev.millrace.spi.state.StateStore;
import dev.millrace.spi.state.StateStores;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// State in maps, every version kept, so that a batch can be run again from the version before it.
public final class MapStates {
    private final int shardCount;

    private final Map<StateStore.Id, List<ScratchStore>> versions = new HashMap<>();
    private int scans;

    public MapStates(int shardCount) {
        this.shardCount = shardCount;
    }

    /// How often a store was scanned so far.
    int scans() {
        return scans;
    }

    /// The stores at a version; a commit replaces what was committed as the next version before.
    public StateStores at(int version) {
        Set<StateStore.Id> opened = new HashSet<>();
        return new StateStores() {
            @Override
            public int shardCount() {
                return shardCount;
            }

            @Override
            public StateStore open(StateStore.Id id) {
                if (!opened.add(id)) {
                    throw new IllegalStateException(id + " is open already");
                }
                List<ScratchStore> known =
                        versions.computeIfAbsent(
                                id, i -> new ArrayList<>(List.of(new ScratchStore())));
                if (known.size() <= version) {
                    throw new IllegalStateException("no version " + version + " of " + id);
                }
                return new Store(known, version);
            }
        };
    }

    private final class Store extends ScratchStore {
        private final List<ScratchStore> known;
        private final int version;
        private boolean isClosed;

        Store(List<ScratchStore> known, int version) {
            super(known.get(version));
            this.known = known;
            this.version = version;
        }

        @Override
        public long version() {
            return version;
        }

        @Override
        public Cursor scan() {
            synchronized (MapStates.this) {
                scans++;
            }
            return super.scan();
        }

        @Override
        public void commit() {
            if (isClosed) {
                throw new IllegalStateException("committed twice");
            }
            isClosed = true;
            while (known.size() > version + 1) {
                known.removeLast();
            }
            known.add(new ScratchStore(this));
        }

        @Override
        public void abort() {
            isClosed = true;
        }

        @Override
        public long memoryBytes() {
            return size() * 100L;
        }
    }
}
