// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.convert;

import dev.millrace.connect.sql.SqlParser;
import dev.millrace.plan.relation.Relation;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.connector.ReadRequest;
import dev.millrace.spi.function.UserFunction;
import dev.millrace.spi.type.DataType;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connect.client.SparkConnectClient;
import org.jspecify.annotations.Nullable;
import org.sparkproject.io.grpc.ManagedChannel;
import org.sparkproject.io.grpc.inprocess.InProcessChannelBuilder;

import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// A Spark client that is not connected, whose plans are converted.
final class PlanFixture implements AutoCloseable {
    private final ManagedChannel channel = InProcessChannelBuilder.forName("nobody").build();
    final SparkSession spark;
    final Map<String, byte[]> artifacts = new HashMap<>();
    final List<byte[]> decoded = new ArrayList<>();
    final RelationConverter converter =
            new RelationConverter(
                    new ConversionContext(
                            "session-1",
                            new SqlParser(ZoneOffset.UTC),
                            (streams, schema) -> {
                                decoded.addAll(streams);
                                return new Relation.LocalTable(
                                        schema == null ? DataType.Struct.EMPTY : schema, List.of());
                            },
                            artifacts::get,
                            new NamedFunctions(),
                            (relation, converted) -> null,
                            new NoRows()));

    /// Of a session that has no data.
    private static final class NoRows implements QueryAnswers {
        @Override
        public DataType.Struct schema(Relation relation) {
            return DataType.Struct.EMPTY;
        }

        @Override
        public Relation.LocalTable rows(Relation relation) {
            return new Relation.LocalTable(DataType.Struct.EMPTY, List.of());
        }

        @Override
        public Relation parsed(Relation texts, ReadRequest request) {
            return texts;
        }

        @Override
        public @Nullable String setting(String key) {
            return null;
        }
    }

    PlanFixture() {
        var configuration = SparkConnectClient.builder().userId("u").configuration();
        SparkConnectClient client = new SparkConnectClient(configuration, channel);
        spark = org.apache.spark.sql.connect.SparkSession.builder().client(client).create();
    }

    Relation convert(Dataset<?> dataset) {
        var plan = ((org.apache.spark.sql.connect.Dataset<?>) dataset).plan();
        return converter.convert(plan.getRoot());
    }

    Relation convert(org.apache.spark.connect.proto.Relation.Builder relation) {
        return converter.convert(relation.build());
    }

    /// The relation without the tags of its nodes.
    static Relation untagged(Relation relation) {
        return relation instanceof Relation.Tagged(var ignored, var input) ? input : relation;
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }

    /// Functions over objects are real ones, as their packets need no session.
    private static final class NamedFunctions implements UserFunctions {
        @Override
        public UserFunction scala(ScalaFunction function) {
            return new NamedFunction(function);
        }

        @Override
        public ObjectFunction typed(ScalaFunction function) {
            throw new UnsupportedOperationException();
        }
    }

    /// Stands for a function in user code.
    record NamedFunction(UserFunctions.ScalaFunction definition) implements UserFunction {
        @Override
        public String name() {
            return definition.name();
        }

        @Override
        public DataType resultType() {
            return Objects.requireNonNull(definition.outputType());
        }

        @Override
        public boolean resultNullable() {
            return definition.nullable();
        }

        @Override
        public boolean isDeterministic() {
            return definition.deterministic();
        }

        @Override
        public List<DataType> argumentTypes() {
            return definition.inputTypes();
        }

        @Override
        public Column apply(List<Column> arguments, List<DataType> types, int rowCount) {
            throw new UnsupportedOperationException();
        }
    }
}
