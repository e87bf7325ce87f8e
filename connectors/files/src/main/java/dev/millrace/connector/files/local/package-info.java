// SPDX-License-Identifier: Apache-2.0
/// The file system of this machine as a `FileStore`. Read `LocalFileStores` (what a path that a
/// user wrote means) and `LocalFileStore` (what is durable when). Knows nothing of formats,
/// partitions or commits.
@NullMarked
package dev.millrace.connector.files.local;

import org.jspecify.annotations.NullMarked;
