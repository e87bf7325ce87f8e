// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.streaming;

import dev.millrace.execution.task.RunScope;
import dev.millrace.runtime.display.CellText;
import dev.millrace.runtime.json.Json;
import dev.millrace.runtime.json.SchemaJson;
import dev.millrace.spi.column.BoxedValues;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/// The row of an `observe` in the two forms in which Spark sends it.
///
/// | | listener events | `lastProgress`, `recentProgress` |
/// |---|---|---|
/// | row, struct | `{"name":value,…}` | `{"values":[…],"schema":{…}}` |
/// | timestamp, date | text in the session's time zone | milliseconds since the epoch |
///
/// @param zone the session's
record ObservationJson(ZoneId zone) {
    private static final long MICROS_PER_MILLI = 1000;

    /// The form of listener events.
    Json forEvent(RunScope.Observation observation) {
        return named(values(observation), observation.schema());
    }

    /// The form of `lastProgress`.
    Json forQuery(RunScope.Observation observation) {
        return withSchema(values(observation), observation.schema());
    }

    private static List<@Nullable Object> values(RunScope.Observation observation) {
        return BoxedValues.rows(observation.row(), observation.schema()).getFirst();
    }

    private Json named(List<?> values, DataType.Struct schema) {
        Json.Builder json = Json.object();
        for (int i = 0; i < schema.size(); i++) {
            json.put(schema.field(i).name(), value(values.get(i), schema.field(i).type(), true));
        }
        return json.build();
    }

    private Json withSchema(List<?> values, DataType.Struct schema) {
        List<Json> items = new ArrayList<>(schema.size());
        for (int i = 0; i < schema.size(); i++) {
            items.add(value(values.get(i), schema.field(i).type(), false));
        }
        return Json.object()
                .put("values", Json.array(items))
                .put("schema", SchemaJson.of(schema))
                .build();
    }

    private Json value(@Nullable Object value, DataType type, boolean isEvent) {
        if (value == null) {
            return Json.NULL;
        }
        return switch (type) {
            case DataType.Bool ignored -> Json.of((Boolean) value);
            case DataType.Int8 ignored -> new Json.Numeral(value.toString());
            case DataType.Int16 ignored -> new Json.Numeral(value.toString());
            case DataType.Int32 ignored -> new Json.Numeral(value.toString());
            case DataType.Int64 ignored -> new Json.Numeral(value.toString());
            case DataType.Float32 ignored -> number(((Double) value).floatValue());
            case DataType.Float64 ignored -> number((Double) value);
            case DataType.Decimal ignored -> new Json.Numeral(((BigDecimal) value).toPlainString());
            case DataType.Binary ignored ->
                    Json.of(Base64.getEncoder().encodeToString((byte[]) value));
            case DataType.Timestamp ignored ->
                    isEvent
                            ? text(value, type)
                            : Json.of(Math.floorDiv((Long) value, MICROS_PER_MILLI));
            case DataType.Date ignored ->
                    isEvent
                            ? text(value, type)
                            : Json.of(
                                    LocalDate.ofEpochDay((Integer) value)
                                            .atStartOfDay(zone)
                                            .toInstant()
                                            .toEpochMilli());
            case DataType.Array array -> items((List<?>) value, array.element(), isEvent);
            case DataType.Map map -> entries((Map<?, ?>) value, map, isEvent);
            case DataType.Struct struct ->
                    isEvent ? named((List<?>) value, struct) : withSchema((List<?>) value, struct);
            case DataType.Null ignored -> Json.NULL;
            case DataType.Text ignored -> Json.of((String) value);
            case DataType.TimestampNtz ignored -> text(value, type);
            case DataType.Time ignored -> text(value, type);
            case DataType.CalendarInterval ignored -> text(value, type);
            case DataType.DayTimeInterval ignored -> text(value, type);
            case DataType.YearMonthInterval ignored -> text(value, type);
        };
    }

    private Json text(Object value, DataType type) {
        return Json.of(new CellText(zone).of(value, type));
    }

    /// JSON has no word for infinity.
    private static Json number(double value) {
        return Double.isFinite(value) ? Json.of(value) : Json.of(Double.toString(value));
    }

    private static Json number(float value) {
        return Float.isFinite(value)
                ? new Json.Numeral(Float.toString(value))
                : Json.of(Float.toString(value));
    }

    private Json items(List<?> values, DataType element, boolean isEvent) {
        List<Json> items = new ArrayList<>(values.size());
        for (Object value : values) {
            items.add(value(value, element, isEvent));
        }
        return Json.array(items);
    }

    private Json entries(Map<?, ?> values, DataType.Map type, boolean isEvent) {
        CellText keys = new CellText(zone);
        Json.Builder json = Json.object();
        values.forEach(
                (key, value) ->
                        json.put(keys.of(key, type.key()), value(value, type.value(), isEvent)));
        return json.build();
    }
}
