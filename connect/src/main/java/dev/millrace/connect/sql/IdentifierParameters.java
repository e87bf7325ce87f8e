// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.sql;

import dev.millrace.connect.convert.SparkGrammar;
import dev.millrace.plan.relation.ParsedExpression;
import dev.millrace.plan.relation.ParsedExpression.Literal;

import org.antlr.v4.runtime.Token;
import org.apache.spark.sql.catalyst.parser.SqlBaseLexer;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Writes the texts of parameters into the `IDENTIFIER(…)` clauses of a statement: names must be
/// known before anything else is.
///
/// @param text with these parameters written out
/// @param positional the parameters that are left
record IdentifierParameters(String text, List<ParsedExpression> positional) {
    static IdentifierParameters substituted(
            String text, Map<String, ParsedExpression> named, List<ParsedExpression> positional) {
        if (named.isEmpty() && positional.isEmpty()
                || !text.toUpperCase(java.util.Locale.ROOT).contains("IDENTIFIER")) {
            return new IdentifierParameters(text, positional);
        }
        List<? extends Token> tokens =
                SparkGrammar.tokens(text).stream().filter(t -> t.getChannel() == 0).toList();
        StringBuilder written = new StringBuilder();
        List<ParsedExpression> left = new ArrayList<>();
        int copied = 0;
        int marks = 0;
        int depth = 0;
        for (int i = 0; i < tokens.size(); i++) {
            Token token = tokens.get(i);
            int type = token.getType();
            if (depth > 0 || opensClause(tokens, i)) {
                depth += type == SqlBaseLexer.LEFT_PAREN ? 1 : 0;
                depth -= type == SqlBaseLexer.RIGHT_PAREN ? 1 : 0;
            }
            String name = null;
            int stop = token.getStopIndex();
            if (type == SqlBaseLexer.QUESTION && marks < positional.size()) {
                ParsedExpression value = positional.get(marks++);
                name = depth > 0 ? string(value) : null;
                if (name == null) {
                    left.add(value);
                }
            } else if (type == SqlBaseLexer.COLON && depth > 0 && i + 1 < tokens.size()) {
                name = string(named.get(tokens.get(i + 1).getText()));
                stop = tokens.get(i + 1).getStopIndex();
            }
            if (name != null) {
                written.append(text, copied, token.getStartIndex()).append(quoted(name));
                copied = stop + 1;
            }
        }
        return new IdentifierParameters(
                written.append(text.substring(copied)).toString(),
                positional.isEmpty() ? positional : left);
    }

    private static boolean opensClause(List<? extends Token> tokens, int at) {
        return at > 0
                && tokens.get(at).getType() == SqlBaseLexer.LEFT_PAREN
                && tokens.get(at - 1).getText().equalsIgnoreCase("IDENTIFIER");
    }

    private static @Nullable String string(@Nullable ParsedExpression value) {
        return value instanceof Literal(String text, var ignored) ? text : null;
    }

    private static String quoted(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
