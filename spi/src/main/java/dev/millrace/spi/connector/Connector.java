// SPDX-License-Identifier: Apache-2.0
package dev.millrace.spi.connector;

import dev.millrace.spi.error.MillraceException;

import java.util.Set;

/// One or more formats of one outside system, found through `ServiceLoader` when the server starts.
///
/// Every method checks its request completely (options by name, schema, paths) before it touches
/// data, and throws `MillraceException` with Spark's condition. What a format cannot do it refuses
/// by name.
public interface Connector {
    /// The names by which `format(…)` asks for it, lower case: `parquet`, `json`.
    Set<String> formats();

    /// Opens existing data for batch reads. Without a schema in the request it is inferred now.
    Table openTable(ReadRequest request, ConnectorContext context);

    /// What reads texts of one record each, in the format of the request. Checks the options.
    default TextRecords textRecords(ReadRequest request, ConnectorContext context) {
        throw MillraceException.unsupported("reading a Dataset of strings as " + request.format());
    }

    /// Schema and description of data that is going to be read as a stream, without starting to
    /// read. Called when the query is analysed.
    StreamDefinition defineStream(ReadRequest request, ConnectorContext context);

    /// A writer of one batch job. Save modes are checked here: `ERROR_IF_EXISTS` fails now.
    WriteTarget openWrite(WriteRequest request, ConnectorContext context);

    /// A sink for a streaming query. The request's mode is not used.
    StreamSink openStreamSink(WriteRequest request, ConnectorContext context);
}
