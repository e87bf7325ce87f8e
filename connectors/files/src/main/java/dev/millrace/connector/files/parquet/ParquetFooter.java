// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.parquet;

import dev.millrace.connector.files.text.ParseMode;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.storage.FileInput;

import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.KeyValue;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.Util;
import org.jspecify.annotations.Nullable;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/// The end of a file: its schema and where its row groups are.
record ParquetFooter(ParquetNode.Group root, FileMetaData metadata) {
    static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);
    private static final int TAIL_BYTES = 1 << 14;
    private static final int TRAILER_BYTES = 8;

    /// Reads the footer in order to read rows.
    static ParquetFooter read(FileInput file, String uri) {
        try {
            return read(file);
        } catch (IOException | RuntimeException e) {
            throw ParseMode.readFailure(uri, e);
        }
    }

    /// Reads the footer in order to find the schema, where Spark reports failures in another way.
    static ParquetFooter readForSchema(FileInput file, String uri) {
        try {
            return read(file);
        } catch (IOException | RuntimeException e) {
            throw MillraceException.of(
                            ErrorKind.EXECUTION,
                            "FAILED_READ_FILE.CANNOT_READ_FILE_FOOTER",
                            "KD001")
                    .with("path", uri)
                    .cause(e)
                    .text(
                            "Encountered error while reading file "
                                    + uri
                                    + ". Could not read footer. Please ensure that the file is in"
                                    + " either ORC or Parquet format.\nIf not, please convert it to"
                                    + " a valid format. If the file is in the valid format, please"
                                    + " check if it is corrupt.\nIf it is, you can choose to either"
                                    + " ignore it or fix the corruption.");
        }
    }

    private static ParquetFooter read(FileInput file) throws IOException {
        long length = file.length();
        if (length < MAGIC.length + TRAILER_BYTES) {
            throw new IOException("a file of " + length + " bytes is not a Parquet file");
        }
        byte[] tail = new byte[(int) Math.min(length, TAIL_BYTES)];
        file.readFully(length - tail.length, tail, 0, tail.length);
        int trailer = tail.length - TRAILER_BYTES;
        if (!Arrays.equals(tail, trailer + 4, tail.length, MAGIC, 0, MAGIC.length)) {
            throw new IOException("the file does not end with PAR1");
        }
        int footerBytes = LittleEndian.int32(tail, trailer);
        if (footerBytes <= 0 || footerBytes > length - TRAILER_BYTES - MAGIC.length) {
            throw new IOException("a footer of " + footerBytes + " bytes does not fit the file");
        }
        if (footerBytes > trailer) {
            tail = new byte[footerBytes];
            file.readFully(length - TRAILER_BYTES - footerBytes, tail, 0, footerBytes);
            trailer = footerBytes;
        }
        FileMetaData metadata =
                Util.readFileMetaData(
                        new ByteArrayInputStream(tail, trailer - footerBytes, footerBytes));
        return new ParquetFooter(ParquetNode.root(metadata.getSchema()), metadata);
    }

    List<RowGroup> rowGroups() {
        return metadata.getRow_groups();
    }

    /// Where the bytes of a column chunk begin.
    static long start(ColumnMetaData chunk) {
        long data = chunk.getData_page_offset();
        long dictionary = chunk.getDictionary_page_offset();
        return chunk.isSetDictionary_page_offset() && dictionary > 0 && dictionary < data
                ? dictionary
                : data;
    }

    /// Where the bytes of a row group begin.
    static long start(RowGroup group) {
        return start(group.getColumns().getFirst().getMeta_data());
    }

    /// The value of a key in the footer, null if it has none.
    @Nullable String value(String key) {
        if (metadata.isSetKey_value_metadata()) {
            for (KeyValue entry : metadata.getKey_value_metadata()) {
                if (entry.getKey().equals(key)) {
                    return entry.getValue();
                }
            }
        }
        return null;
    }
}
