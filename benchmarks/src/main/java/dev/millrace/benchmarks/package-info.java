// SPDX-License-Identifier: Apache-2.0
/// Whole pipelines on Millrace and on real Spark, side by side in one run. Read `LabBenchmark`,
/// then `StreamBenchmark`.
@NullMarked
package dev.millrace.benchmarks;

import org.jspecify.annotations.NullMarked;
