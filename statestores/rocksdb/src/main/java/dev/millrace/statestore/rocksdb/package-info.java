// SPDX-License-Identifier: Apache-2.0
/// RocksDB as the database of state that outgrows memory. Read `RocksDatabases`, then
/// `RocksDatabase`. Knows nothing of versions, changelogs or snapshots: only sorted byte strings.
///
/// One database serves a whole query, all shards of all operators, so its memory does not grow with
/// their number. It runs without a log of its own: the engine's changelogs are that.
///
/// ## Configuration
/// Keys are Spark's, below `spark.sql.streaming.stateStore.rocksdb.`:
///
/// - `blockCacheSizeMB`: memory for blocks that were read, indexes and filters among them; 256
///   here, since all shards share it. It is taken as it is needed and bounds what is held of the
///   files, however many keys there are.
/// - `writeBufferSizeMB`, `maxWriteBufferNumber`: memory for writes; 32 and 2.
/// - `boundedMemoryUsage`, `maxMemoryUsageMB`, `writeBufferCacheRatio`, `highPriorityPoolRatio`:
///   one bound for all databases of the process, as in Spark.
/// - `blockSizeKB`, `formatVersion`, `maxOpenFiles`, `compression`, `allowFAllocate`: as in Spark.
/// - `changelogCheckpointing.enabled`: changelogs are always written; either value is taken.
/// - `compactOnCommit`: refused if true, since it would stall every batch.
///
/// `lockAcquireTimeoutMs`, `resetStatsOnLoad`, `memoryUpdateIntervalMs`,
/// `verifyNonEmptyFilesInZip`, `checkStaleReusedFilesInSnapshot` and `mergeOperatorVersion` speak
/// of things that do not exist here; `trackTotalNumberOfRows` is always on.
@NullMarked
package dev.millrace.statestore.rocksdb;

import org.jspecify.annotations.NullMarked;
