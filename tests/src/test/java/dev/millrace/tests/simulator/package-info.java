// SPDX-License-Identifier: Apache-2.0
/// Streaming queries on a simulated disk and clock, where one seed decides everything that can go
/// wrong. Read `Simulation`, then `SimulatedDisk`, then `StreamQuery`, whose reference computations
/// the results are compared with.
@NullMarked
package dev.millrace.tests.simulator;

import org.jspecify.annotations.NullMarked;
