// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.parquet;

import dev.millrace.spi.storage.FileInput;

import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.PageEncodingStats;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.Util;
import org.jspecify.annotations.Nullable;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/// The pages of one column chunk, in order, read through a window of the file.
final class PageSource {
    private static final int WINDOW = 1 << 17;

    private final Window window;
    private final Codec codec;
    private final long valueCount;
    private final ReadFigures figures;
    private long valuesPassed;
    private @Nullable PageHeader upcoming;

    /// Data pages that are still to come, as far as the footer counts them.
    private long pagesLeft;

    /// A page with its values decompressed.
    ///
    /// @param levels the bytes that hold the levels
    /// @param values the bytes that hold the values
    record Page(PageHeader header, byte[] levels, byte[] values) {}

    PageSource(FileInput file, ColumnMetaData chunk, ReadFigures figures) {
        this.figures = figures;
        long start = ParquetFooter.start(chunk);
        this.window = new Window(file, start, start + chunk.getTotal_compressed_size());
        this.codec = Codec.of(chunk.getCodec());
        this.valueCount = chunk.getNum_values();
        if (chunk.isSetEncoding_stats()) {
            for (PageEncodingStats pages : chunk.getEncoding_stats()) {
                pagesLeft +=
                        pages.getPage_type() == PageType.DICTIONARY_PAGE ? 0 : pages.getCount();
            }
        }
    }

    /// The next dictionary or data page, null at the end.
    @Nullable Page next() throws IOException {
        PageHeader header = peek();
        if (header == null) {
            return null;
        }
        upcoming = null;
        int size = header.getCompressed_page_size();
        valuesPassed += valueCount(header);
        if (!header.isSetDictionary_page_header()) {
            figures.pagesRead++;
            pagesLeft--;
        }
        if (header.isSetData_page_header_v2()) {
            return secondVersion(header, size);
        }
        byte[] values = wholePage(header, size);
        return new Page(header, values, values);
    }

    /// True if the next page is a dictionary.
    boolean isDictionaryNext() throws IOException {
        PageHeader header = peek();
        return header != null && header.isSetDictionary_page_header();
    }

    /// Passes data pages that have no more than so many values in all, undecoded; returns how many
    /// values they have.
    long skip(long values) throws IOException {
        long skipped = 0;
        PageHeader header = peek();
        while (header != null
                && !header.isSetDictionary_page_header()
                && valueCount(header) <= values - skipped) {
            upcoming = null;
            window.skipNBytes(header.getCompressed_page_size());
            valuesPassed += valueCount(header);
            skipped += valueCount(header);
            figures.pagesSkipped++;
            pagesLeft--;
            header = peek();
        }
        return skipped;
    }

    /// Counts what nobody will ask for as skipped.
    void leave() {
        figures.pagesSkipped += Math.max(0, pagesLeft);
    }

    /// The header of the next dictionary or data page, null at the end.
    private @Nullable PageHeader peek() throws IOException {
        while (upcoming == null && valuesPassed < valueCount) {
            PageHeader header = Util.readPageHeader(window);
            if (header.isSetDictionary_page_header()
                    || header.isSetData_page_header()
                    || header.isSetData_page_header_v2()) {
                upcoming = header;
            } else {
                window.skipNBytes(header.getCompressed_page_size());
            }
        }
        return upcoming;
    }

    private static int valueCount(PageHeader header) {
        if (header.isSetData_page_header()) {
            return header.getData_page_header().getNum_values();
        }
        return header.isSetData_page_header_v2()
                ? header.getData_page_header_v2().getNum_values()
                : 0;
    }

    private byte[] wholePage(PageHeader header, int size) throws IOException {
        byte[] packed = window.bytes(size);
        return codec == Codec.UNCOMPRESSED
                ? packed
                : codec.decompress(packed, 0, size, header.getUncompressed_page_size());
    }

    private Page secondVersion(PageHeader header, int size) throws IOException {
        var v2 = header.getData_page_header_v2();
        int levelBytes =
                v2.getDefinition_levels_byte_length() + v2.getRepetition_levels_byte_length();
        byte[] levels = window.bytes(levelBytes);
        byte[] packed = window.bytes(size - levelBytes);
        boolean compressed = !v2.isSetIs_compressed() || v2.isIs_compressed();
        int plainSize = header.getUncompressed_page_size() - levelBytes;
        byte[] values =
                compressed && packed.length > 0
                        ? codec.decompress(packed, 0, packed.length, plainSize)
                        : packed;
        return new Page(header, levels, values);
    }

    /// A buffered part of the file.
    private static final class Window extends InputStream {
        private final FileInput file;
        private final long end;
        private long position;
        private final byte[] buffer;
        private int at;
        private int filled;

        Window(FileInput file, long start, long end) {
            this.file = file;
            this.position = start;
            this.end = end;
            this.buffer = new byte[(int) Math.max(0, Math.min(WINDOW, end - start))];
        }

        @Override
        public int read() throws IOException {
            if (at == filled && !fill()) {
                return -1;
            }
            return buffer[at++] & 0xFF;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (at == filled && !fill()) {
                return -1;
            }
            int count = Math.min(length, filled - at);
            System.arraycopy(buffer, at, into, offset, count);
            at += count;
            return count;
        }

        @Override
        public long skip(long count) {
            int buffered = (int) Math.min(count, filled - at);
            at += buffered;
            long beyond = Math.min(count - buffered, end - position);
            if (beyond > 0) {
                position += beyond;
            }
            return buffered + Math.max(0, beyond);
        }

        private boolean fill() throws IOException {
            int wanted = (int) Math.min(buffer.length, end - position);
            int count = wanted <= 0 ? -1 : file.read(position, buffer, 0, wanted);
            at = 0;
            filled = Math.max(count, 0);
            position += filled;
            return filled > 0;
        }

        byte[] bytes(int size) throws IOException {
            int buffered = Math.min(size, filled - at);
            if (size < 0 || size - buffered > end - position) {
                throw new EOFException("a page of " + size + " bytes goes beyond its chunk");
            }
            byte[] bytes = new byte[size];
            System.arraycopy(buffer, at, bytes, 0, buffered);
            at += buffered;
            file.readFully(position, bytes, buffered, size - buffered);
            position += size - buffered;
            return bytes;
        }
    }
}
