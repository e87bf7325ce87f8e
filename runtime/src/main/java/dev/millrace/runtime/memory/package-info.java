// SPDX-License-Identifier: Apache-2.0
/// Tables in memory: Millrace's own format `memory`, which any client can write to, read, and read
/// as a stream. Made for tests and demonstrations.
///
/// Read `MemoryTable`, then `MemorySource`. The memory *sink* of Spark is another thing
/// (`runtime.sink.MemorySink`). Knows no session and no query.
@NullMarked
package dev.millrace.runtime.memory;

import org.jspecify.annotations.NullMarked;
