// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.streaming;

import dev.millrace.spi.connector.Options;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.storage.FileLocation;

/// Where a query keeps its checkpoint.
///
/// @param isTemporary deleted when the query ends well
record CheckpointLocation(FileLocation root, boolean isTemporary) {
    static final String OPTION = "checkpointLocation";
    private static final String SETTING = "spark.sql.streaming.checkpointLocation";

    /// The option; else a directory below the configured one; else a temporary directory, for sinks
    /// that allow it.
    static CheckpointLocation choose(
            StreamStart start, boolean allowsTemporary, StreamEnvironment environment) {
        String option = new Options(start.options()).value(OPTION);
        if (option != null && !option.isBlank()) {
            return at(option, false, environment);
        }
        String configured = environment.context().configuration(SETTING);
        if (configured != null) {
            String name = start.name() == null ? environment.newId().toString() : start.name();
            return at(configured + "/" + name, false, environment);
        }
        if (allowsTemporary) {
            String directory =
                    System.getProperty("java.io.tmpdir") + "/temporary-" + environment.newId();
            return at(directory, true, environment);
        }
        throw MillraceException.of(ErrorKind.ANALYSIS, "_LEGACY_ERROR_TEMP_1298", "XXKCM")
                .with("config", SETTING)
                .text(
                        "checkpointLocation must be specified either through"
                                + " option(\"checkpointLocation\", ...) or SparkSession.conf.set(\""
                                + SETTING
                                + "\", ...).");
    }

    private static CheckpointLocation at(
            String path, boolean isTemporary, StreamEnvironment environment) {
        return new CheckpointLocation(
                environment.context().fileStores().resolve(path), isTemporary);
    }
}
