// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.simulator;

/// The process is dead. An error and no exception, so that nothing in the engine takes it for a
/// failure that it could handle.
final class SimulatedCrash extends Error {
    private static final long serialVersionUID = 1L;

    SimulatedCrash(String message) {
        super(message, null, false, false);
    }
}
