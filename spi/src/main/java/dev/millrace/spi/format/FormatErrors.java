// SPDX-License-Identifier: Apache-2.0
package dev.millrace.spi.format;

import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.storage.FileLocation;
import dev.millrace.spi.type.DataType;

/// Errors that all formats raise.
public final class FormatErrors {
    private FormatErrors() {}

    /// A file that could not be read: it is damaged, or not of the format.
    public static MillraceException unreadable(String uri, Throwable cause) {
        return MillraceException.of(ErrorKind.EXECUTION, "FAILED_READ_FILE.NO_HINT", "KD001")
                .with("path", uri)
                .cause(cause)
                .text("Encountered error while reading file " + uri + ". ");
    }

    /// The encoded form of a path without the empty host: `file:/data/in/a%20b.json`.
    public static String display(FileLocation location) {
        return location.uri().replaceFirst("^([a-z0-9]+):///", "$1:/");
    }

    /// A file whose schema could not be read.
    public static MillraceException footer(FileLocation location, Throwable cause) {
        String path = display(location);
        return MillraceException.of(
                        ErrorKind.EXECUTION, "FAILED_READ_FILE.CANNOT_READ_FILE_FOOTER", "KD001")
                .with("path", path)
                .cause(cause)
                .text(
                        "Encountered error while reading file "
                                + path
                                + ". Could not read footer. Please ensure that the file is in"
                                + " either ORC or Parquet format.\nIf not, please convert it to a"
                                + " valid format. If the file is in the valid format, please check"
                                + " if it is corrupt.\nIf it is, you can choose to either ignore it"
                                + " or fix the corruption.");
    }

    /// A column whose name the format cannot have.
    ///
    /// @param source Spark's class
    public static MillraceException invalidName(String column, String source) {
        String name = "`" + column.replace("`", "``") + "`";
        return MillraceException.of(ErrorKind.ANALYSIS, "INVALID_COLUMN_NAME_AS_PATH", "46121")
                .with("datasource", source)
                .with("columnName", name)
                .text(
                        "The datasource "
                                + source
                                + " cannot save the column "
                                + name
                                + " because its name contains some characters that are not allowed"
                                + " in file paths. Please, use an alias to rename it.");
    }

    /// A column that the format cannot hold.
    ///
    /// @param format as Spark prints it: `Avro`
    public static MillraceException unsupportedType(String column, DataType type, String format) {
        String name = "`" + column + "`";
        String sql = "\"" + type.sqlName() + "\"";
        return MillraceException.of(
                        ErrorKind.ANALYSIS, "UNSUPPORTED_DATA_TYPE_FOR_DATASOURCE", "0A000")
                .with("columnName", name)
                .with("columnType", sql)
                .with("format", format)
                .text(
                        "The "
                                + format
                                + " datasource doesn't support the column "
                                + name
                                + " of the type "
                                + sql
                                + ".");
    }

    /// A compression that nobody knows.
    ///
    /// @param known the names that Spark has for the format, in its order
    public static MillraceException unknownCodec(String name, String known) {
        return MillraceException.of(
                        ErrorKind.ILLEGAL_ARGUMENT,
                        "CODEC_NOT_AVAILABLE.WITH_AVAILABLE_CODECS_SUGGESTION",
                        "56038")
                .with("codecName", name)
                .with("availableCodecs", known)
                .text(
                        "The codec "
                                + name
                                + " is not available. Available codecs are "
                                + known
                                + ".");
    }
}
