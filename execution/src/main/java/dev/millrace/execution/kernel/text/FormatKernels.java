// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel.text;

import dev.millrace.execution.kernel.call.CallSite;
import dev.millrace.execution.kernel.call.Kernel;
import dev.millrace.execution.kernel.call.RowKernel;
import dev.millrace.spi.column.BoxedValues;
import dev.millrace.spi.column.BytesBuilder;
import dev.millrace.spi.column.BytesColumn;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.IntColumn;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.IllegalFormatException;
import java.util.List;
import java.util.Locale;

/// Formatting of numbers and by `printf` patterns.
final class FormatKernels {
    static final List<String> NAMES = List.of("format_number", "format_string");

    private FormatKernels() {}

    static Kernel of(CallSite site) {
        return site.function().equals("format_number")
                ? RowKernel.<BytesBuilder>strict(
                        site.type(),
                        (arguments, row, result) -> formatNumber(site, arguments, row, result))
                : RowKernel.<BytesBuilder>withNulls(
                        site.type(),
                        (arguments, row, result) -> formatText(site, arguments, row, result));
    }

    /// Groups of three digits and as many decimals as asked for, halves to the even neighbour; or
    /// by
    /// a pattern of `DecimalFormat`. NULL for a negative number of decimals.
    private static void formatNumber(
            CallSite site, Column[] arguments, int row, BytesBuilder result) {
        String pattern;
        if (arguments[1] instanceof BytesColumn patterns) {
            pattern = patterns.text(row);
        } else {
            int digits = ((IntColumn) arguments[1]).value(row);
            if (digits < 0) {
                result.appendNull();
                return;
            }
            pattern = "#,###,###,###,###,###,##0" + (digits > 0 ? "." + "0".repeat(digits) : "");
        }
        Object value = BoxedValues.read(arguments[0], site.argumentType(0), row);
        DecimalFormat format =
                new DecimalFormat(pattern, DecimalFormatSymbols.getInstance(Locale.US));
        result.append(format.format(value));
    }

    private static void formatText(
            CallSite site, Column[] arguments, int row, BytesBuilder result) {
        if (arguments[0].isNull(row)) {
            result.appendNull();
            return;
        }
        @Nullable Object[] values = new @Nullable Object[arguments.length - 1];
        for (int i = 0; i < values.length; i++) {
            values[i] = argument(arguments[i + 1], site.argumentType(i + 1), row);
        }
        try {
            String pattern = ((BytesColumn) arguments[0]).text(row);
            result.append(String.format(Locale.US, pattern, values));
        } catch (IllegalFormatException wrong) {
            throw MillraceException.of(ErrorKind.ILLEGAL_ARGUMENT)
                    .cause(wrong)
                    .text(wrong.toString());
        }
    }

    private static @Nullable Object argument(Column column, DataType type, int row) {
        Object value = BoxedValues.read(column, type, row);
        return switch (type) {
            case DataType.Float32 ignored when value instanceof Double number ->
                    number.floatValue();
            case DataType.Int8 ignored when value instanceof Integer number -> number.byteValue();
            case DataType.Int16 ignored when value instanceof Integer number -> number.shortValue();
            default -> value;
        };
    }
}
