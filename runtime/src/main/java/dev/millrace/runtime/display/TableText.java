// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.display;

import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.type.DataType;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/// The text table of `show()`, byte for byte as Spark prints it.
///
/// Cells longer than `truncate` end in `...`; columns are at least three wide; a wide (East Asian)
/// character counts two; cells stand right when
/// cells are cut and left when they are not.
public final class TableText {
    private static final int MINIMUM_WIDTH = 3;

    /// First and last characters of the ranges that Spark counts as two columns wide.
    private static final String WIDE_RANGES =
            "\u1100\u115F\u2E80\u303E\u3041\u33FF\u3400\u4DBF\u4E00\u9FFF\uA000\uA4CF"
                    + "\uAC00\uD7A3\uF900\uFAFF\uFE10\uFE19\uFE30\uFE6F\uFF00\uFF60\uFFE0\uFFE6";

    private final DataType.Struct schema;
    private final int rowLimit;
    private final int truncate;
    private final CellText cellText;

    /// @param rowLimit rows to show
    /// @param truncate characters a cell may have, 0 for any number
    public TableText(DataType.Struct schema, int rowLimit, int truncate, ZoneId timeZone) {
        this.schema = schema;
        this.rowLimit = Math.max(0, rowLimit);
        this.truncate = truncate;
        this.cellText = new CellText(timeZone);
    }

    /// Rows that must be given to `horizontal` or `vertical` so that they can tell whether there
    /// are more.
    public long rowsNeeded() {
        return rowLimit + 1L;
    }

    /// The table with lines and a header. Who prints it ends it with one more line feed, as
    /// `show()` does.
    public String horizontal(List<ColumnBatch> batches) {
        List<String[]> rows = cells(batches);
        boolean hasMore = rows.size() > rowLimit;
        List<String[]> table = new ArrayList<>();
        table.add(header());
        table.addAll(hasMore ? rows.subList(0, rowLimit) : rows);
        int[] widths = new int[schema.size()];
        for (int i = 0; i < widths.length; i++) {
            widths[i] = MINIMUM_WIDTH;
            for (String[] row : table) {
                widths[i] = Math.max(widths[i], width(row[i]));
            }
        }
        String line = separator(widths);
        StringBuilder text = new StringBuilder(line);
        for (int r = 0; r < table.size(); r++) {
            text.append('|');
            for (int i = 0; i < widths.length; i++) {
                pad(table.get(r)[i], widths[i], truncate > 0, text);
                text.append('|');
            }
            if (widths.length == 0) {
                text.append('|');
            }
            text.append('\n').append(r == 0 ? line : "");
        }
        return text.append(line).append(hasMore ? footer() : "").toString();
    }

    /// One line per cell, a headline per row.
    public String vertical(List<ColumnBatch> batches) {
        List<String[]> rows = cells(batches);
        boolean hasMore = rows.size() > rowLimit;
        String[] header = header();
        int nameWidth = MINIMUM_WIDTH;
        int cellWidth = MINIMUM_WIDTH;
        int shown = Math.min(rows.size(), rowLimit);
        for (String name : header) {
            nameWidth = Math.max(nameWidth, width(name));
        }
        for (String[] row : rows.subList(0, shown)) {
            for (String cell : row) {
                cellWidth = Math.max(cellWidth, width(cell));
            }
        }
        StringBuilder text = new StringBuilder();
        for (int r = 0; r < shown; r++) {
            String title = "-RECORD " + r;
            text.append(title)
                    .append("-".repeat(Math.max(0, nameWidth + cellWidth + 5 - title.length())))
                    .append('\n');
            for (int i = 0; i < header.length; i++) {
                text.append(' ');
                pad(header[i], nameWidth, false, text);
                text.append(" | ");
                pad(rows.get(r)[i], cellWidth, false, text);
                text.append(" \n");
            }
        }
        if (hasMore) {
            return text.append(footer()).toString();
        }
        return text.append(rows.isEmpty() ? "(0 rows)" : "").toString();
    }

    private String footer() {
        return "only showing top " + rowLimit + (rowLimit == 1 ? " row" : " rows");
    }

    private String[] header() {
        return schema.fields().stream().map(f -> visible(f.name())).toArray(String[]::new);
    }

    private List<String[]> cells(List<ColumnBatch> batches) {
        List<String[]> rows = new ArrayList<>();
        for (ColumnBatch batch : batches) {
            for (int row = 0; row < batch.rowCount() && rows.size() < rowsNeeded(); row++) {
                String[] cells = new String[schema.size()];
                for (int i = 0; i < cells.length; i++) {
                    cells[i] =
                            cut(visible(cellText.of(batch.column(i), schema.field(i).type(), row)));
                }
                rows.add(cells);
            }
        }
        return rows;
    }

    private String cut(String text) {
        if (truncate <= 0 || text.codePointCount(0, text.length()) <= truncate) {
            return text;
        }
        int kept = truncate < 4 ? truncate : truncate - 3;
        String start = text.substring(0, text.offsetByCodePoints(0, kept));
        return truncate < 4 ? start : start + "...";
    }

    private static String visible(String text) {
        StringBuilder out = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int index = "\n\r\t\f\b\u000B\u0007".indexOf(c);
            if (index >= 0 && out == null) {
                out = new StringBuilder(text.substring(0, i));
            }
            if (out != null) {
                if (index >= 0) {
                    out.append('\\').append("nrtfbva".charAt(index));
                } else {
                    out.append(c);
                }
            }
        }
        return out == null ? text : out.toString();
    }

    private static String separator(int[] widths) {
        StringBuilder line = new StringBuilder("+");
        for (int width : widths) {
            line.append("-".repeat(width)).append('+');
        }
        return line.append(widths.length == 0 ? "+\n" : "\n").toString();
    }

    private static void pad(String cell, int width, boolean right, StringBuilder out) {
        String blanks = " ".repeat(width - width(cell));
        out.append(right ? blanks : "").append(cell).append(right ? "" : blanks);
    }

    private static int width(String text) {
        int width = 0;
        for (int i = 0; i < text.length(); i++) {
            width += isWide(text.charAt(i)) ? 2 : 1;
        }
        return width;
    }

    private static boolean isWide(char c) {
        for (int i = 0; i < WIDE_RANGES.length(); i += 2) {
            if (c >= WIDE_RANGES.charAt(i) && c <= WIDE_RANGES.charAt(i + 1)) {
                return true;
            }
        }
        return false;
    }
}
