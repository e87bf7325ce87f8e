// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.sql;

import dev.millrace.plan.relation.ParsedExpression;
import dev.millrace.plan.relation.Statement;
import dev.millrace.spi.error.MillraceException;

import org.apache.spark.sql.catalyst.parser.SqlBaseParser.ExecuteImmediateContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.NamedExpressionContext;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// `EXECUTE IMMEDIATE 'statement' [USING parameters]`: it is the statement in the text.
final class ExecuteBuilder {
    private final ParseSession session;
    private final QueryBuilder queries;

    ExecuteBuilder(ParseSession session, QueryBuilder queries) {
        this.session = session;
        this.queries = queries;
    }

    Statement build(ExecuteImmediateContext execute) {
        if (execute.targetVariable != null) {
            throw MillraceException.unsupported("EXECUTE IMMEDIATE … INTO (session variables)");
        }
        Map<String, ParsedExpression> named = new HashMap<>();
        List<ParsedExpression> positional = new ArrayList<>();
        if (execute.executeImmediateUsing() != null) {
            for (NamedExpressionContext parameter :
                    execute.executeImmediateUsing().params.namedExpression()) {
                ParsedExpression value = queries.expressions().build(parameter);
                if (value instanceof ParsedExpression.Alias(var child, var names, var ignored)) {
                    if (named.put(names.getFirst(), child) != null) {
                        throw ParseSession.error(
                                parameter,
                                "EXEC_IMMEDIATE_DUPLICATE_ARGUMENT_ALIASES",
                                Map.of("aliases", "`" + names.getFirst() + "`"));
                    }
                } else {
                    positional.add(value);
                }
            }
        }
        if (!named.isEmpty() && !positional.isEmpty()) {
            throw MillraceException.unsupported(
                    "EXECUTE IMMEDIATE with some parameters named and some not");
        }
        return new SqlParser(session.settings())
                .parseStatement(Identifiers.constant(execute.queryParam), named, positional);
    }
}
