// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel.call;

import dev.millrace.plan.relation.Origin;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;

/// Errors that a value in a row can cause, in Spark's words (`error-conditions.json` of 4.2).
public final class KernelErrors {
    private static final String ANSI = "\"spark.sql.ansi.enabled\"";

    private KernelErrors() {}

    /// @param alternative name of the function that gives NULL instead, empty if there is none
    public static MillraceException overflow(
            String message, String alternative, @Nullable Origin origin) {
        String hint =
                alternative.isEmpty()
                        ? ""
                        : " Use '"
                                + alternative
                                + "' to tolerate overflow and return NULL instead.";
        return MillraceException.of(ErrorKind.ARITHMETIC, "ARITHMETIC_OVERFLOW", "22003")
                .with("message", message)
                .with("alternative", hint)
                .with("config", ANSI)
                .context(ErrorContext.of(origin))
                .text(message + "." + hint + bypass());
    }

    /// Overflow of byte and short arithmetic.
    /// Spark writes both as short literals.
    public static MillraceException smallOverflow(
            int left, String symbol, int right, String alternative) {
        return MillraceException.of(ErrorKind.ARITHMETIC, "BINARY_ARITHMETIC_OVERFLOW", "22003")
                .with("value1", left + "S")
                .with("symbol", symbol)
                .with("value2", right + "S")
                .with("functionName", "`" + alternative + "`")
                .text(
                        left
                                + "S"
                                + " "
                                + symbol
                                + " "
                                + right
                                + "S"
                                + " caused overflow. Use `"
                                + alternative
                                + "` to ignore overflow problem and return NULL.");
    }

    public static MillraceException divideByZero(@Nullable Origin origin) {
        return MillraceException.of(ErrorKind.ARITHMETIC, "DIVIDE_BY_ZERO", "22012")
                .with("config", ANSI)
                .context(ErrorContext.of(origin))
                .text(
                        "Division by zero. Use `try_divide` to tolerate divisor being 0 and return"
                                + " NULL instead."
                                + bypass());
    }

    public static MillraceException remainderByZero(@Nullable Origin origin) {
        return MillraceException.of(ErrorKind.ARITHMETIC, "REMAINDER_BY_ZERO", "22012")
                .with("config", ANSI)
                .context(ErrorContext.of(origin))
                .text(
                        "Remainder by zero. Use `try_mod` to tolerate divisor being 0 and return"
                                + " NULL instead."
                                + bypass());
    }

    public static MillraceException decimalOutOfRange(
            BigDecimal value, DataType.Decimal type, @Nullable Origin origin) {
        return MillraceException.of(
                        ErrorKind.ARITHMETIC, "NUMERIC_VALUE_OUT_OF_RANGE.WITH_SUGGESTION", "22003")
                .with("value", value.toPlainString())
                .with("precision", type.precision())
                .with("scale", type.scale())
                .with("config", ANSI)
                .context(ErrorContext.of(origin))
                .text(
                        value.toPlainString()
                                + " cannot be represented as Decimal("
                                + type.precision()
                                + ", "
                                + type.scale()
                                + ")."
                                + bypass().replace(" error.", " error, and return NULL instead."));
    }

    /// Text (or NaN) that is no value of the target type.
    ///
    /// @param shown the value as a SQL literal
    public static MillraceException castInvalid(
            String shown, DataType source, DataType target, @Nullable Origin origin) {
        ErrorKind kind =
                switch (target) {
                    case DataType.Date ignored -> ErrorKind.DATE_TIME;
                    case DataType.Timestamp ignored -> ErrorKind.DATE_TIME;
                    case DataType.TimestampNtz ignored -> ErrorKind.DATE_TIME;
                    case DataType.Time ignored -> ErrorKind.DATE_TIME;
                    case DataType.Bool ignored -> ErrorKind.RUNTIME;
                    default -> ErrorKind.NUMBER_FORMAT;
                };
        return MillraceException.of(kind, "CAST_INVALID_INPUT", "22018")
                .with("expression", shown)
                .with("sourceType", quoted(source))
                .with("targetType", quoted(target))
                .with("ansiConfig", ANSI)
                .context(ErrorContext.of(origin))
                .text(
                        "The value "
                                + shown
                                + " of the type "
                                + quoted(source)
                                + " cannot be cast to "
                                + quoted(target)
                                + " because it is malformed. Correct the value as per the syntax,"
                                + " or change its target type. Use `try_cast` to tolerate malformed"
                                + " input and return NULL instead.");
    }

    /// The same for text, which is shown in quotes.
    public static MillraceException castInvalidText(
            String text, DataType target, @Nullable Origin origin) {
        String shown = "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
        return castInvalid(shown, DataType.STRING, target, origin);
    }

    /// @param shown the value as a SQL literal
    public static MillraceException castOverflow(String shown, DataType source, DataType target) {
        return MillraceException.of(ErrorKind.ARITHMETIC, "CAST_OVERFLOW", "22003")
                .with("value", shown)
                .with("sourceType", quoted(source))
                .with("targetType", quoted(target))
                .with("ansiConfig", ANSI)
                .text(
                        "The value "
                                + shown
                                + " of the type "
                                + quoted(source)
                                + " cannot be cast to "
                                + quoted(target)
                                + " due to an overflow. Use `try_cast` to tolerate overflow and"
                                + " return NULL instead.");
    }

    /// @param width how many bits there are
    public static MillraceException bitPosition(int place, int width) {
        return MillraceException.of(
                        ErrorKind.ILLEGAL_ARGUMENT,
                        "INVALID_PARAMETER_VALUE.BIT_POSITION_RANGE",
                        "22023")
                .with("functionName", "`bit_get`")
                .with("parameter", "`pos`")
                .with("upper", width)
                .with("invalidValue", place)
                .text(
                        parameterText(
                                "bit_get",
                                "pos",
                                "expects an integer value in [0, "
                                        + width
                                        + "), but got "
                                        + place
                                        + "."));
    }

    /// @param operation what was tried: `add 5 YEAR to TIMESTAMP '…'`
    public static MillraceException datetimeOverflow(String operation) {
        return MillraceException.of(ErrorKind.ARITHMETIC, "DATETIME_OVERFLOW", "22008")
                .with("operation", operation)
                .text("Datetime operation overflow: " + operation + ".");
    }

    public static MillraceException indexOfZero(@Nullable Origin origin) {
        return MillraceException.of(ErrorKind.RUNTIME, "INVALID_INDEX_OF_ZERO", "22003")
                .context(ErrorContext.of(origin))
                .text(
                        "The index 0 is invalid. An index shall be either < 0 or > 0 (the first"
                                + " element has index 1).");
    }

    /// A literal or value that a function does not take.
    ///
    /// @param condition sub-condition of `INVALID_PARAMETER_VALUE`
    /// @param detail its text with the parameters filled in
    public static MillraceException.Builder parameter(
            String condition, String function, String parameter) {
        return MillraceException.of(
                        ErrorKind.RUNTIME, "INVALID_PARAMETER_VALUE." + condition, "22023")
                .with("parameter", "`" + parameter + "`")
                .with("functionName", "`" + function + "`");
    }

    /// The first half of the text of `INVALID_PARAMETER_VALUE`.
    public static String parameterText(String function, String parameter, String detail) {
        return "The value of parameter(s) `"
                + parameter
                + "` in `"
                + function
                + "` is invalid: "
                + detail;
    }

    private static String quoted(DataType type) {
        return "\"" + type.sqlName() + "\"";
    }

    private static String bypass() {
        return " If necessary set " + ANSI + " to \"false\" to bypass this error.";
    }
}
