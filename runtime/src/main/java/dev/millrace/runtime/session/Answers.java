// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.session;

import dev.millrace.plan.relation.Relation;
import dev.millrace.spi.column.BoxedValues;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The small tables in which statements answer.
final class Answers {
    private Answers() {}

    static Relation.LocalTable nothing() {
        return new Relation.LocalTable(DataType.Struct.EMPTY, List.of());
    }

    static Relation.LocalTable table(
            DataType.Struct schema, List<? extends List<? extends @Nullable Object>> rows) {
        return new Relation.LocalTable(schema, List.of(BoxedValues.batch(schema, rows)));
    }

    /// Columns of text; only one called `comment` may be NULL.
    static DataType.Struct texts(String... names) {
        return new DataType.Struct(
                Arrays.stream(names)
                        .map(n -> new StructField(n, DataType.STRING, n.equals("comment")))
                        .toList());
    }

    /// `*` stands for any text, `|` separates alternatives, case does not count.
    /// Those of the names that the pattern means, in one column.
    ///
    /// @param pattern null for all
    static Relation.LocalTable names(
            String column, @Nullable String pattern, Stream<String> names) {
        Pattern wanted = pattern == null ? null : namePattern(pattern);
        List<List<@Nullable Object>> rows = new ArrayList<>();
        names.filter(name -> wanted == null || wanted.matcher(name).matches())
                .forEach(name -> rows.add(Arrays.asList((Object) name)));
        return table(texts(column), rows);
    }

    static Pattern namePattern(String pattern) {
        return Pattern.compile(
                "(?i)" + pattern.strip().replace("*", ".*").replaceAll("\\s*\\|\\s*", "|"));
    }
}
