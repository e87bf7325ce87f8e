// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.oracle.random;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/// A source and what happens to its rows, one step after the other.
public record Pipeline(Source source, List<Step> steps) {
    public Pipeline {
        steps = List.copyOf(steps);
    }

    /// @param open gives the rows of a source
    public Dataset<Row> on(Function<Source, Dataset<Row>> open) {
        Dataset<Row> rows = open.apply(source);
        for (Step step : steps) {
            rows = step.on(rows, open);
        }
        return rows;
    }

    /// All sources, each once.
    public Set<Source> sources() {
        Set<Source> all = new LinkedHashSet<>(List.of(source));
        for (Step step : steps) {
            switch (step) {
                case Step.Union union -> all.addAll(union.other().sources());
                case Step.Join join -> all.addAll(join.other().sources());
                case Step.Filter _,
                        Step.Select _,
                        Step.Watermark _,
                        Step.Distinct _,
                        Step.Aggregate _,
                        Step.Limit _,
                        Step.Lookup _,
                        Step.Sort _ -> {}
            }
        }
        return all;
    }

    /// This pipeline with one step less, or a simpler one, in every way.
    List<Pipeline> smaller() {
        List<Pipeline> all = new ArrayList<>();
        for (int i = 0; i < steps.size(); i++) {
            List<Step> without = new ArrayList<>(steps);
            Step step = without.remove(i);
            all.add(new Pipeline(source, without));
            for (Step simpler : step.simpler()) {
                List<Step> with = new ArrayList<>(steps);
                with.set(i, simpler);
                all.add(new Pipeline(source, with));
            }
        }
        return all;
    }

    @Override
    public String toString() {
        return source.name()
                + steps.stream().map(step -> "\n  ." + step).collect(Collectors.joining());
    }
}
