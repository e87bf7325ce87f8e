// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.millrace.tests.Scratch;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/// Ends the engine before and after its durable operations and starts it again, until the program
/// comes to its end: every row must be there once.
///
/// `-Dmillrace.crash.points=all` tries every operation of the orders lakehouse too; a number says
/// how many. A failing test is named after its point, which
/// `-Dmillrace.crash.only=<operation>` repeats alone.
final class CrashTest {
    private static final int ORDERS_POINTS = 32;
    private static final int JOIN_POINTS = 40;
    private static final int TIMER_POINTS = 30;
    private static final int MOST_LIVES = 20;

    private final Path scratch;

    private final OrdersScenario orders = new OrdersScenario(3, 150);

    CrashTest(@TempDir Path scratch) {
        this.scratch = scratch;
    }

    @TestFactory
    Stream<DynamicTest> theOrdersLakehouseSurvivesCrashesSpreadOverItsRun() throws Exception {
        String wanted = System.getProperty("millrace.crash.points", "");
        Lives lives = new Lives(orders, 2);
        int count = operations(lives).size();
        int points =
                switch (wanted) {
                    case "" -> ORDERS_POINTS;
                    case "all" -> count;
                    default -> Integer.parseInt(wanted);
                };
        return crashes(lives, spread(count, points), false);
    }

    @TestFactory
    Stream<DynamicTest> aWindowedAggregationIntoFilesSurvivesACrashAtEveryOperation()
            throws Exception {
        Lives lives = new Lives(new WindowsScenario(), 1);
        return crashes(lives, everyOperation(lives), true);
    }

    @TestFactory
    Stream<DynamicTest> aJoinOfStreamsSurvivesCrashesSpreadOverItsRun() throws Exception {
        Lives lives = new Lives(new JoinScenario(), 1);
        return crashes(lives, spread(operations(lives).size(), JOIN_POINTS), true);
    }

    @TestFactory
    Stream<DynamicTest> timersSurviveCrashesSpreadOverTheirRun() throws Exception {
        Lives lives = new Lives(new TimersScenario(), 1);
        return crashes(lives, spread(operations(lives).size(), TIMER_POINTS), true);
    }

    @TestFactory
    Stream<DynamicTest> stateOfGroupsSurvivesCrashesSpreadOverItsRun() throws Exception {
        Lives lives = new Lives(new GroupStateScenario(), 1);
        return crashes(lives, spread(operations(lives).size(), TIMER_POINTS), true);
    }

    @TestFactory
    Stream<DynamicTest> anUpsertInPlaceSurvivesACrashAtEveryOperation() throws Exception {
        Lives lives = new Lives(new UpsertScenario(), 1);
        return crashes(lives, everyOperation(lives), true);
    }

    @Test
    void aProcessThatCrashesAgainAndAgainGetsThroughInTheEnd() throws Exception {
        Path directory = scratch.resolve("again");
        Lives lives = new Lives(orders, 2);
        SplittableRandom random = new SplittableRandom(7);
        orders.prepare(directory);
        int crashes = 0;
        int least = 20;
        while (lives.live(
                        new CrashPoint(
                                least + random.nextInt(60),
                                random.nextBoolean()
                                        ? CrashPoint.Moment.BEFORE
                                        : CrashPoint.Moment.AFTER),
                        directory)
                .isDead()) {
            crashes++;
            least += 5;
            assertThat(crashes).as("crashes until the end is reached").isLessThan(MOST_LIVES * 5);
        }
        assertThat(crashes).isPositive();
        assertThat(lives.differences(directory)).isEmpty();
    }

    private List<String> operations(Lives lives) throws Exception {
        Path directory = scratch.resolve(lives.scenario().getClass().getSimpleName());
        lives.scenario().prepare(directory);
        SimulatedProcess process = lives.live(CrashPoint.never(), directory);
        assertThat(process.isDead()).isFalse();
        assertThat(lives.differences(directory)).as("without a crash").isEmpty();
        return process.operations();
    }

    private List<Integer> everyOperation(Lives lives) throws Exception {
        int count = operations(lives).size();
        return spread(count, count);
    }

    private static List<Integer> spread(int operations, int points) {
        Integer only = Integer.getInteger("millrace.crash.only");
        if (only != null) {
            return List.of(only);
        }
        List<Integer> chosen = new ArrayList<>();
        int many = Math.min(points, operations);
        for (int i = 0; i < many; i++) {
            chosen.add(1 + (int) ((long) i * operations / many));
        }
        return chosen;
    }

    private Stream<DynamicTest> crashes(Lives lives, List<Integer> operations, boolean exact) {
        return operations.stream()
                .flatMap(
                        operation ->
                                Stream.of(CrashPoint.Moment.values())
                                        .map(moment -> new CrashPoint(operation, moment)))
                .map(
                        point ->
                                dynamicTest(
                                        point.toString(), () -> crashAndGoOn(lives, point, exact)));
    }

    private void crashAndGoOn(Lives lives, CrashPoint point, boolean exact) throws Exception {
        Path directory = scratch.resolve(point.toString().replace(' ', '-'));
        lives.scenario().prepare(directory);
        SimulatedProcess first = lives.live(point, directory);
        if (exact) {
            assertThat(first.isDead()).as("the point is reached").isTrue();
        }
        String what = point + " (" + first.lastOperation() + ")";
        assertThat(lives.live(CrashPoint.never(), directory).isDead()).as(what).isFalse();
        assertThat(lives.differences(directory)).as(what).isEmpty();
        Scratch.delete(directory);
    }
}
