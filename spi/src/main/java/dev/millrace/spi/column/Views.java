// SPDX-License-Identifier: Apache-2.0
package dev.millrace.spi.column;

/// What columns of start and length have in common.
final class Views {
    private Views() {}

    /// The numbers at `rows[0..count)`, 0 for an index of -1.
    static int[] gather(int[] numbers, int[] rows, int count) {
        int[] gathered = new int[count];
        for (int i = 0; i < count; i++) {
            if (rows[i] >= 0) {
                gathered[i] = numbers[rows[i]];
            }
        }
        return gathered;
    }
}
