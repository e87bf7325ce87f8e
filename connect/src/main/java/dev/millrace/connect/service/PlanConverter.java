// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.service;

import dev.millrace.connect.convert.ConversionContext;
import dev.millrace.connect.convert.RelationConverter;
import dev.millrace.connect.sql.SqlParser;
import dev.millrace.plan.relation.Relation;
import dev.millrace.plan.relation.Statement;
import dev.millrace.runtime.session.Session;
import org.jspecify.annotations.Nullable;

/// Turns the plans of one session's client into the engine's relations.
final class PlanConverter {
    private final Session session;
    private final RelationConverter relations;
    private final PersistedFrames persisted;

    PlanConverter(String sessionId, Session session, SessionConversion conversion, PersistedFrames persisted) {
        this.session = session;
        this.persisted = persisted;
        this.relations = new RelationConverter(new ConversionContext(
                sessionId, parser(), conversion, conversion, conversion, this::kept));
    }

    Relation relation(org.apache.spark.connect.proto.Relation relation) {
        return relations.convert(relation);
    }

    /// The statement of a SQL relation, which may be a command.
    Statement statement(org.apache.spark.connect.proto.Relation relation) {
        return relations.statement(relation);
    }

    private @Nullable Relation kept(
            org.apache.spark.connect.proto.Relation relation, java.util.function.Supplier<Relation> plan) {
        if (persisted.isEmpty()) {
            return null;
        }
        String frame = persisted.frame(relation, plan);
        return frame == null ? null : new Relation.KeptFrame(frame);
    }
}
