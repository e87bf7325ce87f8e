// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.orc;

import dev.millrace.spi.storage.FileInput;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// What the end of a file says of it.
///
/// @param chunkBytes the most that a compressed chunk stands for
/// @param isProleptic true if dates before 1582 are of the proleptic calendar, as Spark's are, and
/// not of the hybrid one
/// @param statistics of the stripes; empty if there are none
record OrcTail(
        OrcCodec codec,
        int chunkBytes,
        OrcType root,
        List<Stripe> stripes,
        long rows,
        boolean isProleptic,
        Section statistics) {
    static final byte[] MAGIC = "ORC".getBytes(StandardCharsets.US_ASCII);
    static final int PROLEPTIC = 2;

    /// The largest that the format allows, since the header of a chunk has 23 bits for it.
    private static final int MAX_CHUNK_BYTES = 1 << 23;

    private static final int TAIL_BYTES = 1 << 14;

    /// Where the statistics of the stripes are.
    record Section(long from, long to) {}

    /// A group of rows.
    record Stripe(long offset, long indexBytes, long dataBytes, long footerBytes, long rows) {}

    static OrcTail read(FileInput file) throws IOException {
        long length = file.length();
        if (length < MAGIC.length + 1) {
            throw new IOException("Malformed ORC file: it is too short.");
        }
        byte[] end = read(file, Math.max(0, length - TAIL_BYTES), length);
        int scriptBytes = end[end.length - 1] & 0xFF;
        if (scriptBytes + 1 > end.length) {
            throw new IOException("Malformed ORC file: its postscript is too long.");
        }
        Proto script =
                Proto.parse(Arrays.copyOfRange(end, end.length - 1 - scriptBytes, end.length - 1));
        if (!script.text(8000).equals("ORC")) {
            throw new IOException("Malformed ORC file: no magic word in its postscript.");
        }
        OrcCodec codec = OrcCodec.ofFile(script.number(2));
        long chunk = script.has(3) ? script.number(3) : 256 << 10;
        if (chunk <= 0 || chunk > MAX_CHUNK_BYTES) {
            throw new IOException("chunks of " + chunk + " bytes");
        }
        long footerBytes = script.number(1);
        long footerEnd = length - 1 - scriptBytes;
        if (footerBytes <= 0 || footerBytes > footerEnd) {
            throw new IOException("a footer of " + footerBytes + " bytes in " + length);
        }
        long footerStart = footerEnd - footerBytes;
        byte[] footer = read(file, footerStart, footerEnd);
        long statisticsBytes = script.number(5);
        boolean hasStatistics = statisticsBytes > 0 && statisticsBytes <= footerStart;
        return of(
                Proto.parse(new OrcInput(footer, codec, (int) chunk).readAll()),
                codec,
                (int) chunk,
                length,
                new Section(footerStart - (hasStatistics ? statisticsBytes : 0), footerStart));
    }

    private static OrcTail of(
            Proto footer, OrcCodec codec, int chunkBytes, long length, Section statistics)
            throws IOException {
        List<Stripe> stripes = new ArrayList<>();
        long rows = 0;
        for (Proto message : footer.messages(3)) {
            Stripe stripe =
                    new Stripe(
                            message.number(1),
                            message.number(2),
                            message.number(3),
                            message.number(4),
                            message.number(5));
            long left = length - stripe.offset();
            boolean isInside =
                    stripe.offset() >= 0
                            && stripe.indexBytes() >= 0
                            && stripe.dataBytes() >= 0
                            && stripe.footerBytes() > 0
                            && stripe.rows() >= 0
                            && stripe.indexBytes() <= left
                            && stripe.dataBytes() <= left - stripe.indexBytes()
                            && stripe.footerBytes()
                                    <= left - stripe.indexBytes() - stripe.dataBytes();
            if (!isInside) {
                throw new IOException("a stripe that is not within the file");
            }
            stripes.add(stripe);
            rows += stripe.rows();
        }
        if (rows != footer.number(6)) {
            throw new IOException(footer.number(6) + " rows, of which the stripes have " + rows);
        }
        return new OrcTail(
                codec,
                chunkBytes,
                OrcType.tree(footer.messages(4)),
                stripes,
                rows,
                footer.number(11) == PROLEPTIC,
                statistics);
    }

    /// For each stripe the statistics of its columns, by their numbers; empty if there are none.
    List<List<Proto>> stripeStatistics(FileInput file) throws IOException {
        List<List<Proto>> all = new ArrayList<>();
        if (statistics.from() < statistics.to()) {
            byte[] bytes = read(file, statistics.from(), statistics.to());
            Proto section = Proto.parse(new OrcInput(bytes, codec, chunkBytes).readAll());
            for (Proto stripe : section.messages(1)) {
                all.add(stripe.messages(1));
            }
        }
        return all;
    }

    static byte[] read(FileInput file, long from, long to) throws IOException {
        byte[] bytes = new byte[Math.toIntExact(to - from)];
        file.readFully(from, bytes, 0, bytes.length);
        return bytes;
    }
}
