// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.oracle.queries;

import java.util.ArrayList;
import java.util.List;

/// What names mean in one place of a query.
///
/// @param keys names of columns that together differ in each row, empty if there are none
/// @param isTable the rows are those of one table in its order, so that what depends on the order
///     of rows has one answer
record Scope(List<Column> columns, List<String> keys, boolean isTable) {
    static final Scope EMPTY = new Scope(List.of(), List.of(), false);

    /// @param isSmall its numbers are few digits, so that sums and products of them have no
    /// overflow
    record Column(String name, Type type, boolean isSmall) {}

    Scope {
        columns = List.copyOf(columns);
        keys = List.copyOf(keys);
    }

    List<Column> of(Type type) {
        return columns.stream().filter(column -> column.type().equals(type)).toList();
    }

    List<Column> small(Type type) {
        return of(type).stream().filter(Column::isSmall).toList();
    }

    Scope with(String name, Type type) {
        List<Column> more = new ArrayList<>(columns);
        more.add(new Column(name, type, false));
        return new Scope(more, keys, isTable);
    }

    /// The columns of both, in rows that are no longer those of one table.
    Scope and(Scope other) {
        List<Column> more = new ArrayList<>(columns);
        more.addAll(other.columns);
        List<String> all = new ArrayList<>(keys);
        all.addAll(other.keys);
        return new Scope(more, keys.isEmpty() || other.keys.isEmpty() ? List.of() : all, false);
    }

    Scope unordered() {
        return new Scope(columns, keys, false);
    }
}
