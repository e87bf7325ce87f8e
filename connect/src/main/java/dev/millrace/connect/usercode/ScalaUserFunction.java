// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.usercode;

import dev.millrace.connect.convert.SparkTypes;
import dev.millrace.connect.convert.UserFunctions.ScalaFunction;
import dev.millrace.connect.encoding.ObjectInput;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.ColumnBuilder;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.function.UserFunction;
import dev.millrace.spi.type.DataType;

import org.apache.spark.sql.catalyst.encoders.AgnosticEncoder;
import org.apache.spark.sql.connect.common.UdfPacket;
import org.jspecify.annotations.Nullable;

import scala.Function0;
import scala.Function1;
import scala.Function10;
import scala.Function2;
import scala.Function3;
import scala.Function4;
import scala.Function5;
import scala.Function6;
import scala.Function7;
import scala.Function8;
import scala.Function9;
import scala.jdk.javaapi.CollectionConverters;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// A scalar function written in Java or Scala, called row by row with objects as its encoders say,
/// or, where it has none, with the external values of `ExternalValues`.
public final class ScalaUserFunction implements UserFunction {
    private final String name;
    private final Object function;
    private final List<AgnosticEncoder<?>> encoders;
    private final List<DataType> argumentTypes;
    private final DataType resultType;
    private final boolean nullable;
    private final boolean deterministic;
    private final Supplier<ZoneId> timeZone;

    private ScalaUserFunction(
            ScalaFunction sent, UdfPacket packet, DataType resultType, Supplier<ZoneId> timeZone) {
        this.name = sent.name().isEmpty() ? "UDF" : sent.name();
        this.function = packet.function();
        this.encoders = CollectionConverters.asJava(packet.inputEncoders());
        this.argumentTypes = sent.inputTypes();
        this.resultType = resultType;
        this.nullable = sent.nullable();
        this.deterministic = sent.deterministic();
        this.timeZone = timeZone;
    }

    /// Reads the function from its packet; a class that is missing is an error now, not at the
    /// first row.
    public static ScalaUserFunction of(
            ScalaFunction sent, ClassLoader loader, Supplier<ZoneId> timeZone) {
        UdfPacket packet = (UdfPacket) Packets.read(sent.payload(), loader);
        DataType declared = sent.outputType();
        DataType result =
                declared != null ? declared : SparkTypes.of(packet.outputEncoder().dataType());
        return new ScalaUserFunction(sent, packet, result, timeZone);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public DataType resultType() {
        return resultType;
    }

    @Override
    public boolean resultNullable() {
        return nullable;
    }

    @Override
    public boolean isDeterministic() {
        return deterministic;
    }

    @Override
    public List<DataType> argumentTypes() {
        return argumentTypes;
    }

    @Override
    public Column apply(List<Column> arguments, List<DataType> types, int rowCount) {
        ExternalValues external = new ExternalValues(timeZone.get());
        ColumnBuilder results = ColumnBuilder.of(resultType, rowCount);
        List<ArgumentReader> readers = new ArrayList<>();
        for (int i = 0; i < arguments.size(); i++) {
            readers.add(reader(i, arguments.get(i), types.get(i), external));
        }
        @Nullable Object[] values = new @Nullable Object[arguments.size()];
        for (int row = 0; row < rowCount; row++) {
            for (int i = 0; i < values.length; i++) {
                values[i] = readers.get(i).read(row);
            }
            results.appendBoxed(external.toBoxed(call(values), resultType));
        }
        return results.build();
    }

    /// Gives the argument of a row.
    private interface ArgumentReader {
        @Nullable Object read(int row);
    }

    /// An argument with an encoder is an object of its class; others are external values.
    private ArgumentReader reader(
            int index, Column column, DataType type, ExternalValues external) {
        if (index >= encoders.size()) {
            return row -> external.toExternal(column, type, row);
        }
        ObjectInput input = ObjectInput.ofColumn(encoders.get(index), type);
        List<Column> columns = List.of(column);
        return row -> input.read(columns, row);
    }

    @SuppressWarnings("unchecked") // The packet holds a scala.FunctionN over erased values.
    private @Nullable Object call(@Nullable Object[] v) {
        return switch (v.length) {
            case 0 -> ((Function0<Object>) function).apply();
            case 1 -> ((Function1<Object, Object>) function).apply(v[0]);
            case 2 -> ((Function2<Object, Object, Object>) function).apply(v[0], v[1]);
            case 3 ->
                    ((Function3<Object, Object, Object, Object>) function).apply(v[0], v[1], v[2]);
            case 4 ->
                    ((Function4<Object, Object, Object, Object, Object>) function)
                            .apply(v[0], v[1], v[2], v[3]);
            case 5 ->
                    ((Function5<Object, Object, Object, Object, Object, Object>) function)
                            .apply(v[0], v[1], v[2], v[3], v[4]);
            case 6 ->
                    ((Function6<Object, Object, Object, Object, Object, Object, Object>) function)
                            .apply(v[0], v[1], v[2], v[3], v[4], v[5]);
            case 7 ->
                    ((Function7<Object, Object, Object, Object, Object, Object, Object, Object>)
                                    function)
                            .apply(v[0], v[1], v[2], v[3], v[4], v[5], v[6]);
            case 8 ->
                    ((Function8<
                                            Object,
                                            Object,
                                            Object,
                                            Object,
                                            Object,
                                            Object,
                                            Object,
                                            Object,
                                            Object>)
                                    function)
                            .apply(v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7]);
            case 9 ->
                    ((Function9<
                                            Object,
                                            Object,
                                            Object,
                                            Object,
                                            Object,
                                            Object,
                                            Object,
                                            Object,
                                            Object,
                                            Object>)
                                    function)
                            .apply(v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7], v[8]);
            case 10 ->
                    ((Function10<
                                            Object,
                                            Object,
                                            Object,
                                            Object,
                                            Object,
                                            Object,
                                            Object,
                                            Object,
                                            Object,
                                            Object,
                                            Object>)
                                    function)
                            .apply(v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7], v[8], v[9]);
            default ->
                    throw MillraceException.unsupported(
                            "a user function of " + v.length + " arguments");
        };
    }
}
