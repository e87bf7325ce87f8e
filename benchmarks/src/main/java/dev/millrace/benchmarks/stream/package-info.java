// SPDX-License-Identifier: Apache-2.0
/// `millrace bench stream`: streaming pipelines on Millrace, tuned Spark and Flink in one run. Read
/// `StreamBenchmark`, then `Pipeline`.
@NullMarked
package dev.millrace.benchmarks.stream;

import org.jspecify.annotations.NullMarked;
