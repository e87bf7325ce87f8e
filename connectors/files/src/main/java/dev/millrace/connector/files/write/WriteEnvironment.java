// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.write;

import dev.millrace.connector.files.snapshot.DirectoryLocks;
import dev.millrace.connector.files.snapshot.Snapshots;

/// What all writes of one connector share.
public record WriteEnvironment(
        DirectoryLocks locks, Snapshots snapshots, StagingDirectories staging) {}
