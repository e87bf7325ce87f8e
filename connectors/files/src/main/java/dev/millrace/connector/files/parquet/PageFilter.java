// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.parquet;

import dev.millrace.spi.connector.ColumnPredicate;
import dev.millrace.spi.storage.FileInput;
import dev.millrace.spi.type.DataType;

import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnIndex;
import org.apache.parquet.format.OffsetIndex;
import org.apache.parquet.format.PageLocation;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.Statistics;
import org.apache.parquet.format.Util;
import org.jspecify.annotations.Nullable;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Tells from the column indexes of a file which rows of a row group can match: those of the pages
/// whose least and greatest values do not rule them out, for every predicate.
final class PageFilter {
    private final FileInput file;
    private final ParquetNode.Group root;
    private final DataType.Struct schema;
    private final List<ColumnPredicate> predicates;

    PageFilter(
            FileInput file,
            ParquetNode.Group root,
            DataType.Struct schema,
            List<ColumnPredicate> predicates) {
        this.file = file;
        this.root = root;
        this.schema = schema;
        this.predicates = predicates;
    }

    /// Rows from one number up to, not including, another; numbered within the group.
    record RowRange(long from, long to) {}

    /// What the indexes of a column say of its pages.
    private record Pages(ColumnIndex values, List<PageLocation> places) {}

    /// The rows that may match, in order and without overlap.
    List<RowRange> ranges(RowGroup group) throws IOException {
        Map<Integer, @Nullable Pages> read = new HashMap<>();
        List<RowRange> ranges = List.of(new RowRange(0, group.getNum_rows()));
        for (ColumnPredicate predicate : predicates) {
            int field = schema.indexOf(predicate.column());
            if (field < 0
                    || ranges.isEmpty()
                    || !(root.child(predicate.column()) instanceof ParquetNode.Leaf leaf)
                    || leaf.repetitions() != 0) {
                continue;
            }
            if (!read.containsKey(leaf.index())) {
                read.put(leaf.index(), pages(group.getColumns().get(leaf.index())));
            }
            Pages pages = read.get(leaf.index());
            if (pages != null) {
                DataType type = schema.field(field).type();
                ranges = both(ranges, matching(predicate, type, leaf, pages, group.getNum_rows()));
            }
        }
        return ranges;
    }

    /// Null if the column has no indexes.
    private @Nullable Pages pages(ColumnChunk chunk) throws IOException {
        if (!chunk.isSetColumn_index_offset() || !chunk.isSetOffset_index_offset()) {
            return null;
        }
        ColumnIndex values =
                Util.readColumnIndex(
                        bytes(chunk.getColumn_index_offset(), chunk.getColumn_index_length()));
        OffsetIndex places =
                Util.readOffsetIndex(
                        bytes(chunk.getOffset_index_offset(), chunk.getOffset_index_length()));
        return values.getNull_pagesSize() == places.getPage_locationsSize()
                ? new Pages(values, places.getPage_locations())
                : null;
    }

    /// The rows that one predicate does not rule out.
    private static List<RowRange> matching(
            ColumnPredicate predicate,
            DataType type,
            ParquetNode.Leaf leaf,
            Pages pages,
            long rows) {
        List<PageLocation> places = pages.places();
        List<RowRange> ranges = new ArrayList<>();
        for (int i = 0; i < places.size(); i++) {
            long from = places.get(i).getFirst_row_index();
            long to = i + 1 < places.size() ? places.get(i + 1).getFirst_row_index() : rows;
            if (mayMatch(predicate, type, leaf, pages.values(), i, to - from)) {
                append(ranges, from, to);
            }
        }
        return ranges;
    }

    private ByteArrayInputStream bytes(long offset, int length) throws IOException {
        if (length < 0 || offset < 0 || offset > file.length() - length) {
            throw new IOException("an index of " + length + " bytes lies outside of the file");
        }
        byte[] bytes = new byte[length];
        file.readFully(offset, bytes, 0, length);
        return new ByteArrayInputStream(bytes);
    }

    private static boolean mayMatch(
            ColumnPredicate predicate,
            DataType type,
            ParquetNode.Leaf leaf,
            ColumnIndex values,
            int page,
            long rows) {
        if (values.getNull_pages().get(page)) {
            return predicate instanceof ColumnPredicate.IsNull;
        }
        Statistics statistics = new Statistics();
        statistics.setMin_value(values.getMin_values().get(page));
        statistics.setMax_value(values.getMax_values().get(page));
        if (values.isSetNull_counts()) {
            statistics.setNull_count(values.getNull_counts().get(page));
        }
        return RowGroupFilter.mayMatch(predicate, type, leaf, statistics, rows);
    }

    private static void append(List<RowRange> ranges, long from, long to) {
        if (from >= to) {
            return;
        }
        if (!ranges.isEmpty() && ranges.getLast().to() == from) {
            ranges.set(ranges.size() - 1, new RowRange(ranges.getLast().from(), to));
        } else {
            ranges.add(new RowRange(from, to));
        }
    }

    private static List<RowRange> both(List<RowRange> left, List<RowRange> right) {
        List<RowRange> both = new ArrayList<>();
        int i = 0;
        int j = 0;
        while (i < left.size() && j < right.size()) {
            RowRange a = left.get(i);
            RowRange b = right.get(j);
            append(both, Math.max(a.from(), b.from()), Math.min(a.to(), b.to()));
            if (a.to() < b.to()) {
                i++;
            } else {
                j++;
            }
        }
        return both;
    }
}
