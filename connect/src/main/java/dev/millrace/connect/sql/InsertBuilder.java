// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.sql;

import dev.millrace.plan.relation.Relation;
import dev.millrace.plan.relation.Statement.OnTables;
import dev.millrace.spi.error.MillraceException;

import org.apache.spark.sql.catalyst.parser.SqlBaseParser.CtesContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.InsertIntoContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.InsertIntoTableContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.InsertOverwriteTableContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.MultiInsertQueryBodyContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.MultiInsertQueryContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.OptionsClauseContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.SingleInsertQueryContext;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// `INSERT INTO|OVERWRITE`.
final class InsertBuilder {
    private final ParseSession session;
    private final QueryBuilder queries;
    private final PartitionBuilder partitions;

    InsertBuilder(ParseSession session, QueryBuilder queries) {
        this.session = session;
        this.queries = queries;
        this.partitions = new PartitionBuilder(session, new LiteralBuilder(session));
    }

    OnTables build(@Nullable CtesContext ctes, SingleInsertQueryContext insert) {
        refuseIf(
                insert.queryAlias != null && insert.queryAlias.strictIdentifier() != null,
                "an alias of the query of INSERT");
        Relation query = queries.query(insert.query());
        if (ctes != null) {
            query = queries.with(ctes, query);
        }
        return insert(insert.insertInto(), query);
    }

    /// `FROM … INSERT … SELECT … INSERT … SELECT …`.
    OnTables build(@Nullable CtesContext ctes, MultiInsertQueryContext several) {
        Relation source = queries.from().clause(several.fromClause());
        List<OnTables.Insert> inserts = new ArrayList<>();
        for (MultiInsertQueryBodyContext body : several.multiInsertQueryBody()) {
            Relation query = queries.selected(source, body.fromStatementBody());
            inserts.add(
                    insert(body.insertInto(), ctes == null ? query : queries.with(ctes, query)));
        }
        return inserts.size() == 1 ? inserts.getFirst() : new OnTables.InsertSeveral(inserts);
    }

    private OnTables.Insert insert(InsertIntoContext target, Relation query) {
        return switch (target) {
            case InsertIntoTableContext into -> {
                refuseExtras(into.optionsClause(), into.EXISTS() != null, into.EVOLUTION() != null);
                yield new OnTables.Insert(
                        Identifiers.parts(into.identifierReference()),
                        partitions.values(into.partitionSpec()),
                        Identifiers.names(into.identifierList()),
                        into.NAME() != null,
                        query,
                        false,
                        session.origin(into.identifierReference()));
            }
            case InsertOverwriteTableContext over -> {
                refuseExtras(over.optionsClause(), over.EXISTS() != null, over.EVOLUTION() != null);
                yield new OnTables.Insert(
                        Identifiers.parts(over.identifierReference()),
                        partitions.values(over.partitionSpec()),
                        Identifiers.names(over.identifierList()),
                        over.NAME() != null,
                        query,
                        true,
                        session.origin(over.identifierReference()));
            }
            default -> throw MillraceException.unsupported("'" + ParseSession.source(target) + "'");
        };
    }

    private static void refuseExtras(
            @Nullable OptionsClauseContext options, boolean ifNotExists, boolean isEvolving) {
        refuseIf(options != null, "INSERT … WITH (options)");
        refuseIf(ifNotExists, "INSERT … IF NOT EXISTS");
        refuseIf(isEvolving, "INSERT WITH SCHEMA EVOLUTION");
    }

    private static void refuseIf(boolean isUsed, String feature) {
        if (isUsed) {
            throw MillraceException.unsupported(feature);
        }
    }
}
