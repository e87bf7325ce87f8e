// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.orc;

import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A column of a file; columns are numbered depth first.
///
/// @param id its number
/// @param sparkType what Spark says it means, null for what its kind means
record OrcType(
        int id,
        Kind kind,
        List<String> names,
        List<OrcType> children,
        int precision,
        int scale,
        @Nullable String sparkType) {
    /// Tells the types that ORC does not have.
    static final String TYPE_ATTRIBUTE = "spark.sql.catalyst.type";

    private static final int MAX_DEPTH = 200;

    /// In the order of their numbers.
    enum Kind {
        BOOLEAN,
        BYTE,
        SHORT,
        INT,
        LONG,
        FLOAT,
        DOUBLE,
        STRING,
        BINARY,
        TIMESTAMP,
        LIST,
        MAP,
        STRUCT,
        UNION,
        DECIMAL,
        DATE,
        VARCHAR,
        CHAR,
        TIMESTAMP_INSTANT
    }

    /// The tree of the types of a footer, of which the first is the root.
    static OrcType tree(List<Proto> types) throws IOException {
        if (types.isEmpty()) {
            throw new IOException("a file without types");
        }
        return of(0, types, 0);
    }

    private static OrcType of(int id, List<Proto> types, int depth) throws IOException {
        if (id < 0 || id >= types.size() || depth > MAX_DEPTH) {
            throw new IOException("type " + id + " of " + types.size());
        }
        Proto type = types.get(id);
        long kind = type.number(1);
        if (kind < 0 || kind >= Kind.values().length) {
            throw new IOException("a type of kind " + kind);
        }
        List<OrcType> children = new ArrayList<>();
        for (long child : type.numbers(2)) {
            if (child <= id) {
                throw new IOException("a type within itself");
            }
            children.add(of((int) child, types, depth + 1));
        }
        List<String> names = type.texts(3);
        OrcType result =
                new OrcType(
                        id,
                        Kind.values()[(int) kind],
                        names,
                        children,
                        (int) type.number(5),
                        (int) type.number(6),
                        attributes(type).get(TYPE_ATTRIBUTE));
        result.check();
        return result;
    }

    private void check() throws IOException {
        boolean isWhole =
                switch (kind) {
                    case LIST -> children.size() == 1;
                    case MAP -> children.size() == 2;
                    case STRUCT -> children.size() == names.size();
                    case DECIMAL ->
                            precision <= DataType.Decimal.MAX_PRECISION
                                    && scale >= 0
                                    && scale <= precision;
                    default -> true;
                };
        if (!isWhole) {
            throw new IOException("a type " + kind + " without its parts");
        }
    }

    private static Map<String, String> attributes(Proto type) throws IOException {
        Map<String, String> attributes = new HashMap<>();
        for (Proto pair : type.messages(7)) {
            attributes.put(pair.text(1), pair.text(2));
        }
        return attributes;
    }

    /// The type of a column.
    DataType dataType() {
        return switch (kind) {
            case BOOLEAN -> DataType.BOOLEAN;
            case BYTE -> DataType.BYTE;
            case SHORT -> DataType.SHORT;
            case INT, LONG -> integer();
            case FLOAT -> DataType.FLOAT;
            case DOUBLE -> DataType.DOUBLE;
            case STRING, VARCHAR, CHAR -> DataType.STRING;
            case BINARY -> DataType.BINARY;
            case DATE -> DataType.DATE;
            case TIMESTAMP ->
                    "timestamp_ntz".equals(sparkType) ? DataType.TIMESTAMP_NTZ : DataType.TIMESTAMP;
            case TIMESTAMP_INSTANT -> DataType.TIMESTAMP;
            case DECIMAL -> new DataType.Decimal(Math.max(precision, 1), scale);
            case LIST -> new DataType.Array(children.getFirst().dataType(), true);
            case MAP ->
                    new DataType.Map(children.get(0).dataType(), children.get(1).dataType(), true);
            case STRUCT -> {
                List<StructField> fields = new ArrayList<>();
                for (int i = 0; i < names.size(); i++) {
                    fields.add(new StructField(names.get(i), children.get(i).dataType()));
                }
                yield new DataType.Struct(fields);
            }
            case UNION ->
                    throw MillraceException.of(ErrorKind.ANALYSIS)
                            .text("Unable to convert an ORC union to a data type.");
        };
    }

    private DataType integer() {
        if (kind == Kind.LONG && "timestamp_ntz".equals(sparkType)) {
            return DataType.TIMESTAMP_NTZ;
        }
        if (sparkType != null) {
            for (int start = 0; start <= DataType.DayTimeInterval.SECOND; start++) {
                for (int end = start; end <= DataType.DayTimeInterval.SECOND; end++) {
                    DataType days = new DataType.DayTimeInterval(start, end);
                    if (days.simpleName().equals(sparkType)) {
                        return days;
                    }
                    if (end <= DataType.YearMonthInterval.MONTH) {
                        DataType months = new DataType.YearMonthInterval(start, end);
                        if (months.simpleName().equals(sparkType)) {
                            return months;
                        }
                    }
                }
            }
        }
        return kind == Kind.INT ? DataType.INTEGER : DataType.LONG;
    }

    /// The columns of this number and below.
    int lastId() {
        return children.isEmpty() ? id : children.getLast().lastId();
    }

    String text() {
        return dataType().simpleName();
    }
}
