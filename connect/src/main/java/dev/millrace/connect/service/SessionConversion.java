// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.service;

import dev.millrace.connect.arrow.ArrowDecoder;
import dev.millrace.connect.convert.CachedArtifacts;
import dev.millrace.connect.convert.LocalData;
import dev.millrace.connect.convert.ObjectFunction;
import dev.millrace.connect.convert.QueryAnswers;
import dev.millrace.connect.convert.UserFunctions;
import dev.millrace.connect.usercode.Artifacts;
import dev.millrace.connect.usercode.ObjectPacket;
import dev.millrace.connect.usercode.ScalaUserFunction;
import dev.millrace.execution.task.Cancellation;
import dev.millrace.plan.relation.ParsedExpression;
import dev.millrace.plan.relation.Relation;
import dev.millrace.runtime.session.QueryResult;
import dev.millrace.runtime.session.Session;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.connector.ReadRequest;
import dev.millrace.spi.function.UserFunction;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/// What the converter of plans must ask a session for: local data, cached artifacts, user
/// functions, rows that decide about columns.
final class SessionConversion implements LocalData, CachedArtifacts, UserFunctions, QueryAnswers {
    private final Session session;
    private final Artifacts artifacts;

    SessionConversion(Session session, Artifacts artifacts) {
        this.session = session;
        this.artifacts = artifacts;
    }

    @Override
    public Relation.LocalTable decode(List<byte[]> arrowStreams, DataType.@Nullable Struct schema) {
        DataType.Struct found = schema;
        DataType.Struct sent = null;
        List<ColumnBatch> batches = new ArrayList<>();
        for (byte[] stream : arrowStreams) {
            ArrowDecoder.Decoded decoded = ArrowDecoder.decode(stream);
            sent = sent == null ? decoded.schema() : sent;
            batches.addAll(decoded.batches());
        }
        if (found == null) {
            return new Relation.LocalTable(sent == null ? DataType.Struct.EMPTY : sent, batches);
        }
        if (sent == null || sameForm(sent, found)) {
            return new Relation.LocalTable(found, batches);
        }
        return cast(new Relation.LocalTable(sent, batches), found);
    }

    private static boolean sameForm(DataType.Struct sent, DataType.Struct wanted) {
        if (sent.size() != wanted.size()) {
            return false;
        }
        for (int i = 0; i < sent.size(); i++) {
            if (!sent.field(i).type().equals(wanted.field(i).type())) {
                return sent.asNullable()
                        .field(i)
                        .type()
                        .equals(wanted.asNullable().field(i).type());
            }
        }
        return true;
    }

    /// Casts by position, through an ordinary query.
    private Relation.LocalTable cast(Relation.LocalTable table, DataType.Struct wanted) {
        List<String> names = new ArrayList<>();
        List<ParsedExpression> columns = new ArrayList<>();
        for (int i = 0; i < wanted.size(); i++) {
            String name = "_" + i;
            names.add(name);
            ParsedExpression cast =
                    new ParsedExpression.Cast(
                            ParsedExpression.Name.of(name),
                            wanted.field(i).type(),
                            ParsedExpression.CastMode.SESSION,
                            null);
            columns.add(new ParsedExpression.Alias(cast, List.of(wanted.field(i).name()), null));
        }
        Relation query = new Relation.Project(new Relation.Renamed(table, names), columns);
        return new Relation.LocalTable(wanted, rows(query).batches());
    }

    @Override
    public DataType.Struct schema(Relation relation) {
        return session.schema(relation);
    }

    @Override
    public Relation.LocalTable rows(Relation relation) {
        try (QueryResult result = session.execute(relation, new Cancellation())) {
            return new Relation.LocalTable(result.schema(), result.drain());
        }
    }

    @Override
    public Relation parsed(Relation texts, ReadRequest request) {
        return session.parsed(texts, request);
    }

    @Override
    public @Nullable String setting(String key) {
        return session.configuration().value(key);
    }

    @Override
    public byte @Nullable [] read(String hash) {
        String name = "cache/" + hash;
        return artifacts.hasCached(name) ? artifacts.content(name) : null;
    }

    @Override
    public UserFunction scala(ScalaFunction function) {
        return ScalaUserFunction.of(function, artifacts.classLoader(), () -> timeZone(session));
    }

    @Override
    public ObjectFunction typed(ScalaFunction function) {
        return ObjectPacket.of(function, artifacts.classLoader());
    }

    /// The session time zone now.
    static ZoneId timeZone(Session session) {
        String name = session.configuration().value("spark.sql.session.timeZone");
        return name == null ? ZoneId.systemDefault() : ZoneId.of(name, ZoneId.SHORT_IDS);
    }
}
