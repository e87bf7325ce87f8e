// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.convert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import org.apache.spark.sql.connect.common.DataTypeProtoConverter;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.stream.Stream;

class TypesTest {
    static Stream<DataType> types() {
        return Stream.of(
                DataType.NULL,
                DataType.BOOLEAN,
                DataType.BYTE,
                DataType.SHORT,
                DataType.INTEGER,
                DataType.LONG,
                DataType.FLOAT,
                DataType.DOUBLE,
                new DataType.Decimal(12, 3),
                DataType.STRING,
                DataType.BINARY,
                DataType.DATE,
                DataType.TIMESTAMP,
                DataType.TIMESTAMP_NTZ,
                DataType.TIME,
                new DataType.Time(0),
                DataType.CALENDAR_INTERVAL,
                DataType.DAY_TIME_INTERVAL,
                new DataType.DayTimeInterval(1, 2),
                new DataType.YearMonthInterval(1, 1),
                new DataType.Array(DataType.LONG, false),
                new DataType.Map(DataType.STRING, new DataType.Array(DataType.DATE, true), true),
                DataType.Struct.EMPTY,
                DataType.Struct.of(
                        new StructField("a", DataType.INTEGER, false),
                        new StructField("b", DataType.STRING, true, "{\"comment\":\"x\"}")));
    }

    @ParameterizedTest
    @MethodSource("types")
    void typeSurvivesSparksObjects(DataType type) {
        assertThat(SparkTypes.of(SparkTypes.toSpark(type))).isEqualTo(type);
    }

    @ParameterizedTest
    @MethodSource("types")
    void typeSurvivesTheProtocol(DataType type) {
        assertThat(ProtoTypes.of(ProtoTypes.toProto(type))).isEqualTo(type);
    }

    @ParameterizedTest
    @MethodSource("types")
    void messageIsTheOneThatTheClientMakesItself(DataType type) {
        assertThat(DataTypeProtoConverter.toCatalystType(ProtoTypes.toProto(type)))
                .isEqualTo(SparkTypes.toSpark(type));
    }

    @Test
    void schemaIsReadFromDdlAndFromJson() {
        DataType.Struct expected =
                DataType.Struct.of(
                        new StructField("a", DataType.INTEGER, false),
                        new StructField("b", new DataType.Array(DataType.STRING, true)));
        assertThat(SparkTypes.parseSchema("a INT NOT NULL, b ARRAY<STRING>")).isEqualTo(expected);
        String json = SparkTypes.toSpark(expected).json();
        assertThat(SparkTypes.parseSchema(json)).isEqualTo(expected);
        assertThat(SparkTypes.parse("decimal(10,2)")).isEqualTo(new DataType.Decimal(10, 2));
    }

    @Test
    void brokenDdlIsSparksError() {
        assertThatThrownBy(() -> SparkTypes.parseSchema("a INT b STRING,"))
                .isInstanceOfSatisfying(
                        MillraceException.class,
                        e -> assertThat(e.condition()).isEqualTo("PARSE_SYNTAX_ERROR"));
        assertThatThrownBy(() -> SparkTypes.parseSchema("a FOO"))
                .isInstanceOfSatisfying(
                        MillraceException.class,
                        e -> assertThat(e.condition()).isEqualTo("UNSUPPORTED_DATATYPE"));
        assertThatThrownBy(() -> SparkTypes.parseSchema("{\"type\":"))
                .isInstanceOf(MillraceException.class);
        assertThatThrownBy(() -> SparkTypes.parseSchema("\"integer\""))
                .isInstanceOfSatisfying(
                        MillraceException.class,
                        e ->
                                assertThat(e.condition())
                                        .isEqualTo(
                                                "CONNECT_INVALID_PLAN"
                                                        + ".INVALID_SCHEMA_NON_STRUCT_TYPE"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a VARIANT", "a STRING COLLATE UNICODE", "a ARRAY<VARIANT>"})
    void typeThatMillraceHasNotIsRefusedByName(String ddl) {
        String name = ddl.replaceAll(".*?(VARIANT|UNICODE).*", "$1");
        assertThatThrownBy(() -> SparkTypes.of(StructType.fromDDL(ddl)))
                .isInstanceOf(MillraceException.class)
                .hasMessageContaining(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a CHAR(3)", "a VARCHAR(3)", "a ARRAY<CHAR(3)>"})
    void onlyTablesHaveTextsOfLimitedLength(String ddl) {
        assertThatThrownBy(() -> SparkTypes.parseSchema(ddl))
                .isInstanceOfSatisfying(
                        MillraceException.class,
                        e ->
                                assertThat(e.condition())
                                        .isEqualTo("UNSUPPORTED_CHAR_OR_VARCHAR_AS_STRING"));
    }

    @Test
    void unparsedTypeIsReadAsText() {
        var unparsed =
                org.apache.spark.connect.proto.DataType.newBuilder()
                        .setUnparsed(
                                org.apache.spark.connect.proto.DataType.Unparsed.newBuilder()
                                        .setDataTypeString("array<int>"));
        assertThat(ProtoTypes.of(unparsed.build()))
                .isEqualTo(new DataType.Array(DataType.INTEGER, true));
    }

    @Test
    void intervalFieldsLeftOutHaveSparksDefaults() {
        var type = org.apache.spark.connect.proto.DataType.newBuilder();
        assertThat(
                        ProtoTypes.of(
                                type.clone().setDayTimeInterval(type.getDayTimeInterval()).build()))
                .isEqualTo(DataType.DAY_TIME_INTERVAL);
        assertThat(ProtoTypes.of(type.clone().setDecimal(type.getDecimal()).build()))
                .isEqualTo(new DataType.Decimal(10, 0));
        assertThat(List.of(ProtoTypes.of(type.clone().setString(type.getString()).build())))
                .containsExactly(DataType.STRING);
    }
}
