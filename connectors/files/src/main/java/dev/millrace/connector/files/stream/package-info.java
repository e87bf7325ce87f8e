// SPDX-License-Identifier: Apache-2.0
/// Directories as sources and sinks of streams, with Spark's logs.
///
/// Read `FileStreamSource` (which files are a batch) and `FileStreamSink` (how a batch is committed
/// once).
@NullMarked
package dev.millrace.connector.files.stream;

import org.jspecify.annotations.NullMarked;
