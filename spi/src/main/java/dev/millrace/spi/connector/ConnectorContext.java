// SPDX-License-Identifier: Apache-2.0
package dev.millrace.spi.connector;

import dev.millrace.spi.storage.FileStores;

import org.jspecify.annotations.Nullable;

import java.time.InstantSource;
import java.time.ZoneId;

/// What the engine hands to every connector call.
public interface ConnectorContext {
    FileStores fileStores();

    /// The session time zone (`spark.sql.session.timeZone`): text without a zone is read and
    /// written in it.
    ZoneId timeZone();

    InstantSource clock();

    /// The session's value of a Spark configuration key, its default if the session does not set
    /// it, null if there is neither.
    @Nullable String configuration(String key);
}
