// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.expression;

/// What a conversion makes of a value that its target cannot hold.
public enum Misfit {
    /// An error: `spark.sql.ansi.enabled`, Spark's default.
    FAIL,

    /// NULL: `try_cast`.
    NULL,

    /// Numbers keep their lowest bits, or the nearest value where they have a fraction, as in
    /// Java; all else is NULL: a session without `spark.sql.ansi.enabled`.
    WRAP;

    /// That of conversions which follow the session's setting.
    public static Misfit ofSession(boolean ansi) {
        return ansi ? FAIL : WRAP;
    }

    public boolean fails() {
        return this == FAIL;
    }
}
