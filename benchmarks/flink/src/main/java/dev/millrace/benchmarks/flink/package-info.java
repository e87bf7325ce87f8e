// SPDX-License-Identifier: Apache-2.0
/// The pipelines of `millrace bench stream` as Flink SQL. Read `FlinkPipeline`.
@NullMarked
package dev.millrace.benchmarks.flink;

import org.jspecify.annotations.NullMarked;
