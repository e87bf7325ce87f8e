// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.user;

/// A variable whose values may expire.
interface StoredVariable {
    /// Removes a value that has expired. Its key is the one that is worked on.
    ///
    /// @param key of its entry, whole
    void removeExpired(byte[] key);
}
