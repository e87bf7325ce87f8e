// SPDX-License-Identifier: Apache-2.0
/// The durable memory of a streaming query in Spark's bytes: its id, what each batch was to read
/// (`offsets`), which batches are history (`commits`), and what its stateful
/// operators are. Read `Checkpoint`, then `BatchLog`, then `RestartPoint`. Knows no plan and runs
/// nothing.
///
/// Every file is written under a temporary name, forced to the device and renamed; a log entry is
/// never overwritten.
@NullMarked
package dev.millrace.runtime.checkpoint;

import org.jspecify.annotations.NullMarked;
