// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.write;

/// Processes for tests.
public final class Identities {
    private Identities() {}

    /// A process of this machine that does not live: no kernel gives out such a number.
    public static ProcessIdentity ofDeadProcess() {
        String machine = ProcessIdentity.current().token().substring(0, 8);
        return new ProcessIdentity(machine, 1L << 40, "0");
    }
}
