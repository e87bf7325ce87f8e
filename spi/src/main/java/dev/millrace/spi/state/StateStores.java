// SPDX-License-Identifier: Apache-2.0
package dev.millrace.spi.state;

/// Opens the state stores of one query at the version of the batch that is being run.
public interface StateStores {
    /// The number of shards every operator of this query has; fixed when the query first ran.
    int shardCount();

    /// Opens a store. Within one batch each id is opened at most once.
    StateStore open(StateStore.Id id);
}
