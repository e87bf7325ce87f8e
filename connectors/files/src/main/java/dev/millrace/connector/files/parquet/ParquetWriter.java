// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.parquet;

import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.format.FileWriterFactory;
import dev.millrace.spi.storage.FileOutput;
import dev.millrace.spi.type.DataType;

import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.ColumnOrder;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.KeyValue;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.TypeDefinedOrder;
import org.apache.parquet.format.Util;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Writes Parquet files of one schema.
///
/// @param rowGroupBytes size of the values in their plain form at which a row group ends
record ParquetWriter(
        DataType.Struct schema, WriteSchema fileSchema, Codec codec, long rowGroupBytes)
        implements FileWriterFactory {
    /// Spark reads dates and times by the version of the writer; this one means: as they stand.
    private static final String SPARK_VERSION = "4.2.0";

    static final String SCHEMA_KEY = "org.apache.spark.sql.parquet.row.metadata";

    @Override
    public String extension() {
        return codec.extension() + ".parquet";
    }

    @Override
    public FileWriter open(FileOutput output) throws IOException {
        output.write(ParquetFooter.MAGIC, 0, ParquetFooter.MAGIC.length);
        return new Writer(this, output);
    }

    private static final class Writer implements FileWriter {
        private final ParquetWriter settings;
        private final FileOutput output;
        private final List<LeafWriter> leaves = new ArrayList<>();
        private final Shredder shredder;
        private final List<RowGroup> rowGroups = new ArrayList<>();
        private final ByteSink buffer = new ByteSink();
        private long rowsInGroup;
        private long rows;

        Writer(ParquetWriter settings, FileOutput output) {
            this.settings = settings;
            this.output = output;
            for (WriteSchema.Leaf leaf : settings.fileSchema.leaves()) {
                leaves.add(new LeafWriter(leaf, settings.codec));
            }
            this.shredder = new Shredder(settings.schema, leaves);
        }

        @Override
        public void write(ColumnBatch batch) throws IOException {
            shredder.write(batch);
            rowsInGroup += batch.rowCount();
            long buffered = 0;
            for (LeafWriter leaf : leaves) {
                buffered += leaf.bufferedBytes();
            }
            if (buffered >= settings.rowGroupBytes) {
                finishRowGroup();
            }
        }

        private void finishRowGroup() throws IOException {
            if (rowsInGroup == 0) {
                return;
            }
            long start = output.position();
            List<ColumnChunk> chunks = new ArrayList<>();
            long uncompressed = 0;
            for (LeafWriter leaf : leaves) {
                long position = output.position();
                buffer.clear();
                ColumnMetaData metadata = leaf.finishChunk(buffer, position);
                output.write(buffer.data(), 0, buffer.size());
                chunks.add(new ColumnChunk(0).setMeta_data(metadata));
                uncompressed += metadata.getTotal_uncompressed_size();
            }
            rowGroups.add(
                    new RowGroup(chunks, uncompressed, rowsInGroup)
                            .setFile_offset(start)
                            .setTotal_compressed_size(output.position() - start)
                            .setOrdinal((short) rowGroups.size()));
            rows += rowsInGroup;
            rowsInGroup = 0;
        }

        @Override
        public void finish() throws IOException {
            finishRowGroup();
            FileMetaData metadata =
                    new FileMetaData(1, settings.fileSchema.elements(), rows, rowGroups);
            metadata.setCreated_by("millrace version 0.1.0");
            metadata.addToKey_value_metadata(
                    new KeyValue("org.apache.spark.version").setValue(SPARK_VERSION));
            metadata.addToKey_value_metadata(
                    new KeyValue(SCHEMA_KEY).setValue(SchemaJson.write(settings.schema)));
            for (int i = 0; i < leaves.size(); i++) {
                metadata.addToColumn_orders(ColumnOrder.TYPE_ORDER(new TypeDefinedOrder()));
            }
            buffer.clear();
            Util.writeFileMetaData(metadata, buffer);
            int length = buffer.size();
            buffer.int32(length);
            buffer.write(ParquetFooter.MAGIC, 0, ParquetFooter.MAGIC.length);
            output.write(buffer.data(), 0, buffer.size());
        }
    }
}
