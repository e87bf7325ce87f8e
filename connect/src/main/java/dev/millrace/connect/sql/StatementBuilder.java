// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.sql;

import dev.millrace.plan.relation.Relation;
import dev.millrace.plan.relation.Statement;
import dev.millrace.spi.error.MillraceException;

import org.antlr.v4.runtime.ParserRuleContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.CacheTableContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.ClearCacheContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.CreateTableContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.CreateTableLikeContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.CreateTempViewUsingContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.DescribeQueryContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.DescribeRelationContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.DmlStatementContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.DropTableContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.DropViewContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.ExplainContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.MultiInsertQueryContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.RefreshTableContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.ReplaceTableContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.ShowColumnsContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.ShowNamespacesContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.ShowTablesContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.ShowViewsContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.SingleInsertQueryContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.SingleStatementContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.StatementContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.StatementDefaultContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.TruncateTableContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.UncacheTableContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.UseContext;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Statements. What is not one of `Statement` is refused by the keywords it starts with.
final class StatementBuilder {
    private static final int KEYWORDS_IN_REFUSAL = 2;

    private final ParseSession session;
    private final QueryBuilder queries;
    private final LiteralBuilder literals;
    private final TableStatementBuilder tables;
    private final CatalogBuilder catalog;

    StatementBuilder(ParseSession session) {
        this.session = session;
        this.queries = new QueryBuilder(session);
        this.literals = new LiteralBuilder(session);
        this.tables = new TableStatementBuilder(session, queries);
        this.catalog = new CatalogBuilder(session, queries);
    }

    Statement build(SingleStatementContext single) {
        return single.setResetStatement() == null
                ? build(single.statement())
                : new SettingBuilder(literals).build(single.setResetStatement());
    }

    private Statement build(StatementContext statement) {
        return switch (statement) {
            case StatementDefaultContext query -> new Statement.Query(queries.query(query.query()));
            case DropViewContext drop ->
                    new Statement.DropView(
                            Identifiers.parts(drop.identifierReference()), drop.EXISTS() != null);
            case ShowTablesContext show -> tables.showTables(show);
            case ShowViewsContext show -> tables.showViews(show);
            case ShowColumnsContext show -> tables.showColumns(show);
            case ShowNamespacesContext show -> tables.showDatabases(show);
            case CreateTableContext create -> tables.create(create);
            case CreateTableLikeContext create -> tables.createLike(create);
            case ReplaceTableContext replace -> tables.replace(replace);
            case DropTableContext drop -> tables.drop(drop);
            case TruncateTableContext truncate -> tables.truncate(truncate);
            case RefreshTableContext refresh -> tables.refresh(refresh);
            case CacheTableContext cache -> cache(cache);
            case UncacheTableContext uncache ->
                    new Statement.Needless(
                            uncache.EXISTS() == null
                                    ? List.of(tables.target(uncache.identifierReference()))
                                    : List.of());
            case ClearCacheContext ignored -> new Statement.Needless(List.of());
            case CreateTempViewUsingContext create -> tables.createView(create);
            case UseContext use -> TableStatementBuilder.use(use);
            case DescribeRelationContext describe -> tables.describe(describe);
            case DescribeQueryContext describe ->
                    new Statement.Describe(queries.query(describe.query()));
            case ExplainContext explain -> explain(explain);
            case DmlStatementContext dml -> insert(dml);
            default -> {
                Statement built = catalog.build(statement);
                if (built == null) {
                    throw refused(statement);
                }
                yield built;
            }
        };
    }

    private Statement explain(ExplainContext explain) {
        StatementContext explained = explain.statement();
        if (explained == null
                || !(build(explained) instanceof Statement.Query(Relation relation))) {
            throw MillraceException.unsupported("EXPLAIN of a command");
        }
        String mode = "simple";
        if (explain.EXTENDED() != null) {
            mode = "extended";
        } else if (explain.FORMATTED() != null) {
            mode = "formatted";
        } else if (explain.CODEGEN() != null) {
            mode = "codegen";
        } else if (explain.COST() != null) {
            mode = "cost";
        } else if (explain.LOGICAL() != null) {
            mode = "logical";
        }
        return new Statement.Explain(mode, relation);
    }

    private Statement insert(DmlStatementContext dml) {
        if (dml.dmlStatementNoWith() instanceof SingleInsertQueryContext insert) {
            return new InsertBuilder(session, queries).build(dml.ctes(), insert);
        }
        if (dml.dmlStatementNoWith() instanceof MultiInsertQueryContext several) {
            return new InsertBuilder(session, queries).build(dml.ctes(), several);
        }
        throw refused(dml.dmlStatementNoWith());
    }

    /// `CACHE TABLE name [AS query]`. Nothing is cached; with a query it is a temporary view.
    private Statement cache(CacheTableContext cache) {
        List<String> name = Identifiers.parts(cache.identifierReference());
        return cache.query() == null
                ? new Statement.Needless(List.of(tables.target(cache.identifierReference())))
                : new Statement.CreateView(
                        name.getLast(), List.of(), queries.query(cache.query()), false, false);
    }

    /// The refusal of a statement by its first keywords: `MERGE INTO`, `CREATE TABLE`.
    private MillraceException refused(ParserRuleContext statement) {
        List<String> words = new ArrayList<>();
        for (String word : ParseSession.source(statement).split("[\\s(]+", -1)) {
            if (words.size() == KEYWORDS_IN_REFUSAL || !word.matches("[A-Za-z_]+")) {
                break;
            }
            words.add(word.toUpperCase(Locale.ROOT));
        }
        return MillraceException.unsupported(
                words.isEmpty() ? "'" + session.text() + "'" : String.join(" ", words));
    }
}
