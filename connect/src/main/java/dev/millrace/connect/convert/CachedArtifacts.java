// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.convert;

import org.jspecify.annotations.Nullable;

/// The session's uploaded `cache/<hash>` artifacts, where clients put local data above a threshold.
@FunctionalInterface
public interface CachedArtifacts {
    /// The bytes uploaded under this SHA-256 in hex, null if there are none.
    byte @Nullable [] read(String hash);
}
