// SPDX-License-Identifier: Apache-2.0
package dev.millrace.spi.type;

import java.util.Locale;

/// One named field of a struct or column of a table.
///
/// @param metadata JSON object text that travels with the field, `{}` when there is none
public record StructField(String name, DataType type, boolean nullable, String metadata) {
    public static final String NO_METADATA = "{}";

    public StructField(String name, DataType type, boolean nullable) {
        this(name, type, nullable, NO_METADATA);
    }

    public StructField(String name, DataType type) {
        this(name, type, true, NO_METADATA);
    }

    /// The type as it was declared for a table's column: `char(5)`, where `type` is only `string`.
    public String declaredType() {
        TextLimit limit = TextLimit.of(metadata);
        return limit == null ? type.simpleName() : limit.simpleName();
    }

    /// The declared type as SQL writes it: `CHAR(5)`.
    public String declaredSqlName() {
        TextLimit limit = TextLimit.of(metadata);
        return limit == null ? type.sqlName() : limit.simpleName().toUpperCase(Locale.ROOT);
    }
}
