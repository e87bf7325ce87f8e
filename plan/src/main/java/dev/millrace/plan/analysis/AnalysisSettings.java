// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.analysis;

import java.time.ZoneId;

/// The session settings that decide what a query means.
///
/// @param ansi `spark.sql.ansi.enabled`
/// @param caseSensitive `spark.sql.caseSensitive`
/// @param timeZone `spark.sql.session.timeZone`
/// @param timestampNtz whether `spark.sql.timestampType` is `TIMESTAMP_NTZ`
/// @param timeType `spark.sql.timeType.enabled`: whether a query may have columns of type TIME
public record AnalysisSettings(
        boolean ansi,
        boolean caseSensitive,
        ZoneId timeZone,
        boolean timestampNtz,
        boolean timeType) {
    /// With Spark's default type of timestamps and no times of day.
    public AnalysisSettings(boolean ansi, boolean caseSensitive, ZoneId timeZone) {
        this(ansi, caseSensitive, timeZone, false, false);
    }
}
