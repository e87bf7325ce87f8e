// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.plan.function.FunctionRegistry;
import dev.millrace.plan.function.ScalarFunction;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;

import org.junit.jupiter.api.Test;

import java.util.Set;
import java.util.TreeSet;

/// What analysis lets through must have a kernel.
class KernelRegistryTest {
    /// Functions that analysis turns into expressions of their own, into other functions or into
    /// literals.
    private static final Set<String> ANALYSED =
            Set.of(
                    "%",
                    "input_file_name",
                    "input_file_block_start",
                    "input_file_block_length",
                    "*",
                    "+",
                    "-",
                    "/",
                    "<",
                    "<=",
                    "<=>",
                    "<>",
                    "=",
                    ">",
                    ">=",
                    "and",
                    "between",
                    "collation",
                    "current_catalog",
                    "current_database",
                    "current_timezone",
                    "current_user",
                    "date_part",
                    "div",
                    "e",
                    "equal_null",
                    "if",
                    "in",
                    "is not unknown",
                    "is unknown",
                    "isnotnull",
                    "isnull",
                    "make_timestamp_ltz",
                    "make_timestamp_ntz",
                    "named_struct",
                    "not",
                    "now",
                    "nullif",
                    "nullifzero",
                    "nvl",
                    "nvl2",
                    "or",
                    "pi",
                    "positive",
                    "to_timestamp_ltz",
                    "to_timestamp_ntz",
                    "try_add",
                    "try_divide",
                    "try_make_timestamp_ltz",
                    "try_make_timestamp_ntz",
                    "try_mod",
                    "try_multiply",
                    "try_subtract",
                    "try_to_date",
                    "typeof",
                    "uniform",
                    "version",
                    "when",
                    "zeroifnull");

    @Test
    void everyScalarFunctionOfThePlanHasAKernel() {
        FunctionRegistry functions = new FunctionRegistry(text -> DataType.NULL);
        Set<String> missing = new TreeSet<>();
        for (String name : functions.names()) {
            if (functions.find(name) instanceof ScalarFunction function) {
                missing.add(function.name());
            }
        }
        missing.removeAll(KernelRegistry.names());
        missing.removeAll(ANALYSED);
        assertThat(missing).isEmpty();
    }

    @Test
    void aFunctionWithoutKernelIsRefusedByName() {
        MillraceException failure =
                Expressions.failure(Expressions.call("no_such_kernel", DataType.STRING));
        assertThat(failure.kind()).isEqualTo(ErrorKind.UNSUPPORTED);
        assertThat(failure).hasMessageContaining("function `no_such_kernel`");
    }
}
