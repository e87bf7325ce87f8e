// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.analysis;

import dev.millrace.plan.logical.LogicalPlan;
import dev.millrace.plan.logical.OutputMode;
import dev.millrace.plan.logical.TypedPlan;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.function.StateTimeout;

import java.util.ArrayList;
import java.util.List;

/// Spark's rules for operators whose state is in the hands of user code.
///
/// | operator | append | update | complete |
/// |---|---|---|---|
/// | `mapGroupsWithState` | no | yes, once in a query | no |
/// | `flatMapGroupsWithState` of append | yes | no | no |
/// | `flatMapGroupsWithState` of update | no | yes, once in a query | no |
final class StateRules {
    private final OutputMode mode;
    private final boolean hasAggregation;
    private final List<TypedPlan.GroupsWithState> maps = new ArrayList<>();
    private final List<TypedPlan.GroupsWithState> flatMaps = new ArrayList<>();

    private StateRules(LogicalPlan plan, OutputMode mode, boolean hasAggregation) {
        this.mode = mode;
        this.hasAggregation = hasAggregation;
        collect(plan);
    }

    /// @param hasAggregation whether the query aggregates a stream
    static void check(LogicalPlan plan, OutputMode mode, boolean hasAggregation) {
        StateRules rules = new StateRules(plan, mode, hasAggregation);
        rules.checkCombinations();
        rules.maps.forEach(rules::check);
        rules.flatMaps.forEach(rules::check);
        checkGroups(plan);
    }

    /// True if user code at or below the node is called when the event time passes a timeout.
    static boolean callsWhenEventTimePasses(LogicalPlan node) {
        return node instanceof TypedPlan.GroupsWithState groups
                        && groups.isStreaming()
                        && groups.timeout() == StateTimeout.EVENT_TIME
                || node.children().stream().anyMatch(StateRules::callsWhenEventTimePasses);
    }

    private void collect(LogicalPlan plan) {
        if (plan instanceof TypedPlan.GroupsWithState groups && groups.isStreaming()) {
            (groups.isMap() ? maps : flatMaps).add(groups);
        }
        plan.children().forEach(this::collect);
    }

    private void checkCombinations() {
        if (maps.size() > 1) {
            throw refused(
                    "Multiple mapGroupsWithStates are not supported on a streaming"
                            + " DataFrames/Datasets");
        }
        if (!maps.isEmpty() && !flatMaps.isEmpty()) {
            throw refused(
                    "Mixing mapGroupsWithStates and flatMapGroupsWithStates are not supported on a"
                            + " streaming DataFrames/Datasets");
        }
        boolean allAppend =
                mode == OutputMode.APPEND
                        && flatMaps.stream().noneMatch(TypedPlan.GroupsWithState::isUpdate);
        if (flatMaps.size() > 1 && !allAppend) {
            throw refused(
                    "Multiple flatMapGroupsWithStates are not supported when they are not all in"
                            + " append mode or the output mode is not append on a streaming"
                            + " DataFrames/Datasets");
        }
    }

    private void check(TypedPlan.GroupsWithState groups) {
        TypedPlan.Grouped initial = groups.initial();
        if (initial != null && initial.input().isStreaming()) {
            throw refused(
                    "Non-streaming DataFrame/Dataset is not supported as the initial state in"
                            + " [flatMap|map]GroupsWithState operation on a streaming"
                            + " DataFrame/Dataset");
        }
        if (groups.isMap()) {
            if (mode != OutputMode.UPDATE) {
                throw unsupportedIn("mapGroupsWithState");
            }
        } else if (hasAggregation) {
            if (groups.isUpdate()) {
                throw refused(
                        "flatMapGroupsWithState in update mode is not supported with aggregation"
                                + " on a streaming DataFrame/Dataset");
            }
        } else if (groups.isUpdate() && mode != OutputMode.UPDATE) {
            throw unsupportedIn("flatMapGroupsWithState in update mode");
        } else if (!groups.isUpdate() && mode != OutputMode.APPEND) {
            throw unsupportedIn("flatMapGroupsWithState in append mode");
        }
        if (groups.timeout() == StateTimeout.EVENT_TIME && groups.eventTime() == null) {
            throw refused(
                    "Watermark must be specified in the query using"
                            + " '[Dataset/DataFrame].withWatermark()' for using event-time timeout"
                            + " in a [map|flatMap]GroupsWithState. Event-time timeout not supported"
                            + " without watermark.");
        }
    }

    private MillraceException unsupportedIn(String operator) {
        String text = mode.text();
        return refused(
                operator
                        + " is not supported with "
                        + Character.toUpperCase(text.charAt(0))
                        + text.substring(1)
                        + " output mode on a streaming DataFrame/Dataset");
    }

    private static void checkGroups(LogicalPlan plan) {
        if (plan instanceof TypedPlan.MapGroups groups
                && groups.sides().size() == 2
                && groups.isStreaming()) {
            throw refused("CoGrouping with a streaming DataFrame/Dataset is not supported");
        }
        plan.children().forEach(StateRules::checkGroups);
    }

    private static MillraceException refused(String message) {
        return MillraceException.of(ErrorKind.ANALYSIS, "_LEGACY_ERROR_TEMP_3102", "XXKCM")
                .with("msg", message)
                .text(message);
    }
}
