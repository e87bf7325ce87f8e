// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.usercode;

import dev.millrace.spi.function.UserAggregate;
import dev.millrace.spi.type.DataType;

import org.apache.spark.sql.catalyst.encoders.AgnosticEncoder;
import org.apache.spark.sql.connect.common.UdfPacket;
import org.apache.spark.sql.expressions.ReduceAggregator;

import scala.Function2;

import java.util.List;

/// `Dataset.reduce`: a function of two objects, as Spark's own aggregator over it.
final class Reduction {
    private Reduction() {}

    @SuppressWarnings("unchecked") // The packet holds a function of two of its encoder's objects.
    static UserAggregate of(
            UdfPacket packet,
            AgnosticEncoder<?> encoder,
            List<DataType.Struct> columns,
            UserClasses classes) {
        var aggregator =
                new ReduceAggregator<>(
                        (Function2<Object, Object, Object>) packet.function(),
                        (AgnosticEncoder<Object>) encoder);
        return ObjectAggregate.of(
                (org.apache.spark.sql.expressions.Aggregator<Object, Object, Object>)
                        (org.apache.spark.sql.expressions.Aggregator<?, ?, ?>) aggregator,
                encoder,
                columns,
                classes);
    }
}
