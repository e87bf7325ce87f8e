// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.source;

import dev.millrace.runtime.sink.RowsSplit;
import dev.millrace.spi.column.BytesBuilder;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.column.LongBuilder;
import dev.millrace.spi.connector.MicroBatchSource;
import dev.millrace.spi.connector.Scan;
import dev.millrace.spi.connector.ScanRequest;
import dev.millrace.spi.connector.Split;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;

import org.jspecify.annotations.Nullable;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/// Lines from a socket, held in memory until their batch is history. A line that was not processed
/// when the query ended is lost: for trying things out only.
///
/// An offset is the number of the newest line, from 0; -1 before the first. As in Spark the first
/// batch is empty and opens the connection. After a restart the numbers go on.
///
/// The connection is read by a thread of its own; `lock` guards what it shares with the query's.
final class SocketSource implements MicroBatchSource {
    private static final System.Logger LOG = System.getLogger(SocketSource.class.getName());

    private final SocketDefinition definition;
    private final InstantSource clock;
    private final Object lock = new Object();
    private final List<Line> lines = new ArrayList<>();
    private long committed = -1;
    private boolean isPlaced;
    private @Nullable Socket socket;

    private record Line(String text, long micros) {}

    SocketSource(SocketDefinition definition, InstantSource clock) {
        this.definition = definition;
        this.clock = clock;
    }

    @Override
    public String description() {
        return definition.description();
    }

    @Override
    public String latestOffset(@Nullable String start, Limit limit) {
        synchronized (lock) {
            place(NumberOffset.parse(start, -1));
            return Long.toString(committed + lines.size());
        }
    }

    @Override
    public String newestOffset() {
        synchronized (lock) {
            return Long.toString(committed + lines.size());
        }
    }

    @Override
    public boolean supportsAvailableNow() {
        return false;
    }

    @Override
    public void prepareForAvailableNow() {
        // The query runs once instead.
    }

    @Override
    public Scan scan(@Nullable String start, String end, ScanRequest request) {
        List<Line> batch;
        synchronized (lock) {
            long last = NumberOffset.parse(end, -1);
            if (!isPlaced && last > NumberOffset.parse(start, -1)) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "lines {0} to {1} of {2} cannot be read again and are lost",
                        start,
                        end,
                        description());
            }
            place(last);
            int from = (int) (NumberOffset.parse(start, -1) - committed);
            int until = (int) (last - committed);
            batch = List.copyOf(lines.subList(Math.max(from, 0), Math.max(until, 0)));
            if (socket == null) {
                socket = connect();
            }
        }
        List<Split> splits = new ArrayList<>();
        for (int i = 0; i < definition.partitions() && i < batch.size(); i++) {
            splits.add(
                    new RowsSplit(
                            List.of(every(definition.partitions(), i, batch)),
                            request.columns().stream().map(definition.schema()::indexOf).toList()));
        }
        return Scan.of(splits);
    }

    @Override
    public void commit(String end) {
        synchronized (lock) {
            long last = NumberOffset.parse(end, -1);
            place(last);
            if (last > committed) {
                lines.subList(0, (int) (last - committed)).clear();
                committed = last;
            }
        }
    }

    @Override
    public void close() {
        synchronized (lock) {
            if (socket != null) {
                try {
                    socket.close();
                } catch (IOException e) {
                    LOG.log(System.Logger.Level.DEBUG, "cannot close a socket", e);
                }
            }
        }
    }

    /// Numbers the lines from where an earlier run of the query stopped.
    private void place(long last) {
        if (!isPlaced) {
            isPlaced = true;
            committed = last;
        }
    }

    private Socket connect() {
        try {
            Socket connection = new Socket(definition.host(), definition.port());
            Thread.ofVirtual().name(description()).start(() -> read(connection));
            return connection;
        } catch (IOException | IllegalArgumentException e) {
            throw MillraceException.of(ErrorKind.EXECUTION)
                    .cause(e)
                    .text(String.valueOf(e.getMessage()));
        }
    }

    private void read(Socket connection) {
        try (BufferedReader reader =
                new BufferedReader(
                        new InputStreamReader(
                                connection.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                synchronized (lock) {
                    lines.add(new Line(line, clock.millis() * 1000));
                }
            }
            LOG.log(System.Logger.Level.WARNING, "{0} was closed", description());
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "the end of " + description(), e);
        }
    }

    /// The rows `first`, `first + step`, … of a batch.
    private ColumnBatch every(int step, int first, List<Line> batch) {
        BytesBuilder values = new BytesBuilder(batch.size() / step + 1);
        LongBuilder times = new LongBuilder(batch.size() / step + 1);
        int rows = 0;
        for (int i = first; i < batch.size(); i += step) {
            values.append(batch.get(i).text());
            times.append(batch.get(i).micros());
            rows++;
        }
        List<Column> columns =
                definition.hasTimestamp()
                        ? List.of(values.build(), times.build())
                        : List.of(values.build());
        return new ColumnBatch(rows, columns);
    }
}
