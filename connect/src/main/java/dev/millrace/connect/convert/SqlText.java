// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.convert;

import dev.millrace.plan.relation.ParsedExpression;
import dev.millrace.plan.relation.Relation;

import java.util.List;
import java.util.Map;

/// What the Connect protocol leaves as SQL text, parsed. Implemented by
/// `dev.millrace.connect.sql.SqlParser`.
public interface SqlText {
    /// A query with its parameters; a statement that is not a query is refused.
    ///
    /// @param named values of `:name`
    /// @param positional values of `?`, in the order of the text
    Relation parseQuery(
            String text, Map<String, ParsedExpression> named, List<ParsedExpression> positional);

    /// One expression with or without an alias, as in `selectExpr`.
    ParsedExpression parseExpression(String text);

    /// The parts of a table name: `a.b`, `` `a.b`.c ``.
    List<String> parseIdentifier(String text);
}
