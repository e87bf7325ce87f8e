// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.orc;

import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import java.io.IOException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Opens the streams of a stripe that the wanted columns need.
final class ReaderCompiler {
    /// Hive's names of columns that have none: then columns meet by position.
    private static final Pattern UNNAMED = Pattern.compile("_col\\d+");

    private final StripeStreams streams;
    private final ZoneId zone;

    /// @param zone of the reader
    ReaderCompiler(StripeStreams streams, ZoneId zone) {
        this.streams = streams;
        this.zone = zone;
    }

    /// The readers of the columns.
    ///
    /// @param all columns that the table has, of which `wanted` are some
    List<ColumnReader> columns(OrcType root, DataType.Struct all, DataType.Struct wanted)
            throws IOException {
        if (root.kind() != OrcType.Kind.STRUCT) {
            throw new IOException("a file without columns");
        }
        boolean byPosition =
                !root.names().isEmpty()
                        && root.names().stream().allMatch(n -> UNNAMED.matcher(n).matches());
        List<ColumnReader> readers = new ArrayList<>();
        for (StructField field : wanted.fields()) {
            int place = byPosition ? all.indexOf(field.name()) : place(root, field.name());
            readers.add(
                    place < 0 || place >= root.children().size()
                            ? new Scalars.Missing(field.type())
                            : of(root.children().get(place), field.type()));
        }
        return readers;
    }

    /// The column of this name, else the first in any case.
    private static int place(OrcType struct, String name) {
        int place = struct.names().indexOf(name);
        for (int i = 0; place < 0 && i < struct.names().size(); i++) {
            if (struct.names().get(i).equalsIgnoreCase(name)) {
                place = i;
            }
        }
        return place;
    }

    private ColumnReader of(OrcType column, DataType type) throws IOException {
        return switch (type) {
            case DataType.Struct struct when column.kind() == OrcType.Kind.STRUCT ->
                    struct(column, struct);
            case DataType.Array array when column.kind() == OrcType.Kind.LIST ->
                    new Parts.Lists(
                            streams.present(column),
                            streams.integers(column, StripeStreams.LENGTH, false),
                            List.of(of(column.children().getFirst(), array.element())),
                            List.of(array.element()));
            case DataType.Map map when column.kind() == OrcType.Kind.MAP ->
                    new Parts.Lists(
                            streams.present(column),
                            streams.integers(column, StripeStreams.LENGTH, false),
                            List.of(
                                    of(column.children().get(0), map.key()),
                                    of(column.children().get(1), map.value())),
                            List.of(map.key(), map.value()));
            default -> value(column, type);
        };
    }

    private ColumnReader struct(OrcType column, DataType.Struct type) throws IOException {
        List<ColumnReader> fields = new ArrayList<>();
        for (StructField field : type.fields()) {
            int place = place(column, field.name());
            fields.add(
                    place < 0
                            ? new Scalars.Missing(field.type())
                            : of(column.children().get(place), field.type()));
        }
        return new Parts.Structs(streams.present(column), fields);
    }

    private ColumnReader value(OrcType column, DataType type) throws IOException {
        DataType own = column.dataType();
        if (own.equals(type) || isSameForm(own, type)) {
            return plain(column, type);
        }
        if (!Conversion.exists(own, type)) {
            throw new IOException(
                    "ORC does not support type conversion from file type "
                            + column.text()
                            + " to reader type "
                            + type.simpleName());
        }
        return new Conversion(plain(column, own), own, type);
    }

    /// True for types that have the same values in memory and differ only in what they mean, or in
    /// how many digits they have.
    private static boolean isSameForm(DataType own, DataType type) {
        return own instanceof DataType.Decimal && type instanceof DataType.Decimal
                || own instanceof DataType.Int64 && type instanceof DataType.DayTimeInterval
                || own instanceof DataType.Int32 && type instanceof DataType.YearMonthInterval
                || own instanceof DataType.Timestamp && type instanceof DataType.TimestampNtz;
    }

    private ColumnReader plain(OrcType column, DataType type) throws IOException {
        var present = streams.present(column);
        return switch (column.kind()) {
            case BOOLEAN ->
                    new Scalars.Booleans(
                            present, new Runs.Bits(streams.open(column, StripeStreams.DATA)));
            case BYTE -> {
                Runs.Bytes bytes = new Runs.Bytes(streams.open(column, StripeStreams.DATA));
                yield new Scalars.Ints(present, () -> (byte) bytes.next());
            }
            case SHORT, INT ->
                    new Scalars.Ints(present, streams.integers(column, StripeStreams.DATA, true));
            case LONG ->
                    new Scalars.Longs(present, streams.integers(column, StripeStreams.DATA, true));
            case DATE -> {
                Runs.Integers days = streams.integers(column, StripeStreams.DATA, true);
                yield new Scalars.Ints(
                        present,
                        streams.isProleptic() ? days : () -> Moment.fromHybrid((int) days.next()));
            }
            case FLOAT, DOUBLE ->
                    new Scalars.Fractions(
                            present,
                            streams.open(column, StripeStreams.DATA),
                            column.kind() == OrcType.Kind.DOUBLE);
            case STRING, VARCHAR, CHAR, BINARY -> bytes(column);
            case TIMESTAMP, TIMESTAMP_INSTANT -> moments(column, type);
            case DECIMAL -> {
                DataType.Decimal decimal = (DataType.Decimal) type;
                yield new Scalars.Decimals(
                        present,
                        streams.open(column, StripeStreams.DATA),
                        streams.integers(column, StripeStreams.SECONDARY, true),
                        decimal.precision(),
                        decimal.scale());
            }
            case LIST, MAP, STRUCT, UNION ->
                    throw new IOException(
                            "a column of type "
                                    + column.kind()
                                    + " cannot be read as "
                                    + type.simpleName());
        };
    }

    private ColumnReader moments(OrcType column, DataType type) throws IOException {
        boolean isInstant = column.kind() == OrcType.Kind.TIMESTAMP_INSTANT;
        ZoneId reader = isInstant ? java.time.ZoneOffset.UTC : zone;
        return new Scalars.Moments(
                streams.present(column),
                streams.integers(column, StripeStreams.DATA, true),
                streams.integers(column, StripeStreams.SECONDARY, false),
                new Moment(
                        isInstant ? reader : streams.zone(),
                        reader,
                        streams.isProleptic() || type instanceof DataType.TimestampNtz));
    }

    private ColumnReader bytes(OrcType column) throws IOException {
        OrcInput data = streams.open(column, StripeStreams.DATA);
        if (!streams.hasDictionary(column)) {
            return new Scalars.Bytes(
                    streams.present(column),
                    data,
                    streams.integers(column, StripeStreams.LENGTH, false));
        }
        return new Scalars.Words(
                streams.present(column),
                Scalars.dictionary(
                        streams.open(column, StripeStreams.DICTIONARY_DATA),
                        streams.integers(column, StripeStreams.LENGTH, false),
                        streams.dictionarySize(column)),
                streams.integers(column, StripeStreams.DATA, false));
    }
}
