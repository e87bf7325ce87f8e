// SPDX-License-Identifier: Apache-2.0
/// Directories of files as tables: schema, pruning, splits.
///
/// Read `FilesTable`, then `TableFiles` (which files belong to it), `SplitPlanner` and
/// `PartsReader`.
@NullMarked
package dev.millrace.connector.files.table;

import org.jspecify.annotations.NullMarked;
