// SPDX-License-Identifier: Apache-2.0
/// State of queries, in memory or in a database, with a changelog per batch and snapshots. Read
/// `QueryState`, then `VersionedTables`, then `StateTable` and `BackedTable`. Knows nothing of
/// queries, plans or batches: only versions.
///
/// ## What survives
/// Both forms live by the same files: a changelog for every version, and now and then a snapshot.
/// The database of `DatabaseState` is only a working copy; it runs without a log, is deleted when
/// the query ends, and made anew from a snapshot and the changelogs after it. So version N is
/// exactly N after any crash, whatever the database had of it.
///
/// What a batch changes stays in memory until its changelog is written, so it can be taken back. In
/// the database it arrives later still, many batches at a time. The bytes of a changelog are forced
/// to the device, its name is not: the entry of the commit log, written next, vouches for it.
///
/// ## Files
/// All stores of a query share the files of one directory. Version N+1 is made by the batch that
/// read version N.
///
/// | file | content |
/// |---|---|
/// | `<N>.changelog` | what changed from version N−1 to N, in all stores |
/// | `<N>.snapshot` | all stores at version N, or the files of a database that holds them |
/// | `tables/<name>-<N>.sst` | a large file of a database, shared by snapshots from N on |
/// | `.database/` | the working copy, if the state is on this machine |
///
/// ```
/// file     = "MLST" , format version (1 byte: 3) , kind (1 byte) , shard count (2 bytes) ,
///            version (8 bytes) , body , CRC32C of all bytes before (4 bytes)
/// kind     = 1 changelog , 2 snapshot of tables in memory , 3 snapshot of a database
/// body     = section* , 0                                         for kinds 1 and 2
///          | store* , 0 , part* , 0                               for kind 3
/// section  = 1 , id , key count of the store at this version (varint) , record count (varint) ,
///            record*
/// id       = operator (varint) , shard (varint) , text (the name, empty for none)
/// record   = key length (varint) , mark (varint) , [expiry in µs (8 bytes)] , key , value
/// mark     = 0 for a removed key , 2 × value length + 1 without , 2 × value length + 2 with expiry
/// store    = 1 , id , key count (varint) , number in the database (varint)
/// part     = 1 , text (name in the database) , text (name in tables, empty for a small file) ,
///            size (varint) , CRC32C (4 bytes) of a file in tables , or the bytes of a small file
/// text     = length in bytes (varint) , UTF-8
/// ```
/// Whole numbers of fixed width are big-endian; a varint has seven bits a byte, lowest first. A
/// store that is not in a changelog did not change; a store of a snapshot may have several
/// sections.
///
/// ## Snapshots
/// One is due when the changelogs since the last are about as long as what it has to write. It is
/// written in the background, from a view that stays that of its version while batches go on:
/// tables in memory are copied in slices, and what a batch changes before its slice is copied
/// first; a database links its files aside. Until its last rename a snapshot does not exist.
///
/// ## Recovery
/// Version N is the newest snapshot at or before N that is undamaged, then every changelog after it
/// up to N. Every byte that is read is checked. Files of later versions belong to a
/// batch that was never committed; they are deleted, because that batch runs again.
@NullMarked
package dev.millrace.runtime.statestore;

import org.jspecify.annotations.NullMarked;
