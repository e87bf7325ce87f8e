// SPDX-License-Identifier: Apache-2.0
/// JSON lines: reading straight from bytes into columns, schema inference, writing.
///
/// Read `JsonFormat` first, then `JsonCursor` (the lexer) and `ValueReader` (one per column, at any
/// depth). Knows nothing of directories and partitions.
@NullMarked
package dev.millrace.connector.files.json;

import org.jspecify.annotations.NullMarked;
