// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.sql;

import dev.millrace.connect.convert.SparkErrors;
import dev.millrace.plan.relation.ParsedExpression;
import dev.millrace.spi.error.ErrorKind;

import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.Token;
import org.apache.spark.sql.catalyst.parser.SqlBaseLexer;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/// The values of `:name` and `?` in one text.
final class Parameters {
    private final Map<String, ParsedExpression> named;
    private final List<ParsedExpression> positional;
    private final List<Integer> questionMarks = new ArrayList<>();

    /// @param tokens of the text, to count the question marks in its order: the tree is walked in
    ///     another one
    Parameters(
            Map<String, ParsedExpression> named,
            List<ParsedExpression> positional,
            CommonTokenStream tokens) {
        this.named = named;
        this.positional = positional;
        if (!positional.isEmpty()) {
            for (Token token : tokens.getTokens()) {
                if (token.getType() == SqlBaseLexer.QUESTION) {
                    questionMarks.add(token.getStartIndex());
                }
            }
        }
    }

    boolean isEmpty() {
        return named.isEmpty() && positional.isEmpty();
    }

    ParsedExpression named(String name) {
        ParsedExpression value = named.get(name);
        if (value == null) {
            throw unbound(name);
        }
        return value;
    }

    /// @param start offset of the question mark in the text
    ParsedExpression positional(int start) {
        int index = Collections.binarySearch(questionMarks, start);
        if (index < 0 || index >= positional.size()) {
            throw unbound("_" + start);
        }
        return positional.get(index);
    }

    private static RuntimeException unbound(String name) {
        return SparkErrors.of(ErrorKind.ANALYSIS, "UNBOUND_SQL_PARAMETER", "name", name);
    }
}
