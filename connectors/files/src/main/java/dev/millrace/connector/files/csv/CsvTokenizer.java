// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.csv;

import dev.millrace.connector.files.text.LineEnds;

import java.util.Arrays;

/// Cuts a buffer of UTF-8 into records and these into fields. A field is a view of the buffer; one
/// that had to be unescaped is a view of the room behind the input.
///
/// Within quotes, the escape character before a quote gives the quote and twice it gives itself. A
/// quote that is neither escaped nor followed by a separator makes the whole field one without
/// quotes: it goes, with its quotes, to the next separator.
final class CsvTokenizer {
    /// A field with nothing in it and no quotes around it.
    static final byte ABSENT = 1;

    /// Two quotes with nothing between.
    static final byte EMPTY = 2;

    private static final int END = -1;

    private final CsvOptions options;
    private final byte[] separator;
    private final byte quote;
    private final LineEnds lineEnds;

    private byte[] data;
    private final int inputEnd;
    private int spare;
    private int at;
    private int recordStart;
    private int recordEnd;

    private int count;
    private int[] starts = new int[16];
    private int[] lengths = new int[16];
    private byte[] kinds = new byte[16];

    CsvTokenizer(CsvOptions options, byte[] input) {
        this.options = options;
        this.separator = options.separator();
        this.quote = options.quote();
        this.lineEnds = new LineEnds(options.lineSeparator());
        this.data = input;
        this.inputEnd = input.length;
        this.spare = input.length;
        if (input.length >= 3 && input[0] == (byte) 0xEF && input[1] == (byte) 0xBB) {
            at = 3;
        }
    }

    byte[] data() {
        return data;
    }

    int recordStart() {
        return recordStart;
    }

    int recordEnd() {
        return recordEnd;
    }

    /// Number of fields of the record.
    int count() {
        return count;
    }

    int start(int field) {
        return starts[field];
    }

    int length(int field) {
        return lengths[field];
    }

    /// 0, `ABSENT` or `EMPTY`.
    byte kind(int field) {
        return kinds[field];
    }

    /// Goes to the next record that is neither blank nor a comment; false at the end.
    boolean next() {
        while (at < inputEnd) {
            recordStart = at;
            int lineEnd = lineEnds.find(data, at, inputEnd);
            int end = lineEnd < 0 ? inputEnd : lineEnd;
            if (isSkipped(at, end)) {
                at = lineEnd < 0 ? inputEnd : lineEnds.after(data, end);
                continue;
            }
            readRecord(options.multiLine() ? inputEnd : end);
            return true;
        }
        return false;
    }

    private boolean isSkipped(int from, int until) {
        if (options.comment() != 0 && from < until && data[from] == options.comment()) {
            return true;
        }
        for (int i = from; i < until; i++) {
            if (data[i] < 0 || data[i] > ' ') {
                return false;
            }
        }
        return true;
    }

    /// Reads the fields up to `until` or, with `multiLine`, to the first line end without quotes.
    private void readRecord(int until) {
        count = 0;
        boolean more = true;
        while (more) {
            if (options.trimStart()) {
                while (at < until && data[at] == ' ' || at < until && data[at] == '\t') {
                    at++;
                }
            }
            if (at < until && data[at] == quote && quote != 0) {
                readQuoted(until);
            } else {
                readPlain(until);
            }
            more = isSeparator(at, until);
            at += more ? separator.length : 0;
        }
        recordEnd = at;
        if (at < inputEnd) {
            at = lineEnds.after(data, at);
            at = Math.min(at, inputEnd);
        }
    }

    private boolean isSeparator(int p, int until) {
        if (until - p < separator.length || data[p] != separator[0]) {
            return false;
        }
        for (int i = 1; i < separator.length; i++) {
            if (data[p + i] != separator[i]) {
                return false;
            }
        }
        return true;
    }

    private boolean isLineEnd(int p) {
        return options.multiLine() && lineEnds.find(data, p, Math.min(inputEnd, p + 1)) == p;
    }

    /// The place of the next separator or line end.
    private int fieldEnd(int from, int until) {
        int p = from;
        while (p < until && !isSeparator(p, until) && !isLineEnd(p)) {
            p++;
        }
        return p;
    }

    private void readPlain(int until) {
        int start = at;
        at = fieldEnd(start, until);
        int end = at;
        if (options.trimEnd()) {
            while (end > start && data[end - 1] <= ' ' && data[end - 1] >= 0) {
                end--;
            }
        }
        add(start, end - start, end == start ? ABSENT : 0);
    }

    private void readQuoted(int until) {
        int simple = at + 1;
        while (simple < until && data[simple] != quote && data[simple] != options.escape()) {
            simple++;
        }
        if (simple < until
                && data[simple] == quote
                && (simple + 1 == until || isSeparator(simple + 1, until))) {
            int length = simple - at - 1;
            add(at + 1, length, length == 0 ? EMPTY : 0);
            at = simple + 1;
            return;
        }
        readEscaped(until);
    }

    /// Reads a field with escapes, with blanks after its quotes, or with quotes that are wrong.
    private void readEscaped(int until) {
        int out = spare;
        int begin = out;
        int p = at + 1;
        int previous = 0;
        byte escape = options.escape();
        while (true) {
            int c = p < until ? data[p] : END;
            reserve(out + 4);
            boolean closes =
                    c == END || c >= 0 && c <= ' ' || isSeparator(p, until) || isLineEnd(p);
            if (previous == quote && closes) {
                int after = p;
                while (after < until
                        && data[after] >= 0
                        && data[after] <= ' '
                        && !isSeparator(after, until)
                        && !isLineEnd(after)) {
                    after++;
                }
                if (after < until && !isSeparator(after, until) && !isLineEnd(after)) {
                    readWrong(begin, out, p, until);
                    return;
                }
                at = after;
                break;
            }
            if (c == END) {
                at = p;
                break;
            }
            if (c != quote && (c != escape || escape == 0)) {
                if (previous == quote) {
                    readWrong(begin, out, p, until);
                    return;
                }
                if (previous == escape && escape != 0) {
                    data[out++] = escape;
                }
                data[out++] = (byte) c;
                previous = 0;
            } else if (c == escape && c != quote && isEscapeEscape(previous)) {
                data[out++] = escape;
                previous = 0;
            } else if (previous == escape && escape != 0) {
                if (c == quote) {
                    data[out++] = quote;
                    previous = 0;
                } else {
                    data[out++] = escape;
                    previous = c;
                }
            } else if (previous == quote && c == quote) {
                data[out++] = quote;
            } else if (previous == quote) {
                readWrong(begin, out, p, until);
                return;
            } else {
                previous = c;
            }
            p++;
        }
        spare = out;
        add(begin, out - begin, out == begin ? EMPTY : 0);
    }

    private boolean isEscapeEscape(int previous) {
        return options.escapeEscape() != 0 && previous == options.escapeEscape();
    }

    /// Ends a field that had a quote in the wrong place: what was read so far, in quotes, and the
    /// rest as it stands.
    private void readWrong(int begin, int end, int from, int until) {
        int stop = fieldEnd(from, until);
        int rest = stop - from;
        reserve(end + 2 + rest);
        System.arraycopy(data, begin, data, begin + 1, end - begin);
        data[begin] = quote;
        data[end + 1] = quote;
        System.arraycopy(data, from, data, end + 2, rest);
        spare = end + 2 + rest;
        at = stop;
        add(begin, spare - begin, (byte) 0);
    }

    private void reserve(int size) {
        if (size > data.length) {
            data = Arrays.copyOf(data, Math.max(size, data.length + (data.length >> 1) + 256));
        }
    }

    private void add(int start, int length, byte kind) {
        if (count == starts.length) {
            starts = Arrays.copyOf(starts, count * 2);
            lengths = Arrays.copyOf(lengths, count * 2);
            kinds = Arrays.copyOf(kinds, count * 2);
        }
        starts[count] = start;
        lengths[count] = length;
        kinds[count++] = kind;
        if (count > options.maxColumns()) {
            throw new IllegalStateException(
                    "a record has more than " + options.maxColumns() + " fields (maxColumns)");
        }
    }

    private void add(int start, int length, int kind) {
        add(start, length, (byte) kind);
    }
}
