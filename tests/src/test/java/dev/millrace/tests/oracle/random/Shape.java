// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.oracle.random;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// What a generator knows of the rows after a step.
///
/// @param time the column with a watermark
/// @param ordered whether equal input gives the rows in the same order always, so that "the first
///     row" means something
record Shape(List<Field> fields, @Nullable String time, boolean ordered) {
    Shape {
        fields = List.copyOf(fields);
    }

    List<Field> of(Field.Type type) {
        return fields.stream().filter(field -> field.type() == type).toList();
    }

    List<String> names() {
        return fields.stream().map(Field::name).toList();
    }

    List<Field> numbers() {
        return fields.stream().filter(field -> field.type().isNumber()).toList();
    }

    /// Without the column of windows, which Spark does not order or compare everywhere.
    List<Field> plain() {
        return fields.stream().filter(field -> field.type() != Field.Type.WINDOW).toList();
    }

    Shape with(Field field) {
        List<Field> more = new ArrayList<>(fields);
        more.add(field);
        return new Shape(more, time, ordered);
    }

    Shape with(List<Field> others) {
        boolean kept = others.stream().anyMatch(field -> field.name().equals(time));
        return new Shape(others, kept ? time : null, ordered);
    }

    Shape timedBy(@Nullable String column) {
        return new Shape(fields, column, ordered);
    }

    Shape unordered() {
        return new Shape(fields, time, false);
    }
}
