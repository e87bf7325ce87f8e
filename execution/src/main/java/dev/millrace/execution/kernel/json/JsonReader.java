// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel.json;

import dev.millrace.execution.kernel.call.KernelContext;
import dev.millrace.execution.kernel.time.Civil;
import dev.millrace.execution.kernel.time.TimeOfDay;
import dev.millrace.execution.kernel.time.TimePattern;
import dev.millrace.execution.kernel.time.TimeText;
import dev.millrace.execution.kernel.time.ZoneClock;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Turns parsed JSON into boxed values of a type, as `from_json` does: a value that does not fit
/// its type becomes NULL and is remembered as malformed. For one thread.
final class JsonReader {
    private final JsonOptions options;
    private final TimeText times;
    private final ZoneClock clock;

    /// True if a value since the last `start` did not fit.
    private boolean malformed;

    JsonReader(JsonOptions options, KernelContext context) {
        this.options = options;
        var zone = options.zone() == null ? context.timeZone() : options.zone();
        this.times = new TimeText(zone, context.timestampMicros());
        this.clock = new ZoneClock(zone);
    }

    /// Begins a record.
    void start() {
        malformed = false;
    }

    /// True if some value of the record did not fit its type.
    boolean isMalformed() {
        return malformed;
    }

    @Nullable Object convert(JsonValue value, DataType type) {
        if (value instanceof JsonValue.Nothing) {
            return null;
        }
        Object converted =
                switch (type) {
                    case DataType.Text ignored ->
                            value instanceof JsonValue.Text(var text) ? text : value.compact();
                    case DataType.Bool ignored ->
                            value instanceof JsonValue.Bool(var truth) ? truth : null;
                    case DataType.Int8 ignored -> whole(value, Byte.MIN_VALUE, Byte.MAX_VALUE);
                    case DataType.Int16 ignored -> whole(value, Short.MIN_VALUE, Short.MAX_VALUE);
                    case DataType.Int32 ignored ->
                            whole(value, Integer.MIN_VALUE, Integer.MAX_VALUE);
                    case DataType.Int64 ignored -> longValue(value);
                    case DataType.Float32 ignored -> floating(value, true);
                    case DataType.Float64 ignored -> floating(value, false);
                    case DataType.Decimal decimal -> decimal(value, decimal);
                    case DataType.Date ignored -> date(value);
                    case DataType.Timestamp ignored -> timestamp(value);
                    case DataType.TimestampNtz ignored -> local(value);
                    case DataType.Time time -> timeOfDay(value, time);
                    case DataType.Binary ignored ->
                            value instanceof JsonValue.Text(var text)
                                    ? Base64.getMimeDecoder().decode(text)
                                    : null;
                    case DataType.Array array ->
                            value instanceof JsonValue.Items(var values)
                                    ? items(values, array.element())
                                    : null;
                    case DataType.Map map ->
                            value instanceof JsonValue.Members(var values)
                                    ? entries(values, map)
                                    : null;
                    case DataType.Struct struct ->
                            value instanceof JsonValue.Members(var values)
                                    ? fields(values, struct)
                                    : null;
                    default ->
                            throw MillraceException.unsupported(
                                    "from_json of " + type.simpleName());
                };
        malformed |= converted == null;
        return converted;
    }

    private static @Nullable Integer whole(JsonValue value, int least, int greatest) {
        Long number = longValue(value);
        return number == null || number < least || number > greatest ? null : number.intValue();
    }

    private static @Nullable Long longValue(JsonValue value) {
        if (value instanceof JsonValue.Number number && number.isWhole()) {
            try {
                return Long.valueOf(number.text());
            } catch (NumberFormatException tooLarge) {
                return null;
            }
        }
        return null;
    }

    private static @Nullable Double floating(JsonValue value, boolean isFloat) {
        return switch (value) {
            case JsonValue.Number(var text) ->
                    isFloat ? (double) Float.parseFloat(text) : Double.parseDouble(text);
            case JsonValue.Text(var text) ->
                    switch (text) {
                        case "NaN" -> Double.NaN;
                        case "+INF", "INF", "Infinity", "+Infinity" -> Double.POSITIVE_INFINITY;
                        case "-INF", "-Infinity" -> Double.NEGATIVE_INFINITY;
                        default -> null;
                    };
            default -> null;
        };
    }

    private static @Nullable BigDecimal decimal(JsonValue value, DataType.Decimal type) {
        String text =
                switch (value) {
                    case JsonValue.Number(var number) -> number;
                    case JsonValue.Text(var given) -> given.replace(",", "");
                    default -> "";
                };
        try {
            BigDecimal number = new BigDecimal(text).setScale(type.scale(), RoundingMode.HALF_UP);
            return number.precision() > type.precision() ? null : number;
        } catch (NumberFormatException noNumber) {
            return null;
        }
    }

    private @Nullable Integer date(JsonValue value) {
        if (!(value instanceof JsonValue.Text(var text))) {
            return null;
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        TimePattern pattern = options.dateFormat();
        long days;
        if (pattern == null) {
            days = TimeText.parseDate(bytes, 0, bytes.length);
        } else {
            long micros = pattern.parse(bytes, 0, bytes.length, clock);
            days = micros == TimePattern.INVALID ? TimeText.INVALID : clock.toDays(micros);
        }
        return days == TimeText.INVALID ? null : (int) days;
    }

    private @Nullable Long timestamp(JsonValue value) {
        return switch (value) {
            case JsonValue.Text(var text) -> {
                byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
                long micros =
                        options.customTimestampFormat()
                                ? options.timestampFormat().parse(bytes, 0, bytes.length, clock)
                                : times.parseTimestamp(bytes, 0, bytes.length);
                yield micros == TimeText.INVALID ? null : micros;
            }
            case JsonValue.Number number when number.isWhole() ->
                    new BigDecimal(number.text()).longValue() * Civil.MICROS_PER_SECOND;
            default -> null;
        };
    }

    private @Nullable Long timeOfDay(JsonValue value, DataType.Time type) {
        if (!(value instanceof JsonValue.Text(var text))) {
            return null;
        }
        TimePattern pattern = options.timeFormat();
        long nanos = pattern == null ? TimeOfDay.parse(text) : TimeOfDay.parse(text, pattern);
        return nanos == TimeOfDay.INVALID ? null : type.truncate(nanos);
    }

    private @Nullable Long local(JsonValue value) {
        if (!(value instanceof JsonValue.Text(var text))) {
            return null;
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        long micros = times.parseLocal(bytes, 0, bytes.length);
        return micros == TimeText.INVALID ? null : micros;
    }

    /// NULL as a whole if an element does not fit.
    private @Nullable List<@Nullable Object> items(List<JsonValue> values, DataType element) {
        List<@Nullable Object> converted = new ArrayList<>(values.size());
        for (JsonValue value : values) {
            Object item = convert(value, element);
            if (item == null && !(value instanceof JsonValue.Nothing)) {
                return null;
            }
            converted.add(item);
        }
        return converted;
    }

    private Map<Object, @Nullable Object> entries(
            Map<String, JsonValue> values, DataType.Map type) {
        Map<Object, @Nullable Object> converted = new LinkedHashMap<>();
        values.forEach((name, value) -> converted.put(name, convert(value, type.value())));
        return converted;
    }

    private List<@Nullable Object> fields(Map<String, JsonValue> values, DataType.Struct type) {
        List<@Nullable Object> converted = new ArrayList<>(type.size());
        for (StructField field : type.fields()) {
            JsonValue value = values.get(field.name());
            converted.add(value == null ? null : convert(value, field.type()));
        }
        return converted;
    }
}
