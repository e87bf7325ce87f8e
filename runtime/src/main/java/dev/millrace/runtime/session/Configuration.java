// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.session;

import org.jspecify.annotations.Nullable;

import java.util.Map;

/// A session's configuration: Spark's defaults, over them the server's, over them what the session
/// set.
public interface Configuration {
    /// The value in force, null if the key is unknown and not set.
    @Nullable String value(String key);

    /// Sets a value. Static keys are refused with `CANNOT_MODIFY_STATIC_CONFIG`; values of known
    /// keys are checked.
    void set(String key, String value);

    void unset(String key);

    /// True if `set` would accept the key.
    boolean isModifiable(String key);

    /// All values in force whose keys begin with the prefix.
    Map<String, String> withPrefix(String prefix);
}
