// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel.time;

import java.time.DateTimeException;
import java.time.ZoneId;

/// Time zones by the names that Spark knows, with its error for others.
final class ZoneText {
    private ZoneText() {}

    /// @throws dev.millrace.spi.error.MillraceException INVALID_TIMEZONE
    static ZoneId zone(String name) {
        try {
            return TimeText.zoneOf(name);
        } catch (DateTimeException unknown) {
            throw TimeErrors.zone(name);
        }
    }
}
