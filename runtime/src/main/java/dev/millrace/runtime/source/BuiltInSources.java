// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.source;

import dev.millrace.spi.connector.Connector;
import dev.millrace.spi.connector.ConnectorContext;
import dev.millrace.spi.connector.ReadRequest;
import dev.millrace.spi.connector.StreamDefinition;
import dev.millrace.spi.connector.StreamSink;
import dev.millrace.spi.connector.Table;
import dev.millrace.spi.connector.WriteRequest;
import dev.millrace.spi.connector.WriteTarget;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;

import java.util.Set;

/// The formats `rate`, `rate-micro-batch` and `socket`, which can only be read as streams.
///
/// @param parallelism how many partitions a batch has if the options do not say it
public record BuiltInSources(int parallelism) implements Connector {
    private static final String RATE = "rate";
    private static final String RATE_MICRO_BATCH = "rate-micro-batch";
    private static final String SOCKET = "socket";

    @Override
    public Set<String> formats() {
        return Set.of(RATE, RATE_MICRO_BATCH, SOCKET);
    }

    @Override
    public StreamDefinition defineStream(ReadRequest request, ConnectorContext context) {
        StreamDefinition definition =
                switch (request.format()) {
                    case RATE -> RateDefinition.of(request.options(), parallelism);
                    case RATE_MICRO_BATCH ->
                            MicroBatchRateDefinition.of(request.options(), parallelism);
                    case SOCKET -> SocketDefinition.of(request.options(), parallelism);
                    default ->
                            throw MillraceException.bug(
                                    "the built-in sources were asked for " + request.format());
                };
        if (request.schema() != null) {
            throw schemaRefused(request.format());
        }
        return definition;
    }

    @Override
    public Table openTable(ReadRequest request, ConnectorContext context) {
        throw MillraceException.of(ErrorKind.ANALYSIS, "_LEGACY_ERROR_TEMP_1135", "XXKCM")
                .with("className", request.format())
                .text(request.format() + " is not a valid Spark SQL Data Source.");
    }

    @Override
    public WriteTarget openWrite(WriteRequest request, ConnectorContext context) {
        throw MillraceException.of(ErrorKind.UNSUPPORTED)
                .text("Data source " + request.format() + " does not support writing.");
    }

    @Override
    public StreamSink openStreamSink(WriteRequest request, ConnectorContext context) {
        throw MillraceException.of(ErrorKind.UNSUPPORTED, "_LEGACY_ERROR_TEMP_2049", "XXKCM")
                .with("className", request.format())
                .with("operator", "writing")
                .text("Data source " + request.format() + " does not support streamed writing.");
    }

    /// Spark names the class that provides the source.
    private static MillraceException schemaRefused(String format) {
        String provider =
                switch (format) {
                    case RATE -> "RateStreamProvider";
                    case RATE_MICRO_BATCH -> "RatePerMicroBatchProvider";
                    default -> "TextSocketSourceProvider";
                };
        return MillraceException.of(ErrorKind.UNSUPPORTED, "_LEGACY_ERROR_TEMP_2242", "XXKCM")
                .with("provider", provider)
                .text(provider + " source does not support user-specified schema.");
    }
}
