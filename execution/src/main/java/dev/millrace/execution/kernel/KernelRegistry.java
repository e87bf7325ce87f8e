// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel;

import dev.millrace.execution.kernel.call.CallSite;
import dev.millrace.execution.kernel.call.Kernel;
import dev.millrace.execution.kernel.collection.CollectionKernels;
import dev.millrace.execution.kernel.comparison.ChoiceKernels;
import dev.millrace.execution.kernel.hash.HashKernels;
import dev.millrace.execution.kernel.json.JsonKernels;
import dev.millrace.execution.kernel.number.MathKernels;
import dev.millrace.execution.kernel.text.TextKernels;
import dev.millrace.execution.kernel.time.TimeKernels;
import dev.millrace.spi.error.MillraceException;

import org.jspecify.annotations.Nullable;

import java.util.Set;
import java.util.TreeSet;

/// Finds the kernel of a scalar function by its canonical name. Each package of kernels has one
/// class
/// that knows its names; they are asked in turn.
public final class KernelRegistry {
    private KernelRegistry() {}

    /// The kernel of a call; the function is refused by name if there is none.
    static Kernel kernel(CallSite site) {
        Kernel kernel = find(site);
        if (kernel == null) {
            throw MillraceException.unsupported("function `" + site.function() + "`");
        }
        return kernel;
    }

    private static @Nullable Kernel find(CallSite site) {
        Kernel kernel = TimeKernels.of(site);
        kernel = kernel != null ? kernel : TextKernels.of(site);
        kernel = kernel != null ? kernel : MathKernels.of(site);
        kernel = kernel != null ? kernel : ChoiceKernels.of(site);
        kernel = kernel != null ? kernel : JsonKernels.of(site);
        kernel = kernel != null ? kernel : CollectionKernels.of(site);
        kernel = kernel != null ? kernel : RowFunctions.of(site);
        return kernel != null ? kernel : HashKernels.of(site);
    }

    /// Names of all functions that have a kernel.
    public static Set<String> names() {
        Set<String> names = new TreeSet<>();
        names.add("coalesce");
        names.addAll(HigherOrderCalls.NAMES);
        names.addAll(TimeKernels.names());
        names.addAll(TextKernels.names());
        names.addAll(MathKernels.names());
        names.addAll(ChoiceKernels.NAMES);
        names.addAll(JsonKernels.names());
        names.addAll(HashKernels.names());
        names.addAll(CollectionKernels.names());
        names.addAll(RowFunctions.NAMES);
        return names;
    }
}
