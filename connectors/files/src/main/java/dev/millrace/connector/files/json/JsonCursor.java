// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.json;

import dev.millrace.connector.files.text.RecordBatches;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// The lexer: a place in a buffer of UTF-8, and the number or string last read there.
///
/// A record lies between `at` and `limit`, and the byte at `limit` is a zero that the owner of the
/// buffer puts there, so that no loop has to compare with the limit. Behind the input the buffer
/// has room for strings that had to be unescaped: every string, escaped or not, is a view of
/// `data()`. The buffer may be replaced by a larger copy while reading; positions stay valid.
///
/// Numbers are checked by JSON's grammar while their digits are summed up, strings are scanned
/// eight
/// bytes at a time for quotes, backslashes, control characters and bytes beyond ASCII.
final class JsonCursor {
    /// Bytes that may be read, and are ignored, behind the input.
    static final int PADDING = RecordBatches.PADDING;

    static final int MAX_DEPTH = 1000;

    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;
    private static final long QUOTES = '"' * ONES;
    private static final long BACKSLASHES = '\\' * ONES;
    private static final long BLANKS = ' ' * ONES;

    final JsonSyntax syntax;
    final JsonNumber number;
    int at;

    private byte[] data = new byte[PADDING];
    private int limit;
    private int spare;
    private int depth;
    private int recordStart;
    private boolean unread;

    private int textStart;
    private int textLength;

    JsonCursor(JsonSyntax syntax) {
        this.syntax = syntax;
        this.number = new JsonNumber(this);
    }

    /// Points the cursor to another buffer.
    ///
    /// @param inputEnd end of the input; there are at least `PADDING` more bytes
    void use(byte[] buffer, int inputEnd) {
        data = buffer;
        spare = inputEnd + 1;
    }

    /// Sets the record to read. The byte at `end` is a zero.
    void record(int start, int end) {
        at = start;
        limit = end;
        depth = 0;
        recordStart = start;
        unread = false;
    }

    /// Passes a UTF-8 byte order mark.
    void passByteOrderMark() {
        if (data[at + 1] == (byte) 0xBB && data[at + 2] == (byte) 0xBF) {
            at += 3;
        }
    }

    /// Remembers that the record's value begins here.
    void markRecordStart() {
        recordStart = at;
    }

    int recordStart() {
        return recordStart;
    }

    /// True if the cursor stands inside an object or array that is the value of a wanted field.
    boolean isInsideField() {
        return depth >= 2 && !unread;
    }

    /// Passes the value of a field that is not wanted.
    void skipField() {
        unread = depth == 1;
        skipValue();
        unread = false;
    }

    byte[] data() {
        return data;
    }

    int textStart() {
        return textStart;
    }

    int textLength() {
        return textLength;
    }

    String text() {
        return new String(data, textStart, textLength, StandardCharsets.UTF_8);
    }

    /// Skips blanks and returns the byte after them, which is then at `at`; 0 at the end.
    byte next() {
        byte c = data[at];
        return c > ' ' ? c : nextAfterBlanks();
    }

    private byte nextAfterBlanks() {
        while (true) {
            byte c = data[at];
            if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
                at++;
            } else {
                return c;
            }
        }
    }

    /// As `next`, and skips comments where they are allowed.
    byte nextToken() {
        byte c = next();
        return c == '/' && syntax.allowComments() || c == '#' && syntax.allowComments()
                ? nextAfterComments()
                : c;
    }

    private byte nextAfterComments() {
        byte c = next();
        while (c == '/') {
            if (data[at + 1] == '*') {
                at += 2;
                while (!(data[at] == '*' && data[at + 1] == '/')) {
                    if (at >= limit) {
                        throw malformed("unclosed comment", at);
                    }
                    at++;
                }
                at += 2;
            } else if (data[at + 1] == '/') {
                while (at < limit && data[at] != '\n' && data[at] != '\r') {
                    at++;
                }
            } else {
                throw malformed("unexpected '/'", at);
            }
            c = next();
        }
        return c;
    }

    /// True if nothing but blanks is left.
    boolean isBlank() {
        return nextToken() == 0 && at >= limit;
    }

    /// Enters an object or array.
    void enter() {
        if (++depth > MAX_DEPTH) {
            throw malformed("nested deeper than " + MAX_DEPTH, at);
        }
    }

    void leave() {
        depth--;
    }

    MalformedJson malformed(String what, int tokenStart) {
        int before = tokenStart - 1;
        while (before >= 0 && data[before] <= ' ' && data[before] >= 0) {
            before--;
        }
        return new MalformedJson(what, tokenStart, before >= 0 && data[before] == ':');
    }

    /// True, and the name passed, if the bytes here are exactly `pattern`.
    boolean passes(NamePattern pattern) {
        byte[] wanted = pattern.bytes();
        int start = at;
        int whole = wanted.length & ~7;
        int i = 0;
        for (; i < whole; i += 8) {
            if ((long) LONGS.get(data, start + i) != (long) LONGS.get(wanted, i)) {
                return false;
            }
        }
        if (i < wanted.length) {
            long rest = (long) LONGS.get(data, start + i) & pattern.tailMask();
            if (rest != pattern.tail()) {
                return false;
            }
        }
        at = start + wanted.length;
        return true;
    }

    /// Reads the name of a member into `textStart`/`textLength`.
    void readName() {
        byte c = data[at];
        if (c == '"' || c == '\'' && syntax.allowSingleQuotes()) {
            readString();
        } else if (syntax.allowUnquotedFieldNames() && isNameByte(c)) {
            textStart = at;
            while (isNameByte(data[at])) {
                at++;
            }
            textLength = at - textStart;
        } else {
            throw malformed("a field name was expected", at);
        }
    }

    static boolean isNameByte(byte c) {
        return c < 0
                || c >= 'a' && c <= 'z'
                || c >= 'A' && c <= 'Z'
                || c >= '0' && c <= '9'
                || c == '_'
                || c == '$'
                || c == '-'
                || c == '@'
                || c == '#'
                || c == '*'
                || c == '+';
    }

    /// Passes the colon after a name and the blanks around it.
    void passColon() {
        if (data[at] != ':' && nextToken() != ':') {
            throw malformed("a colon was expected", at);
        }
        at++;
        nextToken();
    }

    /// True if a string begins here.
    boolean isString() {
        byte c = data[at];
        return c == '"' || c == '\'' && syntax.allowSingleQuotes();
    }

    /// Reads the string that begins here into `textStart`/`textLength`.
    void readString() {
        byte quote = data[at];
        int start = at + 1;
        int p = start;
        if (quote == '"') {
            p = ordinaryEnd(p);
            if (data[p] == '"') {
                textStart = start;
                textLength = p - start;
                at = p + 1;
                return;
            }
        }
        readUnusualString(start, p, quote);
    }

    /// The first position from `from` on that is not a printable ASCII character other than quote
    /// and backslash.
    private int ordinaryEnd(int from) {
        int p = from;
        while (true) {
            long word = (long) LONGS.get(data, p);
            long quotes = word ^ QUOTES;
            long slashes = word ^ BACKSLASHES;
            long hits =
                    ((quotes - ONES) & ~quotes
                                    | (slashes - ONES) & ~slashes
                                    | (word - BLANKS) & ~word
                                    | word)
                            & HIGHS;
            if (hits != 0) {
                return p + (Long.numberOfTrailingZeros(hits) >>> 3);
            }
            p += 8;
        }
    }

    private void readUnusualString(int start, int from, byte quote) {
        int p = from;
        while (true) {
            byte c = data[p];
            if (c == quote) {
                textStart = start;
                textLength = p - start;
                at = p + 1;
                return;
            }
            if (c == '\\') {
                readEscapedString(start, p, quote);
                return;
            }
            p = afterCharacter(p, start);
        }
    }

    /// The position after the character at `p`, which is neither the closing quote nor a backslash.
    private int afterCharacter(int p, int start) {
        byte c = data[p];
        if (c >= ' ') {
            return p + 1;
        }
        if (c >= 0) {
            if (p >= limit || !syntax.allowUnquotedControlChars()) {
                throw malformed(
                        p >= limit ? "a string is not closed" : "a control character in a string",
                        start - 1);
            }
            return p + 1;
        }
        int length = c < -64 || c > -9 ? 0 : c < -32 ? 2 : c < -16 ? 3 : 4;
        for (int i = 1; i < length; i++) {
            if (data[p + i] >= -64) {
                length = 0;
            }
        }
        if (length == 0) {
            throw malformed("a string is not UTF-8", start - 1);
        }
        return p + length;
    }

    /// Decodes a string with escapes into the room behind the input.
    private void readEscapedString(int start, int firstEscape, byte quote) {
        int begin = spare;
        int out = reserve(begin, firstEscape - start);
        System.arraycopy(data, start, data, out, firstEscape - start);
        out += firstEscape - start;
        int p = firstEscape;
        while (true) {
            byte c = data[p];
            if (c == quote) {
                break;
            }
            out = reserve(out, 8);
            if (c == '\\') {
                int decoded = decodeEscape(p, start);
                p += decoded < 0x10000 && data[p + 1] != 'u' ? 2 : decoded >= 0x10000 ? 12 : 6;
                out = appendUtf8(decoded, out);
            } else {
                int after = afterCharacter(p, start);
                while (p < after) {
                    data[out++] = data[p++];
                }
            }
        }
        textStart = begin;
        textLength = out - begin;
        spare = out;
        at = p + 1;
    }

    /// Puts bytes behind the input and returns where, for values that are not views of it.
    int keep(byte[] bytes) {
        int start = reserve(spare, bytes.length);
        System.arraycopy(bytes, 0, data, start, bytes.length);
        spare = start + bytes.length;
        return start;
    }

    private int reserve(int position, int bytes) {
        if ((long) position + bytes + PADDING > data.length) {
            long wanted =
                    Math.max((long) position + bytes + PADDING, data.length + (data.length >> 1));
            data = Arrays.copyOf(data, Math.toIntExact(wanted));
        }
        return position;
    }

    /// The code point of the escape at `p`; two escaped surrogates are one code point, a single one
    /// is a question mark.
    private int decodeEscape(int p, int start) {
        byte c = data[p + 1];
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> {
                int unit = hexUnit(p + 2, start);
                if (!Character.isSurrogate((char) unit)) {
                    yield unit;
                }
                boolean pair =
                        Character.isHighSurrogate((char) unit)
                                && data[p + 6] == '\\'
                                && data[p + 7] == 'u';
                int second = pair ? hexUnit(p + 8, start) : 0;
                yield pair && Character.isLowSurrogate((char) second)
                        ? Character.toCodePoint((char) unit, (char) second)
                        : '?';
            }
            default -> {
                boolean quote = c == '\'' && syntax.allowSingleQuotes();
                if (!quote && (c < ' ' || !syntax.allowBackslashEscapingAnyCharacter())) {
                    throw malformed("an unknown escape in a string", start - 1);
                }
                yield c;
            }
        };
    }

    private int hexUnit(int p, int start) {
        int unit = 0;
        for (int i = 0; i < 4; i++) {
            int digit = data[p + i] < 0 ? -1 : Character.digit(data[p + i], 16);
            if (digit < 0) {
                throw malformed("an escape without four hexadecimal digits", start - 1);
            }
            unit = unit << 4 | digit;
        }
        return unit;
    }

    private int appendUtf8(int codePoint, int position) {
        int out = position;
        if (codePoint < 0x80) {
            data[out++] = (byte) codePoint;
        } else if (codePoint < 0x800) {
            data[out++] = (byte) (0xC0 | codePoint >> 6);
            data[out++] = (byte) (0x80 | codePoint & 0x3F);
        } else if (codePoint < 0x10000) {
            data[out++] = (byte) (0xE0 | codePoint >> 12);
            data[out++] = (byte) (0x80 | codePoint >> 6 & 0x3F);
            data[out++] = (byte) (0x80 | codePoint & 0x3F);
        } else {
            data[out++] = (byte) (0xF0 | codePoint >> 18);
            data[out++] = (byte) (0x80 | codePoint >> 12 & 0x3F);
            data[out++] = (byte) (0x80 | codePoint >> 6 & 0x3F);
            data[out++] = (byte) (0x80 | codePoint & 0x3F);
        }
        return out;
    }

    /// True, and passed, if the literal `null` stands here.
    boolean passesNull() {
        if (data[at] != 'n') {
            return false;
        }
        passLiteral("null");
        return true;
    }

    /// Passes `true`, `false` or `null`, which begins here.
    void passLiteral(String word) {
        int start = at;
        for (int i = 0; i < word.length(); i++) {
            if (data[start + i] != word.charAt(i)) {
                throw malformed("unrecognized token", start);
            }
        }
        int end = start + word.length();
        if (isNameByte(data[end])) {
            throw malformed("unrecognized token", start);
        }
        at = end;
    }

    /// True if a number or one of the words for no number begins here.
    boolean isNumber() {
        byte c = data[at];
        return c >= '0' && c <= '9'
                || c == '-'
                || (c == '+' || c == 'N' || c == 'I') && syntax.allowNonNumericNumbers();
    }

    /// Reads the number that begins here into `number`.
    void readNumber() {
        at = number.read(data, at);
    }

    /// Passes a value of any kind without keeping it.
    void skipValue() {
        byte c = data[at];
        switch (c) {
            case '"' -> readString();
            case '{' -> skipObject();
            case '[' -> skipArray();
            case 't' -> passLiteral("true");
            case 'f' -> passLiteral("false");
            case 'n' -> passLiteral("null");
            default -> {
                if (isNumber()) {
                    readNumber();
                } else if (isString()) {
                    readString();
                } else {
                    throw malformed("a value was expected", at);
                }
            }
        }
    }

    private void skipObject() {
        enter();
        at++;
        byte c = nextToken();
        while (c != '}') {
            readName();
            passColon();
            skipValue();
            c = nextToken();
            if (c == ',') {
                at++;
                c = nextToken();
                if (c == '}') {
                    throw malformed("a comma before a closing brace", at);
                }
            } else if (c != '}') {
                throw malformed("a comma was expected", at);
            }
        }
        at++;
        leave();
    }

    private void skipArray() {
        enter();
        at++;
        byte c = nextToken();
        while (c != ']') {
            skipValue();
            c = nextToken();
            if (c == ',') {
                at++;
                c = nextToken();
                if (c == ']') {
                    throw malformed("a comma before a closing bracket", at);
                }
            } else if (c != ']') {
                throw malformed("a comma was expected", at);
            }
        }
        at++;
        leave();
    }
}
