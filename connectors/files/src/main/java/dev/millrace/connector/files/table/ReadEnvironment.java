// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.table;

import dev.millrace.connector.files.snapshot.DirectoryLocks;
import dev.millrace.connector.files.snapshot.Snapshots;

/// What all reads of one connector share.
///
/// @param cores how many threads will read a scan
public record ReadEnvironment(DirectoryLocks locks, Snapshots snapshots, int cores) {}
