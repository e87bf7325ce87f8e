// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel.text;

import static dev.millrace.execution.kernel.text.WordKernels.text;

import dev.millrace.execution.kernel.call.CallSite;
import dev.millrace.execution.kernel.call.Kernel;
import dev.millrace.execution.kernel.call.KernelErrors;
import dev.millrace.execution.kernel.call.RowKernel;
import dev.millrace.spi.column.BooleanBuilder;
import dev.millrace.spi.column.BytesBuilder;
import dev.millrace.spi.column.BytesColumn;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/// Text in character sets, and bytes written as text.
final class CharsetKernels {
    static final List<String> NAMES =
            List.of(
                    "encode",
                    "decode",
                    "is_valid_utf8",
                    "make_valid_utf8",
                    "validate_utf8",
                    "try_validate_utf8",
                    "to_binary",
                    "try_to_binary");

    private static final List<String> CHARSETS =
            List.of("iso-8859-1", "us-ascii", "utf-16", "utf-16be", "utf-16le", "utf-32", "utf-8");

    private CharsetKernels() {}

    static Kernel of(CallSite site) {
        return switch (site.function()) {
            case "encode" -> RowKernel.<BytesBuilder>strict(site.type(), CharsetKernels::encode);
            case "decode" -> RowKernel.<BytesBuilder>strict(site.type(), CharsetKernels::decode);
            case "is_valid_utf8" ->
                    RowKernel.<BooleanBuilder>strict(
                            site.type(),
                            (arguments, row, result) -> result.append(isValid(arguments[0], row)));
            case "make_valid_utf8" ->
                    RowKernel.<BytesBuilder>strict(
                            site.type(),
                            (arguments, row, result) -> result.append(text(arguments[0], row)));
            case "validate_utf8" -> validated(site, true);
            case "try_validate_utf8" -> validated(site, false);
            case "to_binary" -> binary(site, true);
            default -> binary(site, false);
        };
    }

    private static Charset charset(String function, String name) {
        if (!CHARSETS.contains(name.toLowerCase(Locale.ROOT))) {
            String known = String.join(", ", CHARSETS);
            throw MillraceException.of(
                            ErrorKind.ILLEGAL_ARGUMENT, "INVALID_PARAMETER_VALUE.CHARSET", "22023")
                    .with("parameter", "`charset`")
                    .with("functionName", "`" + function + "`")
                    .with("charsets", known)
                    .with("charset", name)
                    .text(
                            KernelErrors.parameterText(
                                    function,
                                    "charset",
                                    "expects one of the " + known + ", but got " + name + "."));
        }
        return Charset.forName(name);
    }

    private static MillraceException malformed(String function, String charset) {
        return MillraceException.of(ErrorKind.RUNTIME, "MALFORMED_CHARACTER_CODING", "22000")
                .with("function", "`" + function + "`")
                .with("charset", charset)
                .text("Invalid value found when performing `" + function + "` with " + charset);
    }

    private static void encode(Column[] arguments, int row, BytesBuilder result) {
        String name = text(arguments[1], row);
        try {
            ByteBuffer bytes =
                    charset("encode", name)
                            .newEncoder()
                            .onMalformedInput(CodingErrorAction.REPORT)
                            .onUnmappableCharacter(CodingErrorAction.REPORT)
                            .encode(CharBuffer.wrap(text(arguments[0], row)));
            result.append(bytes.array(), bytes.arrayOffset(), bytes.remaining());
        } catch (CharacterCodingException wrong) {
            throw malformed("encode", name);
        }
    }

    private static void decode(Column[] arguments, int row, BytesBuilder result) {
        String name = text(arguments[1], row);
        try {
            result.append(
                    charset("decode", name)
                            .newDecoder()
                            .onMalformedInput(CodingErrorAction.REPORT)
                            .onUnmappableCharacter(CodingErrorAction.REPORT)
                            .decode(ByteBuffer.wrap(((BytesColumn) arguments[0]).bytes(row)))
                            .toString());
        } catch (CharacterCodingException wrong) {
            throw malformed("decode", name);
        }
    }

    private static boolean isValid(Column column, int row) {
        BytesColumn bytes = (BytesColumn) column;
        try {
            StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.data(), bytes.start(row), bytes.length(row)));
            return true;
        } catch (CharacterCodingException invalid) {
            return false;
        }
    }

    private static Kernel validated(CallSite site, boolean fails) {
        return RowKernel.<BytesBuilder>strict(
                site.type(),
                (arguments, row, result) -> {
                    if (isValid(arguments[0], row)) {
                        result.appendFrom(arguments[0], row);
                    } else if (fails) {
                        throw invalid(((BytesColumn) arguments[0]).bytes(row));
                    } else {
                        result.appendNull();
                    }
                });
    }

    private static MillraceException invalid(byte[] bytes) {
        String shown = HexFormat.of().withUpperCase().withPrefix("\\x").formatHex(bytes);
        return MillraceException.of(ErrorKind.ILLEGAL_ARGUMENT, "INVALID_UTF8_STRING", "22029")
                .with("str", shown)
                .text("Invalid UTF8 byte sequence found in string: " + shown + ".");
    }

    private static Kernel binary(CallSite site, boolean fails) {
        return RowKernel.<BytesBuilder>strict(
                site.type(),
                (arguments, row, result) -> {
                    String given = text(arguments[0], row);
                    String format = text(arguments[1], row).toLowerCase(Locale.ROOT);
                    byte @Nullable [] bytes = bytes(given, format);
                    if (bytes != null) {
                        result.append(bytes);
                    } else if (fails) {
                        throw unreadable(given, format);
                    } else {
                        result.appendNull();
                    }
                });
    }

    private static byte @Nullable [] bytes(String text, String format) {
        try {
            return switch (format) {
                case "hex" -> HexFormat.of().parseHex(text.length() % 2 == 0 ? text : "0" + text);
                case "base64" -> base64(text);
                default -> text.getBytes(StandardCharsets.UTF_8);
            };
        } catch (IllegalArgumentException wrong) {
            return null;
        }
    }

    /// Groups of four characters, the last one padded; white space does not count.
    private static byte[] base64(String text) {
        String dense = text.replaceAll("\\s", "");
        if (dense.length() % 4 == 1 || (dense.contains("=") && dense.length() % 4 != 0)) {
            throw new IllegalArgumentException(text);
        }
        return Base64.getDecoder().decode(dense);
    }

    private static MillraceException unreadable(String text, String format) {
        String shown = "'" + text + "'";
        String shownFormat = "'" + format.toUpperCase(Locale.ROOT) + "'";
        return MillraceException.of(ErrorKind.ILLEGAL_ARGUMENT, "CONVERSION_INVALID_INPUT", "22018")
                .with("str", shown)
                .with("fmt", shownFormat)
                .with("targetType", "\"BINARY\"")
                .with("suggestion", "`try_to_binary`")
                .text(
                        "The value "
                                + shown
                                + " ("
                                + shownFormat
                                + ") cannot be converted to \"BINARY\" because it is malformed."
                                + " Correct the value as per the syntax, or change its format. Use"
                                + " `try_to_binary` to tolerate malformed input and return NULL"
                                + " instead.");
    }
}
