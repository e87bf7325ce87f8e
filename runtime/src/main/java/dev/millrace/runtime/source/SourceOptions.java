// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.source;

import dev.millrace.spi.connector.Options;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;

/// Reads numbers among the options of a source, with Spark's messages.
record SourceOptions(Options options) {
    long wholeNumber(String name, long otherwise) {
        String text = options.value(name);
        try {
            return text == null ? otherwise : Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw notANumber(text);
        }
    }

    int smallNumber(String name, int otherwise) {
        String text = options.value(name);
        try {
            return text == null ? otherwise : Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw notANumber(text);
        }
    }

    /// The option `numPartitions`.
    int partitions(int otherwise) {
        int partitions = smallNumber("numPartitions", otherwise);
        require(partitions > 0, partitions, "numPartitions", "be positive");
        return partitions;
    }

    /// @param rule of the option, which the condition tests: `be positive`
    static void require(boolean condition, long value, String name, String rule) {
        if (!condition) {
            throw MillraceException.of(ErrorKind.ILLEGAL_ARGUMENT)
                    .text("Invalid value '" + value + "'. The option '" + name + "' must " + rule);
        }
    }

    private static MillraceException notANumber(String text) {
        return MillraceException.of(ErrorKind.NUMBER_FORMAT)
                .text("For input string: \"" + text + "\"");
    }
}
