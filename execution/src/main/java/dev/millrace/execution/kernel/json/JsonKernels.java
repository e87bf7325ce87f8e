// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel.json;

import dev.millrace.execution.kernel.call.CallSite;
import dev.millrace.execution.kernel.call.Kernel;
import dev.millrace.execution.kernel.call.TextBuffer;
import dev.millrace.spi.column.BytesColumn;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// Functions between JSON and values.
public final class JsonKernels {
    /// Names that `of` knows.
    public static final List<String> NAMES = List.of("to_json");

    private JsonKernels() {}

    /// The kernel of a call, null if the function is none of this class.
    public static @Nullable Kernel of(CallSite site) {
        return switch (site.function()) {
            case "to_json" -> toJson(site);
            default -> null;
        };
    }

    private static Kernel toJson(CallSite site) {
        JsonOptions options = JsonOptions.of(site, 1);
        DataType type = site.argumentType(0);
        return (arguments, rowCount, context) -> {
            Column values = arguments[0];
            TextBuffer buffer = new TextBuffer(rowCount * 32);
            JsonWriter writer = new JsonWriter(buffer, options, context.timeZone());
            int[] starts = new int[rowCount];
            int[] lengths = new int[rowCount];
            for (int i = 0; i < rowCount; i++) {
                starts[i] = buffer.length();
                if (!values.isNull(i)) {
                    writer.append(values, type, i);
                }
                lengths[i] = buffer.length() - starts[i];
            }
            return new BytesColumn(buffer.bytes(), starts, lengths, values.validity(), rowCount);
        };
    }
}
