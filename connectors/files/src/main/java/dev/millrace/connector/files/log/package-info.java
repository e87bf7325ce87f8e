// SPDX-License-Identifier: Apache-2.0
/// The logs of files that Spark's streaming file source and file sink keep, in Spark's bytes.
///
/// Read `CompactibleLog`, then `SourceEntry` and `SinkEntry`.
@NullMarked
package dev.millrace.connector.files.log;

import org.jspecify.annotations.NullMarked;
