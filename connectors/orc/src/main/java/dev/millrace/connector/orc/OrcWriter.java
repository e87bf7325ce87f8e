// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.orc;

import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.column.StructColumn;
import dev.millrace.spi.format.FileWriterFactory;
import dev.millrace.spi.format.FormatErrors;
import dev.millrace.spi.storage.FileOutput;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import java.io.IOException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/// Writes files.
///
/// @param zone that wall-clock times are written in
record OrcWriter(DataType.Struct schema, OrcCodec codec, ZoneId zone) implements FileWriterFactory {
    private static final long STRIPE_BYTES = 32 << 20;
    private static final int WRITER_VERSION = 9;

    /// The calendar that changes in 1582.
    private static final int HYBRID = 1;

    private static final String VERSION_KEY = "org.apache.spark.version";
    private static final String VERSION = "4.2.0";

    /// Refuses a type that ORC does not have.
    static void requireTypes(DataType.Struct schema) {
        for (StructField field : schema.fields()) {
            if (!isSupported(field.type())) {
                throw FormatErrors.unsupportedType(field.name(), field.type(), "ORC");
            }
        }
    }

    private static boolean isSupported(DataType type) {
        return switch (type) {
            case DataType.Null ignored -> false;
            case DataType.CalendarInterval ignored -> false;
            case DataType.Array array -> isSupported(array.element());
            case DataType.Map map -> isSupported(map.key()) && isSupported(map.value());
            case DataType.Struct struct ->
                    struct.fields().stream().allMatch(field -> isSupported(field.type()));
            default -> true;
        };
    }

    @Override
    public String extension() {
        return codec.extension() + ".orc";
    }

    @Override
    public FileWriter open(FileOutput output) throws IOException {
        return new OneFile(output, TypeTree.of(schema));
    }

    private final class OneFile implements FileWriter {
        private final FileOutput output;
        private final OrcType root;
        private final ColumnWriter columns;
        private final List<ProtoOutput> stripes = new ArrayList<>();
        private final ProtoOutput metadata = new ProtoOutput();
        private long rows;
        private long stripeRows;

        OneFile(FileOutput output, OrcType root) throws IOException {
            this.output = output;
            this.root = root;
            this.columns = new ColumnWriter(root, zone);
            write(OrcTail.MAGIC);
        }

        private void write(byte[] bytes) throws IOException {
            output.write(bytes, 0, bytes.length);
        }

        @Override
        public void write(ColumnBatch batch) throws IOException {
            StructColumn all = new StructColumn(batch.columns(), null, batch.rowCount());
            for (int i = 0; i < batch.rowCount(); i++) {
                columns.write(all, i);
            }
            stripeRows += batch.rowCount();
            if (columns.size() >= STRIPE_BYTES) {
                finishStripe();
            }
        }

        private void finishStripe() throws IOException {
            long offset = output.position();
            List<ColumnWriter.Stream> streams = new ArrayList<>();
            List<ProtoOutput> encodings = new ArrayList<>();
            columns.finish(codec, streams, encodings);
            ProtoOutput footer = new ProtoOutput();
            for (ColumnWriter.Stream stream : streams) {
                write(stream.bytes());
                footer.message(
                        1,
                        new ProtoOutput()
                                .number(1, stream.kind())
                                .number(2, stream.column())
                                .number(3, stream.bytes().length));
            }
            long dataBytes = output.position() - offset;
            encodings.forEach(encoding -> footer.message(2, encoding));
            footer.text(3, zone.getId().equals("Z") ? "UTC" : zone.getId());
            byte[] packed = packed(footer);
            write(packed);
            stripes.add(
                    new ProtoOutput()
                            .number(1, offset)
                            .number(2, 0)
                            .number(3, dataBytes)
                            .number(4, packed.length)
                            .number(5, stripeRows));
            List<ProtoOutput> statistics = new ArrayList<>();
            columns.takeStripeStatistics(statistics);
            ProtoOutput ofStripe = new ProtoOutput();
            statistics.forEach(message -> ofStripe.message(1, message));
            metadata.message(1, ofStripe);
            rows += stripeRows;
            stripeRows = 0;
        }

        private byte[] packed(ProtoOutput message) throws IOException {
            byte[] bytes = message.toBytes();
            return OrcOutput.packed(codec, bytes, bytes.length);
        }

        @Override
        public void finish() throws IOException {
            if (stripeRows > 0) {
                finishStripe();
            }
            long content = output.position();
            byte[] ofStripes = packed(metadata);
            write(ofStripes);
            ProtoOutput footer =
                    new ProtoOutput().number(1, OrcTail.MAGIC.length).number(2, content);
            stripes.forEach(stripe -> footer.message(3, stripe));
            TypeTree.write(root, footer);
            footer.message(5, new ProtoOutput().text(1, VERSION_KEY).text(2, VERSION));
            footer.number(6, rows);
            List<ProtoOutput> statistics = new ArrayList<>();
            columns.fileStatistics(statistics);
            statistics.forEach(message -> footer.message(7, message));
            footer.number(8, 0).number(11, HYBRID);
            byte[] packed = packed(footer);
            write(packed);
            writeScript(packed.length, ofStripes.length);
        }

        private void writeScript(int footerBytes, int metadataBytes) throws IOException {
            byte[] script =
                    new ProtoOutput()
                            .number(1, footerBytes)
                            .number(2, codec.ordinal())
                            .number(3, OrcOutput.CHUNK_BYTES)
                            .packed(4, List.of(0, 12))
                            .number(5, metadataBytes)
                            .number(6, WRITER_VERSION)
                            .text(8000, "ORC")
                            .toBytes();
            write(script);
            write(new byte[] {(byte) script.length});
        }
    }
}
