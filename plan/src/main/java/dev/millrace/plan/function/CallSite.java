// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.function;

import dev.millrace.plan.relation.Origin;

import org.jspecify.annotations.Nullable;

import java.time.ZoneId;
import java.util.Locale;

/// Where and under which settings a function is called.
///
/// @param written the name as the user wrote it
/// @param text the whole call as column names and error messages show it
/// @param ansi `spark.sql.ansi.enabled`
public record CallSite(
        String written, String text, boolean ansi, ZoneId timeZone, @Nullable Origin origin) {
    /// The written name in lower case.
    public String name() {
        return written.toLowerCase(Locale.ROOT);
    }

    /// The same place where the call reads otherwise: as what it is turned into.
    public CallSite reading(String other) {
        return new CallSite(written, other, ansi, timeZone, origin);
    }

    public Coercion coercion() {
        return new Coercion(ansi, origin);
    }
}
