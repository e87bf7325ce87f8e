// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.text;

import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;

import java.util.Locale;

/// How text files are compressed when written: the option `compression`.
public enum TextCompression {
    NONE(""),
    GZIP(".gz");

    private final String extension;

    TextCompression(String extension) {
        this.extension = extension;
    }

    /// The end of file names.
    public String extension() {
        return extension;
    }

    /// The compression of this name; one that Spark knows and Millrace does not is refused as
    /// unsupported.
    public static TextCompression of(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "none", "uncompressed" -> NONE;
            case "gzip" -> GZIP;
            case "bzip2", "deflate", "snappy", "lz4" ->
                    throw MillraceException.unsupported("text compression '" + name + "'");
            default ->
                    throw MillraceException.of(
                                    ErrorKind.ILLEGAL_ARGUMENT,
                                    "CODEC_NOT_AVAILABLE.WITH_AVAILABLE_CODECS_SUGGESTION",
                                    "56038")
                            .with("codecName", name)
                            .with("availableCodecs", "uncompressed, none, gzip")
                            .text(
                                    "The codec "
                                            + name
                                            + " is not available. Available codecs are"
                                            + " uncompressed, none, gzip.");
        };
    }
}
