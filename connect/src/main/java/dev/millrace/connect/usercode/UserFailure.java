// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.usercode;

import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;

/// Failures of user code as the error of its operator.
final class UserFailure {
    private UserFailure() {}

    /// A failure of `flatMapGroupsWithState`. An error with a condition stays what it is.
    static MillraceException inState(RuntimeException failure) {
        MillraceException known = known(failure);
        if (known != null) {
            return known;
        }
        String reason = String.valueOf(failure.getMessage());
        return MillraceException.of(
                        ErrorKind.EXECUTION, "FLATMAPGROUPSWITHSTATE_USER_FUNCTION_ERROR", "39000")
                .with("reason", reason)
                .cause(failure)
                .text(
                        "An error occurred in the user provided function in"
                                + " flatMapGroupsWithState. Reason: "
                                + reason);
    }

    /// A failure of a method of a `StatefulProcessor`.
    static MillraceException inProcessor(String function, RuntimeException failure) {
        MillraceException known = known(failure);
        if (known != null) {
            return known;
        }
        String reason = String.valueOf(failure.getMessage());
        return MillraceException.of(
                        ErrorKind.EXECUTION, "TRANSFORM_WITH_STATE_USER_FUNCTION_ERROR", "39000")
                .with("reason", reason)
                .with("function", function)
                .cause(failure)
                .text(
                        "An error occurred in the user-defined function "
                                + function
                                + " of the StatefulProcessor. Reason: "
                                + reason
                                + ".");
    }

    static @org.jspecify.annotations.Nullable MillraceException known(RuntimeException failure) {
        return failure instanceof MillraceException own ? own : ClientErrors.known(failure);
    }
}
