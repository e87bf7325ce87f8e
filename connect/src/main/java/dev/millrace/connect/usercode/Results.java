// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.usercode;

import dev.millrace.connect.encoding.ObjectOutput;
import dev.millrace.spi.column.BatchReader;
import dev.millrace.spi.column.ColumnBatch;

import org.jspecify.annotations.Nullable;

import scala.collection.Iterator;

import java.util.function.Supplier;

/// Batches of the objects that user code gives, which is called as they are pulled.
final class Results implements BatchReader {
    private final ObjectOutput.Rows rows;
    private final UserClasses classes;
    private final Supplier<Iterator<@Nullable Object>> start;
    private final BatchReader input;
    private @Nullable Iterator<@Nullable Object> objects;

    /// @param start calls the user code
    /// @param input closed at the end
    Results(
            ObjectOutput output,
            UserClasses classes,
            Supplier<Iterator<@Nullable Object>> start,
            BatchReader input) {
        this.rows = output.rows(64);
        this.classes = classes;
        this.start = start;
        this.input = input;
    }

    @Override
    public @Nullable ColumnBatch next() {
        return classes.in(
                () -> {
                    Iterator<@Nullable Object> given = objects;
                    if (given == null) {
                        given = start.get();
                        objects = given;
                    }
                    while (rows.count() < ColumnBatch.TARGET_ROWS && given.hasNext()) {
                        rows.add(given.next());
                    }
                    return rows.count() == 0 ? null : rows.batch();
                });
    }

    @Override
    public void close() {
        input.close();
    }
}
