// SPDX-License-Identifier: Apache-2.0
package dev.millrace.spi.connector;

import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;

/// The option `path` of a stream beside a path in the call, which Spark takes for a mistake.
public final class PathOption {
    private static final String LEGACY = "spark.sql.legacy.pathOptionBehavior.enabled";

    private PathOption() {}

    /// @param hasPath true if the call has a path
    /// @param method the call: `load`
    public static void refuseBesideCall(
            Options options, boolean hasPath, String method, ConnectorContext context) {
        if (hasPath && options.has("path") && !"true".equals(context.configuration(LEGACY))) {
            throw MillraceException.of(ErrorKind.ANALYSIS, "_LEGACY_ERROR_TEMP_1188", "XXKCM")
                    .with("method", method)
                    .with("config", LEGACY)
                    .text(
                            "There is a 'path' option set and "
                                    + method
                                    + "() is called with a path parameter. Either remove the path"
                                    + " option, or call "
                                    + method
                                    + "() without the parameter. To ignore this check, set '"
                                    + LEGACY
                                    + "' to 'true'.");
        }
    }
}
