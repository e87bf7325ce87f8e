// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.convert;

import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;

import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.tree.ErrorNode;
import org.antlr.v4.runtime.tree.ParseTreeListener;
import org.antlr.v4.runtime.tree.TerminalNode;
import org.apache.spark.sql.catalyst.parser.SqlBaseLexer;

import java.util.ArrayDeque;

/// Ends the parsing of a text that is nested too deep. The grammar looks ahead over all that is
/// nested at each level, so the time grows with the square of the depth: long before the stack
/// ends, a short text would hold a thread for minutes.
final class NestingLimit implements ParseTreeListener {
    /// A pair of parentheses takes four rules of the grammar.
    private static final int RULES = 12_000;

    /// Ahead of the grammar, since each level looks ahead to the end of all.
    private static final int PARENTHESES = 2000;

    private int depth;

    /// Looks at the tokens before they are parsed.
    static void check(CommonTokenStream tokens) {
        tokens.fill();
        int open = 0;
        for (Token token : tokens.getTokens()) {
            if (token.getType() == SqlBaseLexer.LEFT_PAREN) {
                open++;
            } else if (token.getType() == SqlBaseLexer.RIGHT_PAREN) {
                open--;
            }
            if (open > PARENTHESES) {
                throw tooComplex();
            }
        }
    }

    @Override
    public void enterEveryRule(ParserRuleContext context) {
        depth++;
        if (depth > RULES) {
            throw tooComplex();
        }
    }

    @Override
    public void exitEveryRule(ParserRuleContext context) {
        depth--;
    }

    @Override
    public void visitTerminal(TerminalNode node) {}

    @Override
    public void visitErrorNode(ErrorNode node) {}

    /// Looks at a finished tree too: a long chain of operators is parsed in a loop, but is as deep
    /// as it is long.
    static void check(ParserRuleContext tree) {
        record Level(ParserRuleContext node, int depth) {}
        ArrayDeque<Level> open = new ArrayDeque<>();
        open.push(new Level(tree, 1));
        while (!open.isEmpty()) {
            Level level = open.pop();
            if (level.depth() > RULES) {
                throw tooComplex();
            }
            for (int i = 0; i < level.node().getChildCount(); i++) {
                if (level.node().getChild(i) instanceof ParserRuleContext child) {
                    open.push(new Level(child, level.depth() + 1));
                }
            }
        }
    }

    private static MillraceException tooComplex() {
        return SparkErrors.of(ErrorKind.PARSE, SparkGrammar.TOO_COMPLEX);
    }
}
