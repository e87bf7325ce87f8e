// SPDX-License-Identifier: Apache-2.0
package dev.millrace.spi.type;

import java.util.List;

/// The type of a column, as Spark SQL defines it (`org.apache.spark.sql.types`).
///
/// Each record says how its values are held in memory (`dev.millrace.spi.column`). Types without
/// parameters have one shared value (`DataType.INTEGER`); two types are the same when they are
/// equal.
public sealed interface DataType {
    DataType NULL = new Null();
    DataType BOOLEAN = new Bool();
    DataType BYTE = new Int8();
    DataType SHORT = new Int16();
    DataType INTEGER = new Int32();
    DataType LONG = new Int64();
    DataType FLOAT = new Float32();
    DataType DOUBLE = new Float64();
    DataType STRING = new Text();
    DataType BINARY = new Binary();
    DataType DATE = new Date();
    DataType TIMESTAMP = new Timestamp();
    DataType TIMESTAMP_NTZ = new TimestampNtz();
    Time TIME = new Time(Time.MICROS);
    DataType CALENDAR_INTERVAL = new CalendarInterval();
    DayTimeInterval DAY_TIME_INTERVAL =
            new DayTimeInterval(DayTimeInterval.DAY, DayTimeInterval.SECOND);
    YearMonthInterval YEAR_MONTH_INTERVAL =
            new YearMonthInterval(YearMonthInterval.YEAR, YearMonthInterval.MONTH);

    /// The name as SQL prints it in lower case, which is also what `printSchema` and DDL use:
    /// `int`, `decimal(10,2)`, `struct<a:int>`.
    String simpleName();

    /// The name as error messages and `typeof` in DDL print it: `INT`, `DECIMAL(10,2)`, `STRUCT<a:
    /// INT>`.
    default String sqlName() {
        return simpleName().toUpperCase(java.util.Locale.ROOT);
    }

    /// The same type whose elements, values and fields can be null at every depth.
    default DataType asNullable() {
        return this;
    }

    /// Type of the literal NULL; every value is null.
    record Null() implements DataType {
        @Override
        public String simpleName() {
            return "void";
        }
    }

    /// `boolean`, held in a `BooleanColumn`.
    record Bool() implements DataType {
        @Override
        public String simpleName() {
            return "boolean";
        }
    }

    /// `tinyint`, held in an `IntColumn`.
    record Int8() implements DataType {
        @Override
        public String simpleName() {
            return "tinyint";
        }
    }

    /// `smallint`, held in an `IntColumn`.
    record Int16() implements DataType {
        @Override
        public String simpleName() {
            return "smallint";
        }
    }

    /// `int`, held in an `IntColumn`.
    record Int32() implements DataType {
        @Override
        public String simpleName() {
            return "int";
        }
    }

    /// `bigint`, held in a `LongColumn`.
    record Int64() implements DataType {
        @Override
        public String simpleName() {
            return "bigint";
        }
    }

    /// `float`, held in a `DoubleColumn` whose values are all exactly representable as `float`;
    /// kernels round after each operation.
    record Float32() implements DataType {
        @Override
        public String simpleName() {
            return "float";
        }
    }

    /// `double`, held in a `DoubleColumn`.
    record Float64() implements DataType {
        @Override
        public String simpleName() {
            return "double";
        }
    }

    /// Exact decimal of `precision` digits (1..38), `scale` of them after the point; held in a
    /// `DecimalColumn` as the unscaled value.
    record Decimal(int precision, int scale) implements DataType {
        public static final int MAX_PRECISION = 38;

        /// What an integral literal or column of each width needs, as Spark widens it.
        public static final Decimal FOR_INT = new Decimal(10, 0);

        public static final Decimal FOR_LONG = new Decimal(20, 0);

        public Decimal {
            if (precision < 1 || precision > MAX_PRECISION || scale < 0 || scale > precision) {
                throw new IllegalArgumentException(
                        "decimal(" + precision + "," + scale + ") is not a decimal type");
            }
        }

        @Override
        public String simpleName() {
            return "decimal(" + precision + "," + scale + ")";
        }
    }

    /// `string` (UTF-8, UTF8_BINARY collation), held in a `BytesColumn`.
    record Text() implements DataType {
        @Override
        public String simpleName() {
            return "string";
        }
    }

    /// `binary`, held in a `BytesColumn`.
    record Binary() implements DataType {
        @Override
        public String simpleName() {
            return "binary";
        }
    }

    /// Days since 1970-01-01, held in an `IntColumn`.
    record Date() implements DataType {
        @Override
        public String simpleName() {
            return "date";
        }
    }

    /// An instant: microseconds since the epoch, UTC; shown in the session time zone; held in a
    /// `LongColumn`.
    record Timestamp() implements DataType {
        @Override
        public String simpleName() {
            return "timestamp";
        }
    }

    /// A wall-clock time without zone: microseconds since 1970-01-01T00:00 as if in UTC; held in a
    /// `LongColumn`.
    record TimestampNtz() implements DataType {
        @Override
        public String simpleName() {
            return "timestamp_ntz";
        }
    }

    /// A time of day without date and zone: nanoseconds since midnight, of which `precision` (0..6)
    /// digits of the second are kept; held in a `LongColumn`. Spark has columns of it only where
    /// `spark.sql.timeType.enabled` is set.
    record Time(int precision) implements DataType {
        /// The precision where none is given, and the greatest.
        public static final int MICROS = 6;

        public Time {
            if (precision < 0 || precision > MICROS) {
                throw new IllegalArgumentException("time(" + precision + ") is not a time type");
            }
        }

        /// The value without the digits that the precision does not have.
        public long truncate(long nanos) {
            long unit = 1;
            for (int digit = precision; digit < 9; digit++) {
                unit *= 10;
            }
            return nanos - nanos % unit;
        }

        @Override
        public String simpleName() {
            return "time(" + precision + ")";
        }
    }

    /// The type of `INTERVAL '1 month 2 days'` where units are mixed, and of the text given to
    /// `window`. Only literals have it; there is no column of it.
    record CalendarInterval() implements DataType {
        @Override
        public String simpleName() {
            return "interval";
        }
    }

    /// Microseconds, held in a `LongColumn`; `start` and `end` are the units it is written with.
    record DayTimeInterval(int start, int end) implements DataType {
        public static final int DAY = 0;
        public static final int HOUR = 1;
        public static final int MINUTE = 2;
        public static final int SECOND = 3;
        private static final List<String> UNITS = List.of("day", "hour", "minute", "second");

        @Override
        public String simpleName() {
            return start == end
                    ? "interval " + UNITS.get(start)
                    : "interval " + UNITS.get(start) + " to " + UNITS.get(end);
        }
    }

    /// Months, held in an `IntColumn`.
    record YearMonthInterval(int start, int end) implements DataType {
        public static final int YEAR = 0;
        public static final int MONTH = 1;
        private static final List<String> UNITS = List.of("year", "month");

        @Override
        public String simpleName() {
            return start == end
                    ? "interval " + UNITS.get(start)
                    : "interval " + UNITS.get(start) + " to " + UNITS.get(end);
        }
    }

    /// A list of values of one type, held in an `ArrayColumn`.
    record Array(DataType element, boolean containsNull) implements DataType {
        @Override
        public String simpleName() {
            return "array<" + element.simpleName() + ">";
        }

        @Override
        public String sqlName() {
            return "ARRAY<" + element.sqlName() + ">";
        }

        @Override
        public Array asNullable() {
            return new Array(element.asNullable(), true);
        }
    }

    /// Keys with values, keys never null, held in a `MapColumn` in insertion order.
    record Map(DataType key, DataType value, boolean valueContainsNull) implements DataType {
        @Override
        public String simpleName() {
            return "map<" + key.simpleName() + "," + value.simpleName() + ">";
        }

        @Override
        public String sqlName() {
            return "MAP<" + key.sqlName() + ", " + value.sqlName() + ">";
        }

        @Override
        public Map asNullable() {
            return new Map(key.asNullable(), value.asNullable(), true);
        }
    }

    /// Named fields, held in a `StructColumn`. Also the schema of every table.
    record Struct(List<StructField> fields) implements DataType {
        public static final Struct EMPTY = new Struct(List.of());

        public Struct {
            fields = List.copyOf(fields);
        }

        public static Struct of(StructField... fields) {
            return new Struct(List.of(fields));
        }

        public int size() {
            return fields.size();
        }

        public StructField field(int index) {
            return fields.get(index);
        }

        /// Index of the field of exactly this name, or -1.
        public int indexOf(String name) {
            for (int i = 0; i < fields.size(); i++) {
                if (fields.get(i).name().equals(name)) {
                    return i;
                }
            }
            return -1;
        }

        /// Index of the first field of this name in any case (SQL's default), or -1.
        public int indexOfIgnoreCase(String name) {
            for (int i = 0; i < fields.size(); i++) {
                if (fields.get(i).name().equalsIgnoreCase(name)) {
                    return i;
                }
            }
            return -1;
        }

        public List<String> names() {
            return fields.stream().map(StructField::name).toList();
        }

        /// The same fields, every one nullable at every depth: what file sources report.
        @Override
        public Struct asNullable() {
            return new Struct(
                    fields.stream()
                            .map(
                                    f ->
                                            new StructField(
                                                    f.name(),
                                                    f.type().asNullable(),
                                                    true,
                                                    f.metadata()))
                            .toList());
        }

        @Override
        public String simpleName() {
            StringBuilder text = new StringBuilder("struct<");
            for (int i = 0; i < fields.size(); i++) {
                text.append(i == 0 ? "" : ",")
                        .append(fields.get(i).name())
                        .append(':')
                        .append(fields.get(i).type().simpleName());
            }
            return text.append('>').toString();
        }

        @Override
        public String sqlName() {
            StringBuilder text = new StringBuilder("STRUCT<");
            for (int i = 0; i < fields.size(); i++) {
                StructField field = fields.get(i);
                text.append(i == 0 ? "" : ", ")
                        .append(field.name())
                        .append(": ")
                        .append(field.type().sqlName())
                        .append(field.nullable() ? "" : " NOT NULL");
            }
            return text.append('>').toString();
        }
    }
}
