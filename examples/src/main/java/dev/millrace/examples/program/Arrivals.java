// SPDX-License-Identifier: Apache-2.0
package dev.millrace.examples.program;

import java.io.IOException;

/// The input files of a program: one, or all if none is to arrive later, before its queries start;
/// the others while they run.
public record Arrivals(ProgramOptions options, Delivery delivery) {
    /// Writes one input file, unless an earlier run has.
    public interface Delivery {
        void deliver(int file) throws IOException;
    }

    public void before() throws IOException {
        for (int file = 0; file < first(); file++) {
            delivery.deliver(file);
        }
    }

    public void during(RunningQueries queries) throws IOException, InterruptedException {
        for (int file = first(); file < options.files(); file++) {
            queries.pause(options.arriveEveryMillis());
            delivery.deliver(file);
        }
    }

    private int first() {
        return options.arriveEveryMillis() == 0 ? options.files() : 1;
    }
}
