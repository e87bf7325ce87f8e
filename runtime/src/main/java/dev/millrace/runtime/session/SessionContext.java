// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.session;

import dev.millrace.spi.connector.ConnectorContext;
import dev.millrace.spi.storage.FileStores;

import org.jspecify.annotations.Nullable;

import java.time.InstantSource;
import java.time.ZoneId;

/// A session as connectors see it; always the configuration of the moment.
record SessionContext(FileStores fileStores, InstantSource clock, SessionConfiguration values)
        implements ConnectorContext {
    /// The same with the settings of now: what a streaming query keeps for its whole run.
    SessionContext frozen() {
        return new SessionContext(fileStores, clock, values.copy());
    }

    @Override
    public ZoneId timeZone() {
        return values.timeZone();
    }

    @Override
    public @Nullable String configuration(String key) {
        return values.value(key);
    }
}
