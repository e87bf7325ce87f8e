// SPDX-License-Identifier: Apache-2.0
package dev.millrace.spi.type;

import org.jspecify.annotations.Nullable;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What `CHAR(n)` and `VARCHAR(n)` say of a column of a table, whose type is otherwise `STRING`:
/// how many characters a text may have, and whether shorter ones are filled up with blanks. It
/// stands in the metadata of the column, where Spark has it.
///
/// @param isFixed `CHAR`
public record TextLimit(boolean isFixed, int length) {
    private static final String KEY = "__CHAR_VARCHAR_TYPE_STRING";
    private static final Pattern ENTRY =
            Pattern.compile('"' + KEY + "\"\\s*:\\s*\"(char|varchar)\\((\\d+)\\)\"");

    /// The limit in a column's metadata, null if there is none.
    public static @Nullable TextLimit of(String metadata) {
        if (!metadata.contains(KEY)) {
            return null;
        }
        Matcher entry = ENTRY.matcher(metadata);
        return entry.find()
                ? new TextLimit(entry.group(1).equals("char"), Integer.parseInt(entry.group(2)))
                : null;
    }

    /// How many characters each text of the column has, -1 if their numbers differ.
    public static int fixedLength(String metadata) {
        TextLimit limit = of(metadata);
        return limit != null && limit.isFixed() ? limit.length() : -1;
    }

    /// The metadata of a column with this limit.
    public String in(String metadata) {
        String entry = '"' + KEY + "\":\"" + simpleName() + '"';
        return metadata.equals(StructField.NO_METADATA)
                ? '{' + entry + '}'
                : metadata.strip().substring(0, metadata.strip().length() - 1) + ',' + entry + '}';
    }

    /// As `DESCRIBE` shows it: `char(5)`.
    public String simpleName() {
        return (isFixed ? "char(" : "varchar(") + length + ')';
    }
}
