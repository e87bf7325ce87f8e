// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.usercode;

import dev.millrace.connect.convert.SparkTypes;
import dev.millrace.runtime.session.Session;
import dev.millrace.runtime.streaming.BatchFunction;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;

import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.catalyst.encoders.AgnosticEncoder;
import org.apache.spark.sql.catalyst.encoders.AgnosticEncoders;
import org.apache.spark.sql.catalyst.encoders.RowEncoder;
import org.apache.spark.sql.connect.common.ForeachWriterPacket;

import scala.Function2;

import java.util.List;

/// A Java or Scala `foreachBatch` function: it is called with a client-side Dataset that talks back
/// to this server.
public final class ForeachBatchFunction implements BatchFunction {
    private final Function2<Object, Object, Object> function;
    private final AgnosticEncoder<?> encoder;
    private final Session session;
    private final Loopback loopback;
    private final ClassLoader loader;

    private ForeachBatchFunction(
            Function2<Object, Object, Object> function,
            AgnosticEncoder<?> encoder,
            Session session,
            Loopback loopback,
            ClassLoader loader) {
        this.function = function;
        this.encoder = encoder;
        this.session = session;
        this.loopback = loopback;
        this.loader = loader;
    }

    /// Reads the function from the payload of a `foreach_batch`.
    @SuppressWarnings(
            "unchecked") // The client sends a Function2<Dataset, Long, Unit>; erasure hides it.
    public static ForeachBatchFunction of(
            byte[] payload, Session session, Loopback loopback, Artifacts artifacts) {
        ClassLoader loader = artifacts.classLoader();
        ForeachWriterPacket packet = (ForeachWriterPacket) Packets.read(payload, loader);
        if (!(packet.foreachWriter() instanceof Function2<?, ?, ?> function)) {
            throw MillraceException.unsupported(
                    "foreachBatch with a " + packet.foreachWriter().getClass().getName());
        }
        return new ForeachBatchFunction(
                (Function2<Object, Object, Object>) function,
                packet.datasetEncoder(),
                session,
                loopback,
                loader);
    }

    @Override
    public void call(DataType.Struct schema, List<ColumnBatch> batches, long batchId)
            throws Exception {
        String frame = session.keepFrame(schema, batches);
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            function.apply(loopback.frame(frame, encoder(schema)), batchId);
        } catch (Exception e) {
            MillraceException known = ClientErrors.known(e);
            throw known == null ? e : known;
        } finally {
            thread.setContextClassLoader(before);
            session.forgetFrame(frame);
        }
    }

    /// A Dataset of rows comes without a schema: it gets that of the batch.
    private Encoder<?> encoder(DataType.Struct schema) {
        return encoder == AgnosticEncoders.UnboundRowEncoder$.MODULE$
                ? RowEncoder.encoderFor(SparkTypes.toSpark(schema))
                : encoder;
    }
}
