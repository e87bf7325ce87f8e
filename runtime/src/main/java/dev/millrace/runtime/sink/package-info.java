// SPDX-License-Identifier: Apache-2.0
/// Where rows go: the parallel write that batch jobs and micro-batches share, and the built-in
/// sinks (memory, console, noop). Read
/// `PartitionedWrite`, then `MemorySink`. Knows no micro-batch loop.
@NullMarked
package dev.millrace.runtime.sink;

import org.jspecify.annotations.NullMarked;
