// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.orc;

import dev.millrace.spi.storage.FileInput;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The streams of a stripe, opened where columns ask for them.
final class StripeStreams {
    /// Kinds of streams, by their numbers.
    static final int PRESENT = 0;

    static final int DATA = 1;
    static final int LENGTH = 2;
    static final int DICTIONARY_DATA = 3;
    static final int SECONDARY = 5;

    private static final byte[] NOTHING = {};

    private final FileInput file;
    private final OrcTail tail;
    private final Map<Key, Place> places = new HashMap<>();
    private final List<Proto> encodings;
    private final ZoneId zone;

    private record Key(long column, long kind) {}

    private record Place(long offset, long length) {}

    StripeStreams(FileInput file, OrcTail tail, OrcTail.Stripe stripe) throws IOException {
        this.file = file;
        this.tail = tail;
        long dataEnd = stripe.offset() + stripe.indexBytes() + stripe.dataBytes();
        byte[] packed = OrcTail.read(file, dataEnd, dataEnd + stripe.footerBytes());
        Proto footer = Proto.parse(new OrcInput(packed, tail.codec(), tail.chunkBytes()).readAll());
        long offset = stripe.offset();
        for (Proto stream : footer.messages(1)) {
            long length = stream.number(3);
            if (length < 0 || length > dataEnd - offset) {
                throw new IOException("a stream beyond its stripe");
            }
            places.put(new Key(stream.number(2), stream.number(1)), new Place(offset, length));
            offset += length;
        }
        this.encodings = footer.messages(2);
        String written = footer.text(3);
        try {
            this.zone =
                    written.isEmpty()
                            ? ZoneId.systemDefault()
                            : ZoneId.of(written, ZoneId.SHORT_IDS);
        } catch (DateTimeException e) {
            throw new IOException(e);
        }
    }

    boolean isProleptic() {
        return tail.isProleptic();
    }

    /// The zone that the writer counted seconds in.
    ZoneId zone() {
        return zone;
    }

    /// Null if there is none: no value is NULL.
    Runs.@Nullable Bits present(OrcType column) throws IOException {
        return places.containsKey(new Key(column.id(), PRESENT))
                ? new Runs.Bits(open(column, PRESENT))
                : null;
    }

    OrcInput open(OrcType column, int kind) throws IOException {
        Place place = places.get(new Key(column.id(), kind));
        byte[] bytes =
                place == null
                        ? NOTHING
                        : OrcTail.read(file, place.offset(), place.offset() + place.length());
        return new OrcInput(bytes, tail.codec(), tail.chunkBytes());
    }

    Runs.Integers integers(OrcType column, int kind, boolean isSigned) throws IOException {
        return Runs.Integers.of(open(column, kind), isSigned, encoding(column) >= 2);
    }

    boolean hasDictionary(OrcType column) throws IOException {
        return (encoding(column) & 1) == 1;
    }

    long dictionarySize(OrcType column) {
        return encodings.get(column.id()).number(2);
    }

    private long encoding(OrcType column) throws IOException {
        if (column.id() >= encodings.size()) {
            throw new IOException("a column without an encoding");
        }
        return encodings.get(column.id()).number(1);
    }
}
