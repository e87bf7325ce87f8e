// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.write;

import dev.millrace.spi.storage.FileStore;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/// The steps of a commit, to take them back in reverse order.
final class Undo {
    private final FileStore store;
    private final Deque<Step> steps = new ArrayDeque<>();

    private record Step(String staged, String live, boolean exchange) {}

    Undo(FileStore store) {
        this.store = store;
    }

    void renamed(String staged, String live) {
        steps.push(new Step(staged, live, false));
    }

    void exchanged(String staged, String live) {
        steps.push(new Step(staged, live, true));
    }

    /// Takes all steps back, as far as possible; what is not possible is added to the failure, and
    /// the result is false.
    boolean run(Exception failure) {
        boolean complete = true;
        for (Step step : steps) {
            try {
                if (step.exchange()) {
                    store.exchange(step.staged(), step.live());
                } else {
                    store.rename(step.live(), step.staged());
                }
            } catch (IOException e) {
                failure.addSuppressed(e);
                complete = false;
            }
        }
        steps.clear();
        return complete;
    }
}
