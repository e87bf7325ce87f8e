// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.analysis;

import dev.millrace.plan.relation.Relation;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The sets of keys that ROLLUP, CUBE and GROUPING SETS stand for.
///
/// @param places of the written keys among the different keys
record GroupingSets(List<Integer> places) {
    /// @param sets for GROUPING SETS, as written
    List<Set<Integer>> of(Relation.Aggregate aggregate, List<List<Integer>> sets) {
        return switch (aggregate.grouping()) {
            case GROUP_BY -> List.of(new HashSet<>(places));
            case ROLLUP -> {
                List<Set<Integer>> all = new ArrayList<>();
                for (int size = places.size(); size >= 0; size--) {
                    all.add(new HashSet<>(places.subList(0, size)));
                }
                yield all;
            }
            case CUBE -> {
                List<Set<Integer>> all = new ArrayList<>();
                for (int mask = (1 << places.size()) - 1; mask >= 0; mask--) {
                    Set<Integer> set = new HashSet<>();
                    for (int i = 0; i < places.size(); i++) {
                        if ((mask & 1 << (places.size() - 1 - i)) != 0) {
                            set.add(places.get(i));
                        }
                    }
                    all.add(set);
                }
                yield all;
            }
            case GROUPING_SETS -> {
                List<Set<Integer>> all = new ArrayList<>();
                sets.forEach(s -> all.add(new HashSet<>(s)));
                yield all;
            }
        };
    }
}
