// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.table;

import dev.millrace.connector.files.layout.FileErrors;
import dev.millrace.spi.column.BatchReader;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.storage.FileInput;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Reads parts of files one after the other and adds what the directories and the
/// files themselves say of their rows.
final class PartsReader implements BatchReader {
    private final ReadPlan plan;
    private final List<FilePart> parts;
    private final Map<Integer, Column> constants = new HashMap<>();
    private int next;
    private @Nullable List<@Nullable Object> constantValues;
    private final Map<String, Long> figures = new HashMap<>();
    private int constantRows = -1;
    private @Nullable FilePart part;
    private @Nullable FileInput input;
    private @Nullable BatchReader reader;

    PartsReader(ReadPlan plan, List<FilePart> parts) {
        this.plan = plan;
        this.parts = parts;
    }

    @Override
    public @Nullable ColumnBatch next() {
        while (true) {
            BatchReader current = reader;
            FilePart currentPart = part;
            if (current == null || currentPart == null) {
                if (!opensNext()) {
                    return null;
                }
                continue;
            }
            ColumnBatch batch = next(current, currentPart);
            if (batch != null) {
                return withConstants(batch, currentPart);
            }
            closeReader();
        }
    }

    private @Nullable ColumnBatch next(BatchReader current, FilePart from) {
        try {
            return current.next();
        } catch (MillraceException e) {
            leaveOut(from, e);
            return null;
        }
    }

    /// Passes the parts of a damaged file, if that is wanted.
    private void leaveOut(FilePart damaged, MillraceException failure) {
        if (!plan.unreadable().skips(failure, damaged.file().location().uri())) {
            throw failure;
        }
        while (next < parts.size() && parts.get(next).file().equals(damaged.file())) {
            next++;
        }
    }

    @Override
    public Map<String, Long> figures() {
        return figures;
    }

    /// Ends the reader of a part, if there is one, with its figures added up.
    private void closeReader() {
        BatchReader ended = reader;
        reader = null;
        if (ended != null) {
            ended.figures().forEach((name, value) -> figures.merge(name, value, Long::sum));
            ended.close();
        }
    }

    @Override
    public void close() {
        closeReader();
        closeInput();
        next = parts.size();
    }

    /// Opens the next part that is there; false at the end.
    private boolean opensNext() {
        while (next < parts.size()) {
            FilePart following = parts.get(next++);
            FileInput file = open(following);
            if (file == null) {
                continue;
            }
            part = following;
            try {
                reader = reader(file, following);
                return true;
            } catch (MillraceException e) {
                leaveOut(following, e);
            }
        }
        closeInput();
        return false;
    }

    private BatchReader reader(FileInput file, FilePart from) {
        return plan.reader()
                .open(
                        file,
                        from.file().location().uri(),
                        from.start(),
                        from.end(),
                        plan.dataColumns(),
                        plan.predicates());
    }

    private @Nullable FileInput open(FilePart following) {
        if (input != null && part != null && part.file().equals(following.file())) {
            return input;
        }
        closeInput();
        var location = following.file().location();
        try {
            input = plan.lease().open(location.store(), location.path());
        } catch (NoSuchFileException e) {
            if (!plan.unreadable().skipsMissing()) {
                throw FileErrors.readFailed(location.uri(), e);
            }
        } catch (IOException e) {
            throw FileErrors.readFailed(location.uri(), e);
        }
        return input;
    }

    private void closeInput() {
        FileInput open = input;
        input = null;
        if (open != null && part != null) {
            try {
                open.close();
            } catch (IOException e) {
                throw FileErrors.readFailed(part.file().location().uri(), e);
            }
        }
    }

    /// Adds what the directories and the file say of its rows.
    private ColumnBatch withConstants(ColumnBatch batch, FilePart from) {
        if (!plan.sources().contains(ReadPlan.FILE_COLUMN)
                && plan.sources().size() == plan.dataColumns().size()) {
            return batch;
        }
        List<@Nullable Object> values = from.file().partitionValues();
        if (constantValues != values || constantRows != batch.rowCount()) {
            constants.clear();
            constantValues = values;
            constantRows = batch.rowCount();
        }
        List<Column> columns = new ArrayList<>(plan.sources().size());
        for (int source : plan.sources()) {
            if (source == ReadPlan.FILE_COLUMN) {
                columns.add(plan.fileColumn().values(from, batch));
                continue;
            }
            columns.add(
                    source >= 0
                            ? batch.column(source)
                            : constants.computeIfAbsent(
                                    -1 - source, index -> constant(index, values)));
        }
        return new ColumnBatch(batch.rowCount(), columns);
    }

    private Column constant(int index, List<@Nullable Object> values) {
        return FileColumn.constant(
                plan.partitionColumns().field(index).type(), values.get(index), constantRows);
    }
}
