// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.usercode;

import org.apache.spark.SparkIllegalArgumentException;
import org.jspecify.annotations.Nullable;

import java.util.Map;

/// What all state variables refuse.
///
/// @param name of the variable
record VariableAccess(String name, ProcessorHandle handle) {
    /// Refuses a use before there is a key.
    void begin(String operation) {
        handle.requireKey(name, operation);
    }

    /// Refuses NULL.
    void requirePresent(@Nullable Object value) {
        if (value == null) {
            throw illegal("NULL_VALUE");
        }
    }

    SparkIllegalArgumentException illegal(String reason) {
        return new SparkIllegalArgumentException(
                "ILLEGAL_STATE_STORE_VALUE." + reason, Map.of("stateName", name));
    }
}
