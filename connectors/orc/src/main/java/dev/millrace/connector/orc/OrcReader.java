// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.orc;

import dev.millrace.spi.column.BatchReader;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.connector.ColumnPredicate;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.format.FileReader;
import dev.millrace.spi.format.FormatErrors;
import dev.millrace.spi.storage.FileInput;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/// Reads files; the parts of a file are its stripes.
///
/// @param schema all columns of the table
/// @param zone that wall-clock times are read in
record OrcReader(DataType.Struct schema, ZoneId zone) implements FileReader {
    @Override
    public List<Long> partStarts(FileInput file, String uri) {
        OrcTail tail = tail(file, uri);
        List<Long> starts = new ArrayList<>();
        starts.add(0L);
        for (int i = 1; i < tail.stripes().size(); i++) {
            starts.add(tail.stripes().get(i).offset());
        }
        return starts;
    }

    @Override
    public BatchReader open(
            FileInput file,
            String uri,
            long start,
            long end,
            List<String> columns,
            List<ColumnPredicate> predicates) {
        OrcTail tail = tail(file, uri);
        List<OrcTail.Stripe> stripes = new ArrayList<>();
        long skipped = 0;
        try {
            StripeFilter filter = StripeFilter.of(file, tail, schema, predicates);
            for (int i = 0; i < tail.stripes().size(); i++) {
                OrcTail.Stripe stripe = tail.stripes().get(i);
                if (stripe.offset() >= start && stripe.offset() < end) {
                    boolean isWanted = filter.mayMatch(i);
                    skipped += isWanted ? 0 : 1;
                    if (isWanted) {
                        stripes.add(stripe);
                    }
                }
            }
        } catch (IOException | RuntimeException e) {
            throw FormatErrors.unreadable(uri, e);
        }
        List<StructField> fields = new ArrayList<>();
        columns.forEach(column -> fields.add(schema.field(schema.indexOf(column))));
        return new Batches(
                this, file, uri, tail, new DataType.Struct(fields), stripes.iterator(), skipped);
    }

    private static OrcTail tail(FileInput file, String uri) {
        try {
            return OrcTail.read(file);
        } catch (MillraceException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw FormatErrors.unreadable(uri, e);
        }
    }

    /// The rows of some stripes.
    private static final class Batches implements BatchReader {
        private final OrcReader reader;
        private final FileInput file;
        private final String uri;
        private final OrcTail tail;
        private final DataType.Struct wanted;
        private final Iterator<OrcTail.Stripe> stripes;
        private final long skipped;
        private @Nullable List<ColumnReader> columns;
        private long read;
        private long rowsLeft;

        Batches(
                OrcReader reader,
                FileInput file,
                String uri,
                OrcTail tail,
                DataType.Struct wanted,
                Iterator<OrcTail.Stripe> stripes,
                long skipped) {
            this.reader = reader;
            this.file = file;
            this.uri = uri;
            this.tail = tail;
            this.wanted = wanted;
            this.stripes = stripes;
            this.skipped = skipped;
        }

        @Override
        public Map<String, Long> figures() {
            return Map.of("stripes read", read, "stripes skipped", skipped);
        }

        @Override
        public @Nullable ColumnBatch next() {
            try {
                List<ColumnReader> current = columns;
                while (current == null || rowsLeft == 0) {
                    if (!stripes.hasNext()) {
                        return null;
                    }
                    OrcTail.Stripe stripe = stripes.next();
                    read++;
                    current =
                            new ReaderCompiler(new StripeStreams(file, tail, stripe), reader.zone())
                                    .columns(tail.root(), reader.schema(), wanted);
                    columns = current;
                    rowsLeft = stripe.rows();
                }
                int rows = (int) Math.min(ColumnBatch.TARGET_ROWS, rowsLeft);
                rowsLeft -= rows;
                List<Column> batch = new ArrayList<>(current.size());
                for (ColumnReader column : current) {
                    batch.add(column.read(rows));
                }
                return new ColumnBatch(rows, batch);
            } catch (MillraceException e) {
                throw e;
            } catch (IOException | RuntimeException e) {
                throw FormatErrors.unreadable(uri, e);
            }
        }
    }
}
