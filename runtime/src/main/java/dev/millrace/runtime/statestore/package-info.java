// SPDX-License-Identifier: Apache-2.0
/// State in memory with a changelog per batch and snapshots. Read `QueryState`, then `StateTable`,
/// then `StateFile`. Knows nothing of queries, plans or batches: only
/// versions.
///
/// ## Files
/// All stores of a query share the files of one directory. Version N+1 is made by the batch that
/// read version N.
///
/// | file | content |
/// |---|---|
/// | `<N>.changelog` | what changed from version N−1 to N, in all stores |
/// | `<N>.snapshot` | all stores at version N |
///
/// ```
/// file     = "MLST" , format version (1 byte: 2) , kind (1 byte: 1 changelog, 2 snapshot) ,
///            shard count (2 bytes) , version (8 bytes) , section* , 0 (1 byte) , CRC32C of all
/// bytes before (4 bytes)
/// section  = 1 (1 byte) , operator (varint) , shard (varint) , name length (varint, 0 for none) ,
/// name (UTF-8) ,
///            record count (varint) , record*
/// record   = key length (varint) , mark (varint) , [expiry in µs (8 bytes)] , key , value
/// mark     = 0 for a removed key , 2 × value length + 1 without , 2 × value length + 2 with expiry
/// ```
/// Whole numbers of fixed width are big-endian; a varint has seven bits a byte, lowest first. A
/// store that is not in a changelog did not change.
///
/// ## Recovery
/// Version N is the newest snapshot at or before N that is undamaged, then every changelog after it
/// up to N. Files of later versions belong to a
/// batch that was never committed; they are deleted, because that batch runs again.
@NullMarked
package dev.millrace.runtime.statestore;

import org.jspecify.annotations.NullMarked;
