// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.oracle.random;

import java.util.List;
import java.util.stream.Collectors;

/// A directory of JSON files.
public record Source(String name, List<Field> fields) {
    public Source {
        fields = List.copyOf(fields);
    }

    public String ddl() {
        return fields.stream().map(Field::ddl).collect(Collectors.joining(", "));
    }
}
