// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.memory;

import dev.millrace.runtime.json.Json;

/// Where a stream stands in a memory table: `{"offset":3,"table":"1f0c…"}`.
///
/// @param number of the last write that is included
/// @param table identity of the table: after a restart of the server a table of the same name holds
/// other rows
record MemoryOffset(long number, String table) {
    static MemoryOffset parse(String text) {
        if (Json.parse(text) instanceof Json.Struct struct
                && struct.member("offset") instanceof Json.Numeral number
                && struct.member("table") instanceof Json.Text(String table)) {
            return new MemoryOffset(number.asLong(), table);
        }
        throw new IllegalStateException("not an offset of a memory table: " + text);
    }

    String json() {
        return Json.object().put("offset", number).put("table", table).build().toString();
    }
}
