// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.statestore;

import dev.millrace.spi.state.StateStore;
import dev.millrace.spi.storage.FileLocation;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.TreeMap;
import java.util.function.Predicate;

/// Tells a receiver what changelogs hold.
///
/// @param before the stores at the version before the next changelog, null if nobody asks
record ChangeLoader(
        Predicate<StateStore.Id> wanted,
        @Nullable TreeMap<StateStore.Id, StateTable> before,
        StateReader.Changes receiver)
        implements StateRecovery.Loader {
    @Override
    public int loadSnapshot(FileLocation file, long version) {
        throw new IllegalStateException("changes are not read from snapshots");
    }

    @Override
    public void startEmpty() {
        throw new IllegalStateException("changes are not read from the beginning");
    }

    @Override
    public int applyChangelog(FileLocation file, long version) throws IOException {
        return StateFile.read(
                        file,
                        StateFile.CHANGELOG,
                        version,
                        (id, keyCount) -> wanted.test(id) ? rows(id, version) : null)
                .shardCount();
    }

    private Rows rows(StateStore.Id id, long version) {
        StateTable table =
                before == null ? null : before.computeIfAbsent(id, i -> new StateTable());
        return new Rows(version, table, new StateStore.ValueBuffer(), receiver);
    }

    private record Rows(
            long version,
            @Nullable StateTable table,
            StateStore.ValueBuffer buffer,
            StateReader.Changes receiver)
            implements StateFile.Records {
        @Override
        public void put(byte[] key, int keyLength, byte[] value, int valueLength, long expiry) {
            receiver.change(version, key, keyLength, before(key, keyLength), value, valueLength);
            if (table != null) {
                table.put(key, 0, keyLength, value, 0, valueLength, expiry);
            }
        }

        @Override
        public void remove(byte[] key, int keyLength) {
            receiver.change(version, key, keyLength, before(key, keyLength), null, 0);
            if (table != null) {
                table.remove(key, 0, keyLength);
            }
        }

        private StateStore.@Nullable ValueBuffer before(byte[] key, int keyLength) {
            return table != null && table.get(key, 0, keyLength, buffer) ? buffer : null;
        }
    }
}
