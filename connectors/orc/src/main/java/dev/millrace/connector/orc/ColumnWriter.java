// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.orc;

import dev.millrace.spi.column.ArrayColumn;
import dev.millrace.spi.column.BooleanColumn;
import dev.millrace.spi.column.BytesColumn;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.DecimalColumn;
import dev.millrace.spi.column.DoubleColumn;
import dev.millrace.spi.column.IntColumn;
import dev.millrace.spi.column.LongColumn;
import dev.millrace.spi.column.MapColumn;
import dev.millrace.spi.column.StructColumn;

import java.io.IOException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/// Writes a column and those within it, stripe by stripe.
final class ColumnWriter {
    private static final int DIRECT = 0;
    private static final int DIRECT_V2 = 2;
    private static final long MICROS_PER_SECOND = 1_000_000;

    private final OrcType type;
    private final ZoneId zone;
    private final long epoch;
    private final List<ColumnWriter> parts = new ArrayList<>();
    private final OrcOutput present = new OrcOutput();
    private final RunWriter.Bits isThere = new RunWriter.Bits(present);
    private final OrcOutput data = new OrcOutput();
    private final OrcOutput more = new OrcOutput();
    private final RunWriter.Bits bits = new RunWriter.Bits(data);
    private final RunWriter.Bytes bytes = new RunWriter.Bytes(data);
    private final RunWriter.Integers integers = new RunWriter.Integers(data, true);
    private final RunWriter.Integers lengths = new RunWriter.Integers(more, false);
    private final RunWriter.Integers scales = new RunWriter.Integers(more, true);
    private final OrcStatistics ofStripe;
    private final OrcStatistics ofFile;

    /// @param zone that wall-clock times are written in
    ColumnWriter(OrcType type, ZoneId zone) {
        this.type = type;
        this.zone = zone;
        this.epoch = Moment.epoch(zone);
        this.ofStripe = new OrcStatistics(type.kind());
        this.ofFile = new OrcStatistics(type.kind());
        type.children().forEach(child -> parts.add(new ColumnWriter(child, zone)));
    }

    /// Bytes of the stripe so far, before compression.
    long size() {
        long size = present.size() + data.size() + (long) more.size();
        for (ColumnWriter part : parts) {
            size += part.size();
        }
        return size;
    }

    void write(Column column, int row) {
        boolean isNull = column.isNull(row);
        isThere.write(!isNull);
        if (isNull) {
            ofStripe.addNull();
            return;
        }
        ofStripe.add();
        writeValue(column, row);
    }

    private void writeValue(Column column, int row) {
        switch (type.kind()) {
            case BOOLEAN -> bits.write(((BooleanColumn) column).value(row));
            case BYTE -> {
                int value = ((IntColumn) column).value(row);
                ofStripe.add(value);
                bytes.write(value);
            }
            case SHORT, INT -> writeInteger(((IntColumn) column).value(row));
            case DATE -> writeInteger(Moment.toHybrid(((IntColumn) column).value(row)));
            case LONG -> writeInteger(((LongColumn) column).value(row));
            case FLOAT ->
                    data.writeLittleEndian(
                            Float.floatToIntBits((float) ((DoubleColumn) column).value(row)),
                            Float.BYTES);
            case DOUBLE ->
                    data.writeLittleEndian(
                            Double.doubleToLongBits(((DoubleColumn) column).value(row)),
                            Double.BYTES);
            case STRING, BINARY, VARCHAR, CHAR -> {
                BytesColumn values = (BytesColumn) column;
                data.write(values.data(), values.start(row), values.length(row));
                lengths.write(values.length(row));
            }
            case DECIMAL -> {
                data.writeSigned(((DecimalColumn) column).unscaled(row));
                scales.write(type.scale());
            }
            case TIMESTAMP, TIMESTAMP_INSTANT -> writeMoment(((LongColumn) column).value(row));
            case LIST -> {
                ArrayColumn array = (ArrayColumn) column;
                lengths.write(array.length(row));
                writeItems(parts.getFirst(), array.elements(), array.start(row), array.length(row));
            }
            case MAP -> {
                MapColumn map = (MapColumn) column;
                lengths.write(map.length(row));
                writeItems(parts.get(0), map.keys(), map.start(row), map.length(row));
                writeItems(parts.get(1), map.values(), map.start(row), map.length(row));
            }
            case STRUCT -> {
                StructColumn struct = (StructColumn) column;
                for (int i = 0; i < parts.size(); i++) {
                    parts.get(i).write(struct.field(i), row);
                }
            }
            case UNION -> throw new IllegalStateException("no column is a union");
        }
    }

    private static void writeItems(ColumnWriter part, Column items, int start, int count) {
        for (int i = start; i < start + count; i++) {
            part.write(items, i);
        }
    }

    private void writeInteger(long value) {
        ofStripe.add(value);
        integers.write(value);
    }

    /// Seconds are cut towards 1970, which readers know.
    private void writeMoment(long micros) {
        long moment = Moment.toHybrid(micros, zone);
        long millis = Math.floorDiv(moment, 1000L);
        integers.write(millis / 1000 - epoch);
        lengths.write(Moment.formatted(Math.floorMod(moment, MICROS_PER_SECOND) * 1000));
    }

    /// The streams of the stripe, of this column and those within it.
    ///
    /// @param streams of which each is added
    /// @param encodings of the columns, in their order
    void finish(OrcCodec codec, List<Stream> streams, List<ProtoOutput> encodings)
            throws IOException {
        isThere.flush();
        bits.flush();
        bytes.flush();
        integers.flush();
        lengths.flush();
        scales.flush();
        add(ofStripe.hasNull() ? StripeStreams.PRESENT : -1, present, codec, streams);
        int secondary =
                switch (type.kind()) {
                    case DECIMAL, TIMESTAMP, TIMESTAMP_INSTANT -> StripeStreams.SECONDARY;
                    default -> StripeStreams.LENGTH;
                };
        add(StripeStreams.DATA, data, codec, streams);
        add(secondary, more, codec, streams);
        int encoding =
                switch (type.kind()) {
                    case BOOLEAN, BYTE, FLOAT, DOUBLE, STRUCT -> DIRECT;
                    default -> DIRECT_V2;
                };
        encodings.add(new ProtoOutput().number(1, encoding));
        for (ColumnWriter part : parts) {
            part.finish(codec, streams, encodings);
        }
    }

    /// A stream of a stripe.
    record Stream(int kind, int column, byte[] bytes) {}

    private void add(int kind, OrcOutput out, OrcCodec codec, List<Stream> streams)
            throws IOException {
        boolean isEmpty = out.size() == 0;
        byte[] packed = out.packed(codec);
        if (kind >= 0 && !isEmpty) {
            streams.add(new Stream(kind, type.id(), packed));
        }
    }

    /// The statistics of the stripe that is finished; then those of the next one begin.
    void takeStripeStatistics(List<ProtoOutput> into) {
        into.add(ofStripe.message());
        ofFile.addAll(ofStripe);
        ofStripe.clear();
        parts.forEach(part -> part.takeStripeStatistics(into));
    }

    void fileStatistics(List<ProtoOutput> into) {
        into.add(ofFile.message());
        parts.forEach(part -> part.fileStatistics(into));
    }
}
