// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.usercode;

import org.apache.spark.connect.proto.CachedRemoteRelation;
import org.apache.spark.connect.proto.Plan;
import org.apache.spark.connect.proto.Relation;
import org.apache.spark.connect.proto.RelationCommon;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.connect.Dataset;
import org.apache.spark.sql.connect.SparkSession;
import org.apache.spark.sql.connect.client.SparkConnectClient;
import org.jspecify.annotations.Nullable;
import org.sparkproject.io.grpc.ManagedChannel;
import org.sparkproject.io.grpc.inprocess.InProcessChannelBuilder;

import java.util.concurrent.atomic.AtomicLong;

/// A client session inside the server, under the user and session id of its caller: what a
/// `foreachBatch` function sees as its Spark. It shares the caller's views, configuration and
/// artifacts.
public final class Loopback implements AutoCloseable {
    private static final int MAX_MESSAGE_BYTES = 128 << 20;

    /// Plan ids made here must differ from those of the user's own client, which counts from one.
    private static final long FIRST_PLAN_ID = 1L << 40;

    private final String channelName;
    private final String user;
    private final String sessionId;
    private final AtomicLong planIds = new AtomicLong(FIRST_PLAN_ID);
    private @Nullable ManagedChannel channel;
    private @Nullable SparkSession session;

    public Loopback(String channelName, String user, String sessionId) {
        this.channelName = channelName;
        this.user = user;
        this.sessionId = sessionId;
    }

    /// A client-side Dataset over rows that the session keeps under `frameId`.
    public <T> Dataset<T> frame(String frameId, Encoder<T> encoder) {
        Plan plan =
                Plan.newBuilder()
                        .setRoot(
                                Relation.newBuilder()
                                        .setCommon(
                                                RelationCommon.newBuilder()
                                                        .setPlanId(planIds.getAndIncrement()))
                                        .setCachedRemoteRelation(
                                                CachedRemoteRelation.newBuilder()
                                                        .setRelationId(frameId)))
                        .build();
        return new Dataset<>(session(), plan, encoder);
    }

    private synchronized SparkSession session() {
        SparkSession current = session;
        if (current == null) {
            ManagedChannel opened =
                    InProcessChannelBuilder.forName(channelName)
                            .maxInboundMessageSize(MAX_MESSAGE_BYTES)
                            .build();
            SparkConnectClient.Configuration configuration =
                    SparkConnectClient.builder().userId(user).sessionId(sessionId).configuration();
            current = new SparkSession(new SparkConnectClient(configuration, opened), planIds);
            channel = opened;
            session = current;
        }
        return current;
    }

    @Override
    public synchronized void close() {
        if (channel != null) {
            channel.shutdownNow();
        }
    }
}
