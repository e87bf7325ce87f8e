// SPDX-License-Identifier: Apache-2.0
/// ORC as a format of files: the versions 0.11 and 0.12 of the format, as Spark reads and writes
/// it.
///
/// Read `OrcFormat` first, then `OrcTail`, which says what is in a file.
@NullMarked
package dev.millrace.connector.orc;

import org.jspecify.annotations.NullMarked;
