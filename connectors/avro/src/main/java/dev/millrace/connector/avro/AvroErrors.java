// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.avro;

import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;

import org.apache.avro.Schema;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/// Errors of schemas and columns that do not fit.
final class AvroErrors {
    private AvroErrors() {}

    static MillraceException incompatible(Schema schema, DataType type) {
        return MillraceException.of(ErrorKind.EXECUTION)
                .text(
                        "Cannot convert Avro type "
                                + schema
                                + " to SQL type \""
                                + type.sqlName()
                                + "\".");
    }

    static MillraceException ambiguous(String column, List<Schema.Field> matches) {
        return MillraceException.of(ErrorKind.EXECUTION)
                .text(
                        "Searching for '"
                                + column
                                + "' in Avro schema at top-level record gave "
                                + matches.size()
                                + " matches. Candidates: ["
                                + String.join(
                                        ", ", matches.stream().map(Schema.Field::name).toList())
                                + "]");
    }

    /// A row, or a column, that cannot be written with the schema that the user gives. It fails the
    /// task.
    static UncheckedIOException unwritable(String text) {
        return new UncheckedIOException(new IOException(text));
    }

    static MillraceException schema(RuntimeException cause) {
        return MillraceException.of(ErrorKind.EXECUTION)
                .cause(cause)
                .text("The Avro schema does not fit: " + cause.getMessage());
    }
}
