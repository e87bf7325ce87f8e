// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel.text;

import dev.millrace.execution.kernel.call.CallSite;
import dev.millrace.execution.kernel.call.Kernel;
import dev.millrace.execution.kernel.call.RowKernel;
import dev.millrace.spi.column.BytesBuilder;
import dev.millrace.spi.column.BytesColumn;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.IntBuilder;
import dev.millrace.spi.column.LongColumn;

import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/// Text as codes and back: hexadecimal, Base64 (in lines of 76 characters), character numbers.
final class CodeKernels {
    static final List<String> NAMES = List.of("hex", "unhex", "base64", "unbase64", "ascii", "chr");

    private CodeKernels() {}

    static Kernel of(CallSite site) {
        return switch (site.function()) {
            case "hex" -> RowKernel.<BytesBuilder>strict(site.type(), CodeKernels::hex);
            case "unhex" -> RowKernel.<BytesBuilder>strict(site.type(), CodeKernels::unhex);
            case "base64" ->
                    RowKernel.<BytesBuilder>strict(
                            site.type(),
                            (arguments, row, result) ->
                                    result.append(
                                            Base64.getMimeEncoder()
                                                    .encode(
                                                            ((BytesColumn) arguments[0])
                                                                    .bytes(row))));
            case "unbase64" ->
                    RowKernel.<BytesBuilder>strict(
                            site.type(),
                            (arguments, row, result) ->
                                    result.append(
                                            Base64.getMimeDecoder()
                                                    .decode(
                                                            ((BytesColumn) arguments[0])
                                                                    .bytes(row))));
            case "ascii" -> RowKernel.<IntBuilder>strict(site.type(), CodeKernels::ascii);
            default -> RowKernel.<BytesBuilder>strict(site.type(), CodeKernels::character);
        };
    }

    private static void hex(Column[] arguments, int row, BytesBuilder result) {
        if (arguments[0] instanceof LongColumn longs) {
            result.append(Long.toHexString(longs.value(row)).toUpperCase(Locale.ROOT));
        } else {
            byte[] bytes = ((BytesColumn) arguments[0]).bytes(row);
            result.append(HexFormat.of().withUpperCase().formatHex(bytes));
        }
    }

    /// A single first digit is a byte of its own; NULL if there is any other character.
    private static void unhex(Column[] arguments, int row, BytesBuilder result) {
        String digits = ((BytesColumn) arguments[0]).text(row);
        String even = digits.length() % 2 == 0 ? digits : "0" + digits;
        try {
            result.append(HexFormat.of().parseHex(even));
        } catch (IllegalArgumentException noDigit) {
            result.appendNull();
        }
    }

    private static void ascii(Column[] arguments, int row, IntBuilder result) {
        BytesColumn text = (BytesColumn) arguments[0];
        int start = text.start(row);
        result.append(
                text.length(row) == 0
                        ? 0
                        : Utf8.codePoint(text.data(), start, start + text.length(row)));
    }

    /// The lowest byte of the number as a Latin-1 character; nothing for negative ones.
    private static void character(Column[] arguments, int row, BytesBuilder result) {
        long number = ((LongColumn) arguments[0]).value(row);
        result.append(number < 0 ? "" : Character.toString((char) (number & 0xff)));
    }
}
