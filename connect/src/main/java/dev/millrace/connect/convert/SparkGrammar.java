// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.convert;

import dev.millrace.spi.error.ErrorKind;

import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.atn.PredictionMode;
import org.antlr.v4.runtime.misc.ParseCancellationException;
import org.apache.spark.sql.catalyst.parser.DataTypeAstBuilder;
import org.apache.spark.sql.catalyst.parser.ParseErrorListener$;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.catalyst.parser.PostProcessor$;
import org.apache.spark.sql.catalyst.parser.SparkParserBailErrorStrategy;
import org.apache.spark.sql.catalyst.parser.SparkParserErrorStrategy;
import org.apache.spark.sql.catalyst.parser.SqlBaseLexer;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser;
import org.apache.spark.sql.catalyst.parser.UnclosedCommentProcessor;
import org.apache.spark.sql.catalyst.parser.UpperCaseCharStream;
import org.apache.spark.sql.catalyst.util.SparkParserUtils$;
import org.apache.spark.sql.types.DataType;

import scala.Option;

import java.util.function.Function;
import java.util.function.Supplier;

/// Runs Spark's grammar over a text, without the settings and the logging that come with Spark's
/// own
/// parser classes.
///
/// The first use loads the grammar's tables, a few hundred milliseconds on a cold JVM: come here
/// only with text that needs it.
public final class SparkGrammar {
    private SparkGrammar() {}

    /// A parse tree with the tokens it was made from.
    public record Parsed<T>(T tree, CommonTokenStream tokens) {}

    /// Parses a text with a rule of the grammar: first in the fast SLL mode and, only if that finds
    /// an error, again in the exact LL mode, as Spark does. Errors are Spark's.
    public static <T extends ParserRuleContext> Parsed<T> parse(
            String text, Function<SqlBaseParser, T> rule) {
        SqlBaseLexer lexer =
                new SqlBaseLexer(new UpperCaseCharStream(CharStreams.fromString(text)));
        lexer.removeErrorListeners();
        lexer.addErrorListener(ParseErrorListener$.MODULE$);
        CommonTokenStream tokens = new CommonTokenStream(lexer);
        SqlBaseParser parser = new SqlBaseParser(tokens);
        parser.addParseListener(PostProcessor$.MODULE$);
        parser.addParseListener(new UnclosedCommentProcessor(text, tokens));
        parser.removeErrorListeners();
        parser.addErrorListener(ParseErrorListener$.MODULE$);
        try {
            return new Parsed<>(inTwoStages(parser, tokens, rule), tokens);
        } catch (StackOverflowError failure) {
            throw SparkErrors.of(ErrorKind.PARSE, "FAILED_TO_PARSE_TOO_COMPLEX");
        } catch (Exception failure) {
            throw SparkErrors.translated(withText(failure, text));
        }
    }

    /// Runs code of Spark's that reports errors at a piece of the tree. Spark takes the place from
    /// a
    /// thread-local, which is set only meanwhile.
    public static <T> T at(ParserRuleContext place, Supplier<T> code) {
        SparkParserUtils$ utils = SparkParserUtils$.MODULE$;
        return utils.<T>withOrigin(place, Option.apply(utils.command(place)), code::get);
    }

    /// The type that a piece of the tree stands for.
    public static DataType type(ParserRuleContext context) {
        try {
            return at(context, () -> new DataTypeAstBuilder().typedVisit(context));
        } catch (Exception failure) {
            throw SparkErrors.translated(failure);
        }
    }

    private static <T> T inTwoStages(
            SqlBaseParser parser, CommonTokenStream tokens, Function<SqlBaseParser, T> rule) {
        try {
            parser.setErrorHandler(new SparkParserBailErrorStrategy());
            parser.getInterpreter().setPredictionMode(PredictionMode.SLL);
            return rule.apply(parser);
        } catch (ParseCancellationException ambiguous) {
            tokens.seek(0);
            parser.reset();
            parser.setErrorHandler(new SparkParserErrorStrategy());
            parser.getInterpreter().setPredictionMode(PredictionMode.LL);
            return rule.apply(parser);
        }
    }

    private static Throwable withText(Throwable failure, String text) {
        return failure instanceof ParseException parse && parse.command().isEmpty()
                ? parse.withCommand(text)
                : failure;
    }
}
