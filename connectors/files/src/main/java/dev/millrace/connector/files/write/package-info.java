// SPDX-License-Identifier: Apache-2.0
/// Batch writes of directories: rows are routed to files in a hidden staging directory, and a
/// commit
/// makes them visible.
///
/// Read `FilesWriteTarget` (save modes), `FilesWriteJob` (what a crash leaves, step by step),
/// `StagingDirectories` (leftovers of dead processes) and `DirectoryTaskWriter` (rows to files).
@NullMarked
package dev.millrace.connector.files.write;

import org.jspecify.annotations.NullMarked;
