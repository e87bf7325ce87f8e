// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.convert;

import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;
import dev.millrace.spi.type.TextLimit;

import org.apache.spark.sql.catalyst.parser.SqlBaseParser;
import org.apache.spark.sql.catalyst.util.SparkCharVarcharUtils$;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.CalendarIntervalType;
import org.apache.spark.sql.types.CharType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DayTimeIntervalType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.NullType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimeType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;
import org.apache.spark.sql.types.VarcharType;
import org.apache.spark.sql.types.YearMonthIntervalType;

import java.util.ArrayList;
import java.util.List;

/// Spark's own type objects and the texts that stand for types, as Millrace's types and back.
/// A type that Millrace does not have is refused by name.
public final class SparkTypes {
    private SparkTypes() {}

    /// The type of a column.
    public static DataType of(org.apache.spark.sql.types.DataType type) {
        return switch (type) {
            case NullType ignored -> DataType.NULL;
            case BooleanType ignored -> DataType.BOOLEAN;
            case ByteType ignored -> DataType.BYTE;
            case ShortType ignored -> DataType.SHORT;
            case IntegerType ignored -> DataType.INTEGER;
            case LongType ignored -> DataType.LONG;
            case FloatType ignored -> DataType.FLOAT;
            case DoubleType ignored -> DataType.DOUBLE;
            case DecimalType decimal -> new DataType.Decimal(decimal.precision(), decimal.scale());
            case CharType ignored -> throw onlyForTables();
            case VarcharType ignored -> throw onlyForTables();
            case StringType string -> string(string);
            case BinaryType ignored -> DataType.BINARY;
            case DateType ignored -> DataType.DATE;
            case TimestampType ignored -> DataType.TIMESTAMP;
            case TimestampNTZType ignored -> DataType.TIMESTAMP_NTZ;
            case TimeType time -> new DataType.Time(time.precision());
            case CalendarIntervalType ignored -> DataType.CALENDAR_INTERVAL;
            case DayTimeIntervalType interval ->
                    new DataType.DayTimeInterval(interval.startField(), interval.endField());
            case YearMonthIntervalType interval ->
                    new DataType.YearMonthInterval(interval.startField(), interval.endField());
            case ArrayType array ->
                    new DataType.Array(of(array.elementType()), array.containsNull());
            case MapType map ->
                    new DataType.Map(
                            of(map.keyType()), of(map.valueType()), map.valueContainsNull());
            case StructType struct -> of(struct);
            default -> throw refused(type);
        };
    }

    /// The schema of a table.
    public static DataType.Struct of(StructType struct) {
        List<StructField> fields = new ArrayList<>(struct.length());
        for (org.apache.spark.sql.types.StructField field : struct.fields()) {
            fields.add(
                    new StructField(
                            field.name(),
                            of(field.dataType()),
                            field.nullable(),
                            field.metadata().json()));
        }
        return new DataType.Struct(fields);
    }

    /// A column of a table, which may be `CHAR(n)` or `VARCHAR(n)`.
    public static StructField column(
            String name,
            org.apache.spark.sql.types.DataType type,
            boolean nullable,
            String metadata) {
        TextLimit limit =
                switch (type) {
                    case CharType fixed -> new TextLimit(true, fixed.length());
                    case VarcharType varying -> new TextLimit(false, varying.length());
                    default -> null;
                };
        if (limit != null) {
            return new StructField(name, DataType.STRING, nullable, limit.in(metadata));
        }
        if (hasLimit(type)) {
            throw MillraceException.unsupported(
                    "CHAR and VARCHAR inside of columns: " + type.sql());
        }
        return new StructField(name, of(type), nullable, metadata);
    }

    private static boolean hasLimit(org.apache.spark.sql.types.DataType type) {
        return type.existsRecursively(t -> t instanceof CharType || t instanceof VarcharType);
    }

    /// Types that only tables, of all that has a schema, can have columns of.
    static MillraceException onlyForTables() {
        return SparkErrors.of(ErrorKind.ANALYSIS, "UNSUPPORTED_CHAR_OR_VARCHAR_AS_STRING");
    }

    /// The target of a cast: as `of`, but `CHAR(n)` and `VARCHAR(n)` mean `STRING` there.
    public static DataType ofCast(org.apache.spark.sql.types.DataType type) {
        return of(SparkCharVarcharUtils$.MODULE$.replaceCharVarcharWithString(type));
    }

    /// Spark's object for a type.
    public static org.apache.spark.sql.types.DataType toSpark(DataType type) {
        return switch (type) {
            case DataType.Null ignored -> DataTypes.NullType;
            case DataType.Bool ignored -> DataTypes.BooleanType;
            case DataType.Int8 ignored -> DataTypes.ByteType;
            case DataType.Int16 ignored -> DataTypes.ShortType;
            case DataType.Int32 ignored -> DataTypes.IntegerType;
            case DataType.Int64 ignored -> DataTypes.LongType;
            case DataType.Float32 ignored -> DataTypes.FloatType;
            case DataType.Float64 ignored -> DataTypes.DoubleType;
            case DataType.Decimal(var precision, var scale) ->
                    DataTypes.createDecimalType(precision, scale);
            case DataType.Text ignored -> DataTypes.StringType;
            case DataType.Binary ignored -> DataTypes.BinaryType;
            case DataType.Date ignored -> DataTypes.DateType;
            case DataType.Timestamp ignored -> DataTypes.TimestampType;
            case DataType.TimestampNtz ignored -> DataTypes.TimestampNTZType;
            case DataType.Time(var precision) -> new TimeType(precision);
            case DataType.CalendarInterval ignored -> DataTypes.CalendarIntervalType;
            case DataType.DayTimeInterval(var start, var end) ->
                    DataTypes.createDayTimeIntervalType((byte) start, (byte) end);
            case DataType.YearMonthInterval(var start, var end) ->
                    DataTypes.createYearMonthIntervalType((byte) start, (byte) end);
            case DataType.Array(var element, var containsNull) ->
                    DataTypes.createArrayType(toSpark(element), containsNull);
            case DataType.Map(var key, var value, var containsNull) ->
                    DataTypes.createMapType(toSpark(key), toSpark(value), containsNull);
            case DataType.Struct struct -> toSpark(struct);
        };
    }

    /// Spark's object for a schema.
    public static StructType toSpark(DataType.Struct struct) {
        org.apache.spark.sql.types.StructField[] fields =
                new org.apache.spark.sql.types.StructField[struct.size()];
        for (int i = 0; i < fields.length; i++) {
            StructField field = struct.field(i);
            fields[i] =
                    new org.apache.spark.sql.types.StructField(
                            field.name(),
                            toSpark(field.type()),
                            field.nullable(),
                            Metadata.fromJson(field.metadata()));
        }
        return new StructType(fields);
    }

    /// A type or a schema, written as Spark's JSON or as DDL, as `from_json` takes it:
    /// `{"type":"struct",…}`, `a INT, b STRING`, `INT`.
    public static DataType parse(String text) {
        if (isJson(text)) {
            return of(json(text));
        }
        return of(ddl(text));
    }

    private static org.apache.spark.sql.types.DataType ddl(String text) {
        try {
            return ddlType(text);
        } catch (MillraceException notAType) {
            try {
                return ddlSchema(text);
            } catch (MillraceException notASchema) {
                throw notAType;
            }
        }
    }

    /// The schema of a table, written as JSON or as DDL. Errors in DDL are those of Spark's parser.
    public static DataType.Struct parseSchema(String text) {
        DataType type = of(isJson(text) ? json(text) : ddlSchema(text));
        if (type instanceof DataType.Struct schema) {
            return schema;
        }
        throw SparkErrors.invalidPlan(
                "INVALID_SCHEMA_NON_STRUCT_TYPE",
                "inputSchema",
                '"' + text + '"',
                "dataType",
                '"' + type.sqlName() + '"');
    }

    /// The target of a cast, written as DDL.
    static DataType parseCast(String text) {
        return ofCast(ddlType(text));
    }

    private static org.apache.spark.sql.types.DataType ddlType(String text) {
        return SparkGrammar.type(SparkGrammar.parse(text, SqlBaseParser::singleDataType).tree());
    }

    private static org.apache.spark.sql.types.DataType ddlSchema(String text) {
        return SparkGrammar.type(SparkGrammar.parse(text, SqlBaseParser::singleTableSchema).tree());
    }

    private static boolean isJson(String text) {
        String stripped = text.strip();
        return stripped.startsWith("{") || stripped.startsWith("\"");
    }

    private static org.apache.spark.sql.types.DataType json(String text) {
        try {
            return org.apache.spark.sql.types.DataType.fromJson(text);
        } catch (Exception failure) {
            RuntimeException translated = SparkErrors.translated(failure);
            if (translated instanceof MillraceException) {
                throw translated;
            }
            throw MillraceException.of(ErrorKind.ANALYSIS)
                    .cause(failure)
                    .text("The schema '" + text + "' cannot be read: " + failure.getMessage());
        }
    }

    private static DataType string(StringType type) {
        if (!type.isUTF8BinaryCollation()) {
            throw MillraceException.unsupported("the collation " + type.collationName());
        }
        return DataType.STRING;
    }

    private static MillraceException refused(org.apache.spark.sql.types.DataType type) {
        return MillraceException.unsupported("the type " + type.sql());
    }
}
