// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.analysis;

import java.time.ZoneId;

/// The session settings that decide what a query means.
///
/// @param ansi `spark.sql.ansi.enabled`
/// @param caseSensitive `spark.sql.caseSensitive`
/// @param timeZone `spark.sql.session.timeZone`
public record AnalysisSettings(boolean ansi, boolean caseSensitive, ZoneId timeZone) {}
