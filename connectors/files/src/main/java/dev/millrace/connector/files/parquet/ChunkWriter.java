// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.parquet;

import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.DictionaryPageHeader;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.Type;
import org.apache.parquet.format.Util;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// The pages of one column chunk, compressed, waiting for the end of the row group.
///
/// Pages refer to a dictionary as long as it is small and pays: if it does not after the first
/// page,
/// or grows too large, this page and all later ones are plain.
final class ChunkWriter {
    private final WriteSchema.Leaf leaf;
    private final Codec codec;
    private final ByteSink pages = new ByteSink();
    private ChunkStatistics statistics;
    private @Nullable PageDictionary dictionary;
    private boolean usesDictionary;
    private boolean hasPlainPages;
    private long entryCount;
    private long uncompressedBytes;
    private long plainBytes;

    ChunkWriter(WriteSchema.Leaf leaf, Codec codec) {
        this.leaf = leaf;
        this.codec = codec;
        this.statistics = new ChunkStatistics(leaf);
        restart();
    }

    private void restart() {
        pages.clear();
        statistics = new ChunkStatistics(leaf);
        dictionary = leaf.physical() == Type.BOOLEAN ? null : new PageDictionary(leaf);
        usesDictionary = false;
        hasPlainPages = false;
        entryCount = 0;
        uncompressedBytes = 0;
        plainBytes = 0;
    }

    /// Bytes of the values so far in their plain form.
    long plainBytes() {
        return plainBytes;
    }

    /// Adds a page.
    void add(PageValues values, ByteSink levels, int entries) throws IOException {
        statistics.add(values, entries);
        plainBytes += values.plainBytes();
        entryCount += entries;
        // A page of missing values only needs no dictionary, and says nothing against one.
        int[] indexes = values.count == 0 ? null : indexes(values);
        ByteSink body = new ByteSink();
        body.write(levels.data(), 0, levels.size());
        if (indexes == null) {
            values.encode(body);
            hasPlainPages |= values.count > 0;
        } else {
            int largest = dictionary == null ? 0 : dictionary.size() - 1;
            int width = 32 - Integer.numberOfLeadingZeros(Math.max(largest, 1));
            body.one((byte) width);
            RunEncoder.encode(indexes, indexes.length, width, body);
            usesDictionary = true;
        }
        PageHeader header = new PageHeader(PageType.DATA_PAGE, body.size(), 0);
        header.setData_page_header(
                new DataPageHeader(
                        entries,
                        indexes == null ? Encoding.PLAIN : Encoding.PLAIN_DICTIONARY,
                        Encoding.RLE,
                        Encoding.RLE));
        uncompressedBytes += append(header, body, pages);
    }

    private int @Nullable [] indexes(PageValues values) {
        PageDictionary current = dictionary;
        if (current == null || hasPlainPages) {
            return null;
        }
        int[] indexes = current.indexes(values);
        boolean pays = usesDictionary || current.size() * 2L <= values.count || values.count < 64;
        return indexes != null && pays ? indexes : null;
    }

    /// Compresses and appends a page with its header; returns its uncompressed size.
    private long append(PageHeader header, ByteSink body, ByteSink out) throws IOException {
        byte[] packed = codec.compress(body.data(), body.size());
        header.setCompressed_page_size(packed.length);
        int before = out.size();
        Util.writePageHeader(header, out);
        int headerBytes = out.size() - before;
        out.write(packed, 0, packed.length);
        return (long) headerBytes + body.size();
    }

    /// Appends the chunk to the row group, and is empty again.
    ColumnMetaData finish(ByteSink out, long position) throws IOException {
        int before = out.size();
        PageDictionary used = usesDictionary ? dictionary : null;
        if (used != null) {
            ByteSink body = new ByteSink();
            used.values().encode(body);
            PageHeader header = new PageHeader(PageType.DICTIONARY_PAGE, body.size(), 0);
            header.setDictionary_page_header(
                    new DictionaryPageHeader(used.size(), Encoding.PLAIN_DICTIONARY));
            uncompressedBytes += append(header, body, out);
        }
        long firstPage = position + out.size() - before;
        out.write(pages.data(), 0, pages.size());
        List<Encoding> encodings = new ArrayList<>(List.of(Encoding.RLE, Encoding.BIT_PACKED));
        if (used != null) {
            encodings.add(Encoding.PLAIN_DICTIONARY);
        }
        if (hasPlainPages || used == null) {
            encodings.add(Encoding.PLAIN);
        }
        ColumnMetaData metadata =
                new ColumnMetaData(
                        leaf.physical(),
                        encodings,
                        leaf.path(),
                        codec.format(),
                        entryCount,
                        uncompressedBytes,
                        out.size() - before,
                        firstPage);
        if (used != null) {
            metadata.setDictionary_page_offset(position);
        }
        metadata.setStatistics(statistics.toFormat());
        restart();
        return metadata;
    }
}
