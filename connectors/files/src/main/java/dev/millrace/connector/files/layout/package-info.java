// SPDX-License-Identifier: Apache-2.0
/// What paths mean: which files below a directory are data, which directories are partitions, and
/// what value a directory name stands for.
///
/// Read `FileNames` (what is hidden), `InputPaths` (what a
/// user's path or glob stands for), `FileListing` and `PartitionDiscovery`. Knows nothing of
/// formats, of reading and of writing.
@NullMarked
package dev.millrace.connector.files.layout;

import org.jspecify.annotations.NullMarked;
