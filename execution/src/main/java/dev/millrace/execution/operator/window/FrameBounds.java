// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.window;

import dev.millrace.execution.kernel.EvaluationContext;
import dev.millrace.execution.operator.window.RowFrame.Edge;

/// Which rows the frame of each row holds: from `starts[row]` to before `ends[row]`; empty if the
/// end is not after the start.
record FrameBounds(int[] starts, int[] ends) {
    static FrameBounds of(RowFrame frame, WindowRows rows, EvaluationContext context) {
        if (frame.start() instanceof Edge.Key || frame.end() instanceof Edge.Key) {
            return KeyFrames.bounds(frame, rows, context);
        }
        int[] starts = new int[rows.rowCount()];
        int[] ends = new int[rows.rowCount()];
        for (int p = 0; p < rows.partitionCount(); p++) {
            int from = rows.partitionStarts()[p];
            int to = rows.partitionStarts()[p + 1];
            for (int i = from; i < to; i++) {
                starts[i] =
                        switch (frame.start()) {
                            case Edge.Row(var offset) -> clamp(i + offset, from, to);
                            case Edge.Peers _ -> rows.peerStarts()[i];
                            case Edge.Unbounded _, Edge.Key _ -> from;
                        };
                ends[i] =
                        switch (frame.end()) {
                            case Edge.Row(var offset) -> clamp(i + offset + 1, from, to);
                            case Edge.Peers _ -> rows.peerEnds()[i];
                            case Edge.Unbounded _, Edge.Key _ -> to;
                        };
            }
        }
        return new FrameBounds(starts, ends);
    }

    private static int clamp(long row, int from, int to) {
        return (int) Math.clamp(row, from, (long) to);
    }
}
