// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.crash;

/// Where a process ends.
///
/// @param operation number of the durable operation, from 1
/// @param moment just before it is done, or just after
record CrashPoint(int operation, Moment moment) {
    enum Moment {
        BEFORE,
        AFTER
    }

    /// A point that is never reached.
    static CrashPoint never() {
        return new CrashPoint(Integer.MAX_VALUE, Moment.BEFORE);
    }

    @Override
    public String toString() {
        return moment.name().toLowerCase(java.util.Locale.ROOT) + " operation " + operation;
    }
}
