// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.parquet;

import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.storage.FileInput;

import org.apache.parquet.bytes.ByteBufferInputStream;
import org.apache.parquet.column.values.ValuesReader;
import org.apache.parquet.column.values.bytestreamsplit.ByteStreamSplitValuesReaderForDouble;
import org.apache.parquet.column.values.bytestreamsplit.ByteStreamSplitValuesReaderForFloat;
import org.apache.parquet.column.values.bytestreamsplit.ByteStreamSplitValuesReaderForInteger;
import org.apache.parquet.column.values.bytestreamsplit.ByteStreamSplitValuesReaderForLong;
import org.apache.parquet.column.values.delta.DeltaBinaryPackingValuesReader;
import org.apache.parquet.column.values.deltalengthbytearray.DeltaLengthByteArrayValuesReader;
import org.apache.parquet.column.values.deltastrings.DeltaByteArrayReader;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.Type;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/// Reads the chunk of one leaf, some records at a time: its levels and the values that are there.
final class LeafReader {
    /// Records that are decoded at a time to be passed.
    private static final int SKIP_STEP = 4096;

    private final ParquetNode.Leaf leaf;
    private final PageSource pages;
    private final LeafValues values;
    private final LeafValues dictionary;

    private int[] definitions = new int[0];
    private int[] repetitions = new int[0];
    private int levelCount;

    private int[] pageDefinitions = new int[0];
    private int[] pageRepetitions = new int[0];
    private int pageSize;
    private int pageAt;
    private @Nullable ValueDecoder decoder;

    LeafReader(ParquetNode.Leaf leaf, FileInput file, ColumnMetaData chunk, ReadFigures figures) {
        this.leaf = leaf;
        this.pages = new PageSource(file, chunk, figures);
        this.values = new LeafValues(leaf.type());
        this.dictionary = new LeafValues(leaf.type());
    }

    ParquetNode.Leaf leaf() {
        return leaf;
    }

    /// The values of the records last read, without the missing ones.
    LeafValues values() {
        return values;
    }

    /// Number of entries that the records last read have in this leaf.
    int levelCount() {
        return levelCount;
    }

    /// Definition level of each entry; not filled for a leaf that cannot be missing.
    int[] definitions() {
        return definitions;
    }

    /// Repetition level of each entry; not filled for a leaf that does not repeat.
    int[] repetitions() {
        return repetitions;
    }

    /// Reads the next `count` records; fewer only at the end of the chunk.
    void read(int count) throws IOException {
        values.restart(count);
        levelCount = 0;
        definitions = new int[leaf.definition() > 0 ? count : 0];
        repetitions = new int[leaf.repetitions() > 0 ? count : 0];
        int records = 0;
        while (true) {
            if (pageAt == pageSize && !nextPage()) {
                return;
            }
            int take;
            if (leaf.repetitions() == 0) {
                take = Math.min(count - records, pageSize - pageAt);
                records += take;
            } else {
                int end = pageAt;
                while (end < pageSize && !(pageRepetitions[end] == 0 && records == count)) {
                    records += pageRepetitions[end] == 0 ? 1 : 0;
                    end++;
                }
                take = end - pageAt;
            }
            if (take == 0) {
                return;
            }
            take(take);
        }
    }

    private void take(int count) {
        int present = count;
        if (leaf.definition() > 0) {
            definitions = room(definitions, count);
            present = 0;
            for (int i = 0; i < count; i++) {
                int level = pageDefinitions[pageAt + i];
                definitions[levelCount + i] = level;
                present += level == leaf.definition() ? 1 : 0;
            }
        }
        if (leaf.repetitions() > 0) {
            repetitions = room(repetitions, count);
            System.arraycopy(pageRepetitions, pageAt, repetitions, levelCount, count);
        }
        levelCount += count;
        pageAt += count;
        if (present > 0 && decoder != null) {
            decoder.decode(present, values);
        }
    }

    private int[] room(int[] levels, int more) {
        int needed = levelCount + more;
        return levels.length >= needed
                ? levels
                : Arrays.copyOf(levels, Math.max(needed, levels.length * 2));
    }

    /// Passes the next `count` records. Where that can be told from their headers, whole pages are
    /// not decoded.
    void skip(long count) throws IOException {
        long left = count;
        while (left > 0) {
            if (pageAt == pageSize && leaf.repetitions() == 0) {
                readDictionary();
                left -= pages.skip(left);
                if (left == 0) {
                    return;
                }
            }
            int step = (int) Math.min(left, SKIP_STEP);
            if (leaf.repetitions() == 0 && pageAt < pageSize) {
                step = Math.min(step, pageSize - pageAt);
            }
            read(step);
            if (levelCount == 0) {
                return;
            }
            left -= step;
        }
    }

    /// The rest of the chunk holds nothing that is wanted.
    void leave() {
        pages.leave();
    }

    private void readDictionary() throws IOException {
        while (pages.isDictionaryNext()) {
            PageSource.Page page = pages.next();
            if (page != null) {
                int size = page.header().getDictionary_page_header().getNum_values();
                dictionary.restart(size);
                plain(page.values(), 0).decode(size, dictionary);
            }
        }
    }

    private boolean nextPage() throws IOException {
        readDictionary();
        PageSource.Page page = pages.next();
        if (page == null) {
            return false;
        }
        pageAt = 0;
        if (page.header().isSetData_page_header()) {
            startFirstVersion(page);
        } else {
            startSecondVersion(page);
        }
        return true;
    }

    private void startFirstVersion(PageSource.Page page) throws IOException {
        var header = page.header().getData_page_header();
        pageSize = header.getNum_values();
        byte[] data = page.values();
        int at = 0;
        if (leaf.repetitions() > 0) {
            int length = LittleEndian.int32(data, at);
            pageRepetitions = levels(data, at + 4, length, leaf.repetitions());
            at += 4 + length;
        }
        if (leaf.definition() > 0) {
            int length = LittleEndian.int32(data, at);
            pageDefinitions = levels(data, at + 4, length, leaf.definition());
            at += 4 + length;
        }
        decoder = decoder(header.getEncoding(), data, at);
    }

    private void startSecondVersion(PageSource.Page page) throws IOException {
        var header = page.header().getData_page_header_v2();
        pageSize = header.getNum_values();
        int repetitionBytes = header.getRepetition_levels_byte_length();
        int definitionBytes = header.getDefinition_levels_byte_length();
        if (leaf.repetitions() > 0) {
            pageRepetitions = levels(page.levels(), 0, repetitionBytes, leaf.repetitions());
        }
        if (leaf.definition() > 0) {
            pageDefinitions =
                    levels(page.levels(), repetitionBytes, definitionBytes, leaf.definition());
        }
        decoder = decoder(header.getEncoding(), page.values(), 0);
    }

    private int[] levels(byte[] data, int start, int length, int largest) {
        int[] levels = new int[pageSize];
        int width = 32 - Integer.numberOfLeadingZeros(largest);
        new RunDecoder(data, start, start + length, width).decode(levels, 0, pageSize);
        return levels;
    }

    private ValueDecoder plain(byte[] data, int start) {
        return switch (leaf.type()) {
            case BYTE_ARRAY -> new ValueDecoder.PlainBytes(data, start);
            case FIXED_LEN_BYTE_ARRAY -> new ValueDecoder.FixedBytes(data, start, leaf.length());
            default -> new ValueDecoder.PlainNumbers(leaf.type(), data, start);
        };
    }

    private ValueDecoder decoder(Encoding encoding, byte[] data, int start) throws IOException {
        return switch (encoding) {
            case PLAIN -> plain(data, start);
            case PLAIN_DICTIONARY, RLE_DICTIONARY -> {
                int width = start < data.length ? data[start] : 0;
                RunDecoder runs = new RunDecoder(data, start + 1, data.length, width);
                yield new ValueDecoder.Indexes(runs, dictionary);
            }
            case RLE -> {
                if (leaf.type() != Type.BOOLEAN) {
                    throw refused(encoding);
                }
                yield new ValueDecoder.Booleans(new RunDecoder(data, start + 4, data.length, 1));
            }
            case DELTA_BINARY_PACKED ->
                    delegated(new DeltaBinaryPackingValuesReader(), data, start);
            case DELTA_LENGTH_BYTE_ARRAY ->
                    delegated(new DeltaLengthByteArrayValuesReader(), data, start);
            case DELTA_BYTE_ARRAY -> delegated(new DeltaByteArrayReader(), data, start);
            case BYTE_STREAM_SPLIT ->
                    delegated(
                            switch (leaf.type()) {
                                case FLOAT -> new ByteStreamSplitValuesReaderForFloat();
                                case DOUBLE -> new ByteStreamSplitValuesReaderForDouble();
                                case INT32 -> new ByteStreamSplitValuesReaderForInteger();
                                case INT64 -> new ByteStreamSplitValuesReaderForLong();
                                default -> throw refused(encoding);
                            },
                            data,
                            start);
            default -> throw refused(encoding);
        };
    }

    private ValueDecoder delegated(ValuesReader reader, byte[] data, int start) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(data, start, data.length - start).slice();
        reader.initFromPage(pageSize, ByteBufferInputStream.wrap(buffer));
        return new ValueDecoder.Delegated(reader, leaf.type());
    }

    private MillraceException refused(Encoding encoding) {
        return MillraceException.unsupported(
                "the Parquet encoding " + encoding + " of " + leaf.type() + " columns");
    }
}
