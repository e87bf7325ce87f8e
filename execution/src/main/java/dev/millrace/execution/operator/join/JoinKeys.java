// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.join;

import dev.millrace.execution.kernel.Evaluator;
import dev.millrace.spi.type.DataType;

import java.util.List;

/// The pairs of expressions that must be equal, one of each side.
///
/// @param probe over the columns of the probe side
/// @param build over the columns of the build side
/// @param nullSafe for each pair whether NULL equals NULL
public record JoinKeys(
        List<Evaluator> probe, List<Evaluator> build, List<DataType> types, boolean[] nullSafe) {
    public JoinKeys {
        probe = List.copyOf(probe);
        build = List.copyOf(build);
        types = List.copyOf(types);
    }
}
