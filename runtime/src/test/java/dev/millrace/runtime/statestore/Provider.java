// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.statestore;

import dev.millrace.statestore.rocksdb.RocksDatabases;

import java.util.concurrent.Executor;

/// The forms of state that the tests of the contract run against.
enum Provider {
    MEMORY {
        @Override
        QueryState recover(QueryState.Request request, Executor background) {
            return MemoryState.recover(request, background);
        }
    },
    ROCKSDB {
        @Override
        QueryState recover(QueryState.Request request, Executor background) {
            return DatabaseState.recover(
                    request, background, new DatabaseKind(new RocksDatabases(), key -> null));
        }

        @Override
        int batches(int usual) {
            return usual / 2;
        }

        @Override
        int crashBatches() {
            return 4;
        }

        @Override
        int damageStep() {
            return 211;
        }
    };

    abstract QueryState recover(QueryState.Request request, Executor background);

    /// How many batches of a test are worth their time.
    int batches(int usual) {
        return usual;
    }

    /// The same for a test that runs them once for every step of theirs.
    int crashBatches() {
        return 12;
    }

    /// How far the bytes that are damaged lie apart.
    int damageStep() {
        return 3;
    }
}
