// SPDX-License-Identifier: Apache-2.0
/// How readers and writers of one directory live together in this process: `DirectoryLocks` keeps a
/// listing and a commit apart, `Snapshots` keeps replaced files until the scans that were planned
/// before have ended.
@NullMarked
package dev.millrace.connector.files.snapshot;

import org.jspecify.annotations.NullMarked;
