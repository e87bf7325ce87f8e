// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/// Runs seeds. `-Dmillrace.seeds=<n>` says how many, `-Dmillrace.seed=<s>` the first one; a failure
/// is repeated exactly by `-Dmillrace.seeds=1 -Dmillrace.seed=<its seed>`.
class SimulatorTest {
    private static final int SEEDS = 300;
    private static final int SEEDS_OF_A_TEST = 50;
    private static final int TRACE_TAIL = 60;

    @TestFactory
    Stream<DynamicTest> everyRowArrivesOnceWhateverHappens() {
        long count = Long.getLong("millrace.seeds", SEEDS);
        long first = Long.getLong("millrace.seed", 1);
        return LongStream.iterate(first, from -> from < first + count, f -> f + SEEDS_OF_A_TEST)
                .mapToObj(
                        from -> {
                            long to = Math.min(from + SEEDS_OF_A_TEST, first + count);
                            return DynamicTest.dynamicTest(
                                    "seeds " + from + " to " + (to - 1), () -> runAll(from, to));
                        });
    }

    private static void runAll(long from, long to) {
        for (long seed = from; seed < to; seed++) {
            run(seed);
        }
    }

    private static Simulation run(long seed) {
        Simulation simulation = new Simulation(seed);
        try {
            simulation.run();
            return simulation;
        } catch (Exception | AssertionError e) {
            List<String> trace = simulation.trace();
            throw new AssertionError(
                    "seed "
                            + seed
                            + ": "
                            + simulation.description()
                            + "\n"
                            + String.join(
                                    "\n",
                                    trace.subList(
                                            Math.max(0, trace.size() - TRACE_TAIL), trace.size())),
                    e);
        }
    }

    /// The simulator is worth what it finds: here it must find bugs that were planted.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/checkpoint/offsets",
                "/checkpoint/sources",
                "/checkpoint/state",
                "/out/_spark_metadata",
                "/out"
            })
    void filesThatAreNeverSyncedAreFound(String directory) {
        assertThat(LongStream.range(1, SEEDS).anyMatch(seed -> failsWithout(directory, seed)))
                .isTrue();
    }

    private static boolean failsWithout(String directory, long seed) {
        Simulation simulation = new Simulation(seed);
        simulation.plantForgottenSyncs(directory);
        try {
            simulation.run();
            return false;
        } catch (Exception | AssertionError e) {
            return true;
        }
    }

    @Test
    void aSeedReplaysExactly() {
        for (long seed = 1; seed <= 20; seed++) {
            Simulation first = run(seed);
            if (!first.isInDatabase()) {
                assertThat(first.trace()).as("seed %s", seed).isEqualTo(run(seed).trace());
            }
        }
    }
}
