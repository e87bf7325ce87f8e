// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.convert;

import dev.millrace.plan.relation.Relation;
import dev.millrace.spi.connector.Options;
import dev.millrace.spi.connector.ReadRequest;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;

import org.apache.spark.connect.proto.CachedLocalRelation;
import org.apache.spark.connect.proto.ChunkedCachedLocalRelation;
import org.apache.spark.connect.proto.LocalRelation;
import org.apache.spark.connect.proto.Parse;
import org.apache.spark.connect.proto.Read;
import org.jspecify.annotations.Nullable;
import org.sparkproject.com.google.protobuf.InvalidProtocolBufferException;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// The leaves of a plan: what is read, and rows that come with the plan.
final class SourceConverter {
    private static final String DEFAULT_FORMAT = "parquet";

    private final ConversionContext context;

    SourceConverter(ConversionContext context) {
        this.context = context;
    }

    Relation read(Read read) {
        return switch (read.getReadTypeCase()) {
            case NAMED_TABLE ->
                    new Relation.NamedTable(
                            context.sql()
                                    .parseIdentifier(read.getNamedTable().getUnparsedIdentifier()),
                            read.getNamedTable().getOptionsMap(),
                            read.getIsStreaming(),
                            null);
            case DATA_SOURCE -> dataSource(read.getDataSource(), read.getIsStreaming());
            case READTYPE_NOT_SET ->
                    throw SparkErrors.invalidPlan(
                            "INVALID_ONE_OF_FIELD_NOT_SET",
                            "fullName",
                            "spark.connect.Read.read_type",
                            "name",
                            "read_type");
        };
    }

    // The compiler drops the annotation of ReadRequest.schema from the class file.
    @SuppressWarnings("NullAway")
    private static Relation dataSource(Read.DataSource source, boolean isStreaming) {
        String format = source.getFormat().isEmpty() ? DEFAULT_FORMAT : source.getFormat();
        if (source.getPredicatesCount() > 0) {
            throw SparkErrors.invalidPlan(
                    "PREDICATES_NOT_SUPPORTED_FOR_DATA_SOURCE", "format", format);
        }
        if (isStreaming && source.getPathsCount() > 1) {
            throw SparkErrors.invalidPlan("MULTIPLE_PATHS_NOT_SUPPORTED_FOR_STREAMING_SOURCE");
        }
        if (!source.getSourceName().isEmpty()) {
            throw MillraceException.unsupported(
                    "names of streaming sources (DataStreamReader.name)");
        }
        DataType.@Nullable Struct schema =
                source.getSchema().isEmpty() ? null : SparkTypes.parseSchema(source.getSchema());
        return new Relation.Read(
                new ReadRequest(
                        format, schema, new Options(source.getOptionsMap()), source.getPathsList()),
                isStreaming);
    }

    /// `spark.read().json(strings)` and its like.
    Relation parse(Relation texts, Parse parse) {
        String format =
                switch (parse.getFormat()) {
                    case PARSE_FORMAT_JSON -> "json";
                    case PARSE_FORMAT_CSV -> "csv";
                    case PARSE_FORMAT_XML -> throw MillraceException.unsupported("XML");
                    case PARSE_FORMAT_UNSPECIFIED, UNRECOGNIZED ->
                            throw ExpressionConverter.invalidEnum(
                                    "Parse.format", parse.getFormatValue());
                };
        DataType.@Nullable Struct schema =
                parse.hasSchema() && ProtoTypes.of(parse.getSchema()) instanceof DataType.Struct s
                        ? s
                        : null;
        return context.answers()
                .parsed(
                        texts,
                        new ReadRequest(
                                format, schema, new Options(parse.getOptionsMap()), List.of()));
    }

    Relation local(LocalRelation local) {
        DataType.@Nullable Struct schema =
                local.getSchema().isEmpty() ? null : SparkTypes.parseSchema(local.getSchema());
        if (local.hasData()) {
            return context.localData().decode(List.of(local.getData().toByteArray()), schema);
        }
        if (schema == null) {
            throw SparkErrors.invalidPlan("SCHEMA_REQUIRED_FOR_LOCAL_RELATION");
        }
        return new Relation.LocalTable(schema, List.of());
    }

    /// Clients of 4.0 upload a whole serialised `LocalRelation`.
    Relation cached(CachedLocalRelation cached) {
        byte[] bytes = artifact(cached.getHash(), "NOT_FOUND_CACHED_LOCAL_RELATION");
        try {
            return local(LocalRelation.parseFrom(bytes));
        } catch (InvalidProtocolBufferException failure) {
            throw SparkErrors.invalidPlan(
                    "CANNOT_PARSE", "errorMsg", String.valueOf(failure.getMessage()));
        }
    }

    /// Clients of 4.1 and later upload Arrow streams and a schema text.
    Relation chunked(ChunkedCachedLocalRelation chunked) {
        if (chunked.getDataHashesCount() == 0) {
            throw SparkErrors.invalidPlan("CHUNKED_CACHED_LOCAL_RELATION_WITHOUT_DATA");
        }
        DataType.@Nullable Struct schema = null;
        if (chunked.hasSchemaHash()) {
            byte[] text = chunk(chunked.getSchemaHash());
            schema = SparkTypes.parseSchema(new String(text, StandardCharsets.UTF_8));
        }
        List<byte[]> streams = new ArrayList<>(chunked.getDataHashesCount());
        for (String hash : chunked.getDataHashesList()) {
            streams.add(chunk(hash));
        }
        return context.localData().decode(streams, schema);
    }

    private byte[] chunk(String hash) {
        return artifact(hash, "NOT_FOUND_CHUNKED_CACHED_LOCAL_RELATION");
    }

    private byte[] artifact(String hash, String otherwise) {
        byte[] bytes = context.artifacts().read(hash);
        if (bytes == null) {
            throw SparkErrors.invalidPlan(
                    otherwise, "hash", hash, "sessionUUID", context.sessionId());
        }
        return bytes;
    }

    Relation range(org.apache.spark.connect.proto.Range range) {
        if (range.getStep() == 0) {
            throw MillraceException.of(ErrorKind.ILLEGAL_ARGUMENT)
                    .text("requirement failed: step (0) cannot be 0");
        }
        return new Relation.Range(range.getStart(), range.getEnd(), range.getStep());
    }
}
