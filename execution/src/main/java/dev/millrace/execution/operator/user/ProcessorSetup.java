// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.user;

import dev.millrace.spi.function.ProcessorTime;
import dev.millrace.spi.function.StateProcessor;

import org.jspecify.annotations.Nullable;

/// What `transformWithState` is made of.
///
/// @param initial null if there is no initial state
/// @param outputMode by Spark's name
public record ProcessorSetup(
        StateProcessor processor,
        GroupedInput rows,
        @Nullable GroupedInput initial,
        ProcessorTime time,
        String outputMode) {}
