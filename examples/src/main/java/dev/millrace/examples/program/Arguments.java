// SPDX-License-Identifier: Apache-2.0
package dev.millrace.examples.program;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/// The arguments of a program, taken one by one. What is wrong with them is said with the usage.
public final class Arguments {

    private final String usage;
    private final Deque<String> rest;

    public Arguments(String usage, String... arguments) {
        this.usage = usage;
        this.rest = new ArrayDeque<>(List.of(arguments));
    }

    public boolean isEmpty() {
        return rest.isEmpty();
    }

    /// The name of the next option.
    public String option() {
        return rest.remove();
    }

    /// The value of an option whose name was just taken.
    public String value(String option) {
        if (rest.isEmpty()) {
            throw misuse(option + " needs a value");
        }
        return rest.remove();
    }

    /// The same as a number.
    ///
    /// @param least the smallest that makes sense
    public int number(String option, int least) {
        String text = value(option);
        try {
            int number = Integer.parseInt(text);
            if (number >= least) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Falls through to the same message as a number that is too small.
        }
        throw misuse(option + " needs a whole number from " + least + ", found " + text);
    }

    public IllegalArgumentException misuse(String problem) {
        return new IllegalArgumentException(problem + "\n" + usage);
    }
}
