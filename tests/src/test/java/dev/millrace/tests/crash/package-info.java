// SPDX-License-Identifier: Apache-2.0
/// Ends the engine at every durable step it takes, starts it again, and looks for rows that are
/// missing or there twice. Read `SimulatedProcess`, then `CrashScenario`, then `CrashTest`.
@NullMarked
package dev.millrace.tests.crash;

import org.jspecify.annotations.NullMarked;
