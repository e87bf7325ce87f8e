// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.function;

import dev.millrace.spi.type.DataType;

/// Reads a schema that stands as text in a call: `from_json(s, 'a INT, b STRING')`. Implemented
/// where the SQL grammar is.
@FunctionalInterface
public interface SchemaParser {
    /// @param text a DDL string (`a INT`, `STRUCT<a: INT>`) or a schema in JSON
    DataType parse(String text);
}
