// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.json;

import dev.millrace.connector.files.text.ParseMode;
import dev.millrace.connector.files.text.TimestampParser;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;

/// Finds the schema of JSON records: the type of each value, merged over all records. Fields are
/// sorted by name.
final class JsonInference {
    private final JsonOptions options;
    private final JsonCursor in;
    private final TimestampParser timestamps;
    private DataType soFar = DataType.NULL;
    private boolean metMalformed;

    JsonInference(JsonOptions options, InstantSource clock) {
        this.options = options;
        this.in = new JsonCursor(options.syntax());
        this.timestamps =
                new TimestampParser(options.timestampPattern(), false, options.zone(), clock);
    }

    /// Points to a buffer of which records are added next; see `JsonCursor.use`.
    void use(byte[] buffer, int inputEnd) {
        in.use(buffer, inputEnd);
    }

    byte[] data() {
        return in.data();
    }

    /// Adds the record between two places of the buffer.
    void add(int start, int end) {
        in.record(start, end);
        try {
            if (end - start >= 3 && in.data()[start] == (byte) 0xEF) {
                in.passByteOrderMark();
            }
            if (in.isBlank()) {
                return;
            }
            DataType type = value();
            if (type instanceof DataType.Array array) {
                type = array.element() instanceof DataType.Null ? DataType.NULL : array.element();
                if (type instanceof DataType.Null) {
                    return;
                }
            }
            if (!(type instanceof DataType.Struct)) {
                metMalformed = true;
                return;
            }
            soFar = merged(soFar, type);
        } catch (MalformedJson e) {
            if (options.mode() == ParseMode.FAILFAST) {
                throw failure(e);
            }
            metMalformed |= options.mode() == ParseMode.PERMISSIVE;
        }
    }

    private MillraceException failure(MalformedJson cause) {
        String record = options.corruptColumn();
        return MillraceException.of(
                        ErrorKind.EXECUTION,
                        "MALFORMED_RECORD_IN_PARSING.WITHOUT_SUGGESTION",
                        "22023")
                .with("badRecord", record)
                .with("failFastMode", ParseMode.FAILFAST.name())
                .cause(cause)
                .text(
                        "Malformed records are detected in record parsing: "
                                + record
                                + ".\nParse Mode: FAILFAST. To process malformed records as null"
                                + " result, try setting the option 'mode' as 'PERMISSIVE'. ");
    }

    /// The schema of all records added.
    DataType.Struct schema() {
        DataType found = canonical(soFar);
        List<StructField> fields =
                new ArrayList<>(
                        found instanceof DataType.Struct struct ? struct.fields() : List.of());
        boolean known =
                fields.stream().anyMatch(field -> field.name().equals(options.corruptColumn()));
        if (metMalformed && options.mode() == ParseMode.PERMISSIVE && !known) {
            fields.add(new StructField(options.corruptColumn(), DataType.STRING));
            fields.sort((a, b) -> a.name().compareTo(b.name()));
        }
        requireDistinct(fields);
        return new DataType.Struct(fields);
    }

    private static void requireDistinct(List<StructField> fields) {
        Set<String> names = new HashSet<>();
        for (StructField field : fields) {
            String name = field.name().toLowerCase(Locale.ROOT);
            if (!names.add(name)) {
                throw MillraceException.of(ErrorKind.ANALYSIS, "COLUMN_ALREADY_EXISTS", "42711")
                        .with("columnName", "`" + name + "`")
                        .text(
                                "The column `"
                                        + name
                                        + "` already exists. Choose another name or rename the"
                                        + " existing column.");
            }
        }
    }

    private DataType value() {
        byte c = in.data()[in.at];
        if (c == '{') {
            return object();
        }
        if (c == '[') {
            return array();
        }
        if (in.isString()) {
            in.readString();
            DataType decimal = options.inference().prefersDecimal() ? decimal(in.text()) : null;
            if (decimal != null) {
                return decimal;
            }
            boolean isTimestamp =
                    options.inference().timestamps()
                            && timestamps.parse(in.data(), in.textStart(), in.textLength());
            return in.textLength() == 0
                    ? DataType.NULL
                    : isTimestamp ? DataType.TIMESTAMP : DataType.STRING;
        }
        boolean primitivesAsString = options.inference().primitivesAsString();
        if (c == 't' || c == 'f') {
            in.passLiteral(c == 't' ? "true" : "false");
            return primitivesAsString ? DataType.STRING : DataType.BOOLEAN;
        }
        if (in.passesNull()) {
            return DataType.NULL;
        }
        if (!in.isNumber()) {
            throw in.malformed("a value was expected", in.at);
        }
        in.readNumber();
        return primitivesAsString ? DataType.STRING : number();
    }

    private DataType number() {
        if (in.number.isLong()) {
            return DataType.LONG;
        }
        BigDecimal value = in.number.decimalValue();
        boolean asDecimal = in.number.isIntegral() || options.inference().prefersDecimal();
        DataType decimal = value == null || !asDecimal ? null : decimal(value);
        return decimal == null ? DataType.DOUBLE : decimal;
    }

    private static @Nullable DataType decimal(String text) {
        try {
            return decimal(new BigDecimal(text));
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static @Nullable DataType decimal(BigDecimal value) {
        int scale = Math.max(value.scale(), 0);
        int precision = Math.max(value.precision() - value.scale() + scale, scale);
        return precision <= DataType.Decimal.MAX_PRECISION
                ? new DataType.Decimal(Math.max(precision, 1), scale)
                : null;
    }

    private DataType object() {
        TreeMap<String, DataType> fields = new TreeMap<>();
        in.enter();
        in.at++;
        byte c = in.nextToken();
        while (c != '}') {
            in.readName();
            String name = in.text();
            in.passColon();
            DataType type = value();
            fields.merge(name, type, this::merged);
            c = afterElement('}');
        }
        in.at++;
        in.leave();
        return struct(fields);
    }

    private DataType array() {
        DataType element = DataType.NULL;
        in.enter();
        in.at++;
        byte c = in.nextToken();
        while (c != ']') {
            element = merged(element, value());
            c = afterElement(']');
        }
        in.at++;
        in.leave();
        return new DataType.Array(element, true);
    }

    private byte afterElement(char close) {
        byte c = in.nextToken();
        if (c == ',') {
            in.at++;
            c = in.nextToken();
            if (c == close) {
                throw in.malformed("a comma before the end", in.at);
            }
        } else if (c != close) {
            throw in.malformed("a comma was expected", in.at);
        }
        return c;
    }

    private static DataType.Struct struct(TreeMap<String, DataType> fields) {
        List<StructField> list = new ArrayList<>(fields.size());
        fields.forEach((name, type) -> list.add(new StructField(name, type)));
        return new DataType.Struct(list);
    }

    /// The type that holds the values of both.
    private DataType merged(DataType left, DataType right) {
        if (left.equals(right) || right instanceof DataType.Null) {
            return left;
        }
        if (left instanceof DataType.Null) {
            return right;
        }
        if (left instanceof DataType.Struct one && right instanceof DataType.Struct other) {
            TreeMap<String, DataType> fields = new TreeMap<>();
            one.fields().forEach(field -> fields.put(field.name(), field.type()));
            other.fields().forEach(f -> fields.merge(f.name(), f.type(), this::merged));
            return struct(fields);
        }
        if (left instanceof DataType.Array one && right instanceof DataType.Array other) {
            return new DataType.Array(merged(one.element(), other.element()), true);
        }
        return mergedNumbers(left, right);
    }

    private static DataType mergedNumbers(DataType left, DataType right) {
        boolean leftDouble = left instanceof DataType.Float64;
        boolean rightDouble = right instanceof DataType.Float64;
        DataType.Decimal one = decimal(left);
        DataType.Decimal other = decimal(right);
        if (leftDouble && (rightDouble || other != null) || rightDouble && one != null) {
            return DataType.DOUBLE;
        }
        if (one == null || other == null) {
            return DataType.STRING;
        }
        int scale = Math.max(one.scale(), other.scale());
        int whole = Math.max(one.precision() - one.scale(), other.precision() - other.scale());
        return whole + scale > DataType.Decimal.MAX_PRECISION
                ? DataType.DOUBLE
                : new DataType.Decimal(whole + scale, scale);
    }

    private static DataType.@Nullable Decimal decimal(DataType type) {
        return switch (type) {
            case DataType.Decimal decimal -> decimal;
            case DataType.Int64 ignored -> DataType.Decimal.FOR_LONG;
            default -> null;
        };
    }

    /// What is left when nothing more will be merged: an unknown type is a string, or, with
    /// `dropFieldIfAllNull`, no field; structs without fields are no fields.
    ///
    /// @return null if the field is to be left out
    private @Nullable DataType canonical(DataType type) {
        return switch (type) {
            case DataType.Null ignored ->
                    options.inference().dropFieldIfAllNull() ? null : DataType.STRING;
            case DataType.Array(var element, var ignored) -> {
                DataType inner = canonical(element);
                yield inner == null ? null : new DataType.Array(inner, true);
            }
            case DataType.Struct(var fields) -> {
                List<StructField> kept = new ArrayList<>();
                for (StructField field : fields) {
                    DataType inner = field.name().isEmpty() ? null : canonical(field.type());
                    if (inner != null) {
                        kept.add(new StructField(field.name(), inner));
                    }
                }
                yield kept.isEmpty() ? null : new DataType.Struct(kept);
            }
            default -> type;
        };
    }
}
