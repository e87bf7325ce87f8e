// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.aggregate;

import dev.millrace.plan.expression.AggregateCall;
import dev.millrace.plan.expression.Expression;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import java.util.List;
import java.util.Locale;
import java.util.Objects;

/// The aggregates that make lists, histograms and bitmaps of a group.
final class KeptFunctions {
    private KeptFunctions() {}

    static AggregateFunction ranked(AggregateCall call, boolean descends) {
        DataType value = call.arguments().get(0).type();
        DataType order = call.arguments().get(1).type();
        int count = number(call.arguments().get(2));
        return new AggregateFunction(
                call.function(),
                List.of(array("ordering", order), array("value", value)),
                () -> new RankedAccumulator(value, order, count, descends));
    }

    static AggregateFunction histogram(AggregateCall call) {
        DataType type = call.arguments().get(0).type();
        int bins = number(call.arguments().get(1));
        return new AggregateFunction(
                call.function(),
                List.of(array("values", type)),
                () -> new HistogramAccumulator(type, bins));
    }

    static AggregateFunction bitmap(AggregateCall call) {
        var kind = BitmapAccumulator.Kind.valueOf(call.function().toUpperCase(Locale.ROOT));
        return new AggregateFunction(
                call.function(),
                List.of(new StructField("bitmap", DataType.BINARY, false)),
                () -> new BitmapAccumulator(kind));
    }

    private static StructField array(String name, DataType type) {
        return new StructField(name, new DataType.Array(type, true), true);
    }

    private static int number(Expression argument) {
        return (Integer) Objects.requireNonNull(((Expression.Literal) argument).value());
    }
}
