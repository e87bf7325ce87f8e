// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.service;

import dev.millrace.connect.convert.ConversionContext;
import dev.millrace.connect.convert.RelationConverter;
import dev.millrace.connect.sql.SqlParser;
import dev.millrace.plan.relation.ParsedExpression;
import dev.millrace.plan.relation.Relation;
import dev.millrace.plan.relation.Statement;
import dev.millrace.runtime.session.Session;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;

import org.apache.spark.connect.proto.SQL;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.function.Supplier;

/// Turns the plans of one session's client into the engine's relations.
final class PlanConverter {
    private final String sessionId;
    private final Session session;
    private final SessionConversion conversion;
    private final PersistedFrames persisted;

    PlanConverter(
            String sessionId,
            Session session,
            SessionConversion conversion,
            PersistedFrames persisted) {
        this.sessionId = sessionId;
        this.session = session;
        this.conversion = conversion;
        this.persisted = persisted;
    }

    Relation relation(org.apache.spark.connect.proto.Relation relation) {
        return converter(parser()).convert(relation);
    }

    /// An expression that stands in a command.
    ParsedExpression expression(org.apache.spark.connect.proto.Expression expression) {
        return converter(parser()).expressions().convert(expression);
    }

    /// The parts of a name as SQL writes it.
    List<String> identifier(String name) {
        return parser().parseIdentifier(name);
    }

    /// The statement of a SQL command, which may be any; of a relation that is not SQL text, the
    /// query itself.
    Statement statement(org.apache.spark.connect.proto.Relation relation) {
        SqlParser parser = parser();
        RelationConverter converter = converter(parser);
        return switch (relation.getRelTypeCase()) {
            case SQL -> {
                SQL sql = relation.getSql();
                yield parser.parseStatement(
                        sql.getQuery(), converter.named(sql), converter.positional(sql));
            }
            case WITH_RELATIONS -> new Statement.Query(converter.convert(relation));
            default ->
                    throw MillraceException.of(ErrorKind.INVALID_PLAN)
                            .text(
                                    "A SQL command holds a "
                                            + relation.getRelTypeCase()
                                            + " instead of SQL text.");
        };
    }

    /// A parser for the settings that the session has now.
    private SqlParser parser() {
        return new SqlParser(session.configuration()::value);
    }

    private RelationConverter converter(SqlParser parser) {
        return new RelationConverter(
                new ConversionContext(
                        sessionId,
                        parser,
                        conversion,
                        conversion,
                        conversion,
                        this::kept,
                        conversion));
    }

    private @Nullable Relation kept(
            org.apache.spark.connect.proto.Relation relation, Supplier<Relation> plan) {
        if (relation.hasCatalog()) {
            return new CatalogCalls(session, parser(), persisted).answer(relation.getCatalog());
        }
        if (persisted.isEmpty()) {
            return null;
        }
        String frame = persisted.frame(relation, plan);
        return frame == null ? null : new Relation.KeptFrame(frame);
    }
}
