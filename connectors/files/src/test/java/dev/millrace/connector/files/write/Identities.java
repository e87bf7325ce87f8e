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

    public static boolean isGone(ProcessIdentity other) {
        return ProcessIdentity.current().isGone(other.token());
    }

    public static boolean isGoneByThisProcess() {
        return isGone(ProcessIdentity.current());
    }

    public static boolean isGoneOnAnotherMachine() {
        return ProcessIdentity.current().isGone("00000000.1099511627776.0");
    }
}
