// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel.comparison;

import dev.millrace.execution.kernel.call.CallSite;
import dev.millrace.execution.kernel.call.Kernel;
import dev.millrace.execution.kernel.call.RowKernel;
import dev.millrace.spi.column.ColumnBuilder;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// `greatest` and `least`: by the order of the type, NULLs left out.
public final class ChoiceKernels {
    /// Names that `of` knows.
    public static final List<String> NAMES = List.of("greatest", "least");

    private ChoiceKernels() {}

    /// The kernel of a call, null if the function is none of this class.
    public static @Nullable Kernel of(CallSite site) {
        if (!NAMES.contains(site.function())) {
            return null;
        }
        int sign = site.function().equals("greatest") ? 1 : -1;
        RowComparator order = RowComparator.values(site.type());
        return RowKernel.<ColumnBuilder>withNulls(
                site.type(),
                (arguments, row, result) -> {
                    int best = -1;
                    for (int i = 0; i < arguments.length; i++) {
                        if (!arguments[i].isNull(row)
                                && (best < 0
                                        || sign
                                                        * order.compare(
                                                                arguments[i],
                                                                row,
                                                                arguments[best],
                                                                row)
                                                > 0)) {
                            best = i;
                        }
                    }
                    if (best < 0) {
                        result.appendNull();
                    } else {
                        result.appendFrom(arguments[best], row);
                    }
                });
    }
}
