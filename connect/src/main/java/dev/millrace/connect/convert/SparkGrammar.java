// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.convert;

import dev.millrace.spi.error.ErrorKind;

import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;
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
import org.jspecify.annotations.Nullable;

import scala.Option;

import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/// Runs Spark's grammar over a text, without the settings and the logging that come with Spark's
/// own
/// parser classes.
///
/// The first use loads the grammar's tables, a few hundred milliseconds on a cold JVM: come here
/// only with text that needs it.
public final class SparkGrammar {
    /// Spark's condition for a text that is nested too deep.
    public static final String TOO_COMPLEX = "FAILED_TO_PARSE_TOO_COMPLEX";

    private SparkGrammar() {}

    /// A parse tree with the tokens it was made from.
    public record Parsed<T>(T tree, CommonTokenStream tokens) {}

    /// What settings change about the grammar.
    ///
    /// @param doubleQuotedIdentifiers whether `"x"` is a name instead of a text
    /// @param reservedKeywords whether the SQL standard's keywords cannot be names
    /// @param singlePipes whether `|` may stand for `|>`
    /// @param equalSetOperations whether INTERSECT does not come before UNION
    /// @param exponentDecimals whether `1e2` is a decimal
    /// @param legacyIdentifierClause whether IDENTIFIER(…) stands only where it once did
    public record Dialect(
            boolean doubleQuotedIdentifiers,
            boolean reservedKeywords,
            boolean singlePipes,
            boolean equalSetOperations,
            boolean exponentDecimals,
            boolean legacyIdentifierClause) {
        /// Spark's defaults.
        public static final Dialect DEFAULT = new Dialect(false, false, true, false, false, false);

        public static Dialect of(Function<String, @Nullable String> settings) {
            boolean ansi = flag(settings, "spark.sql.ansi.enabled", true);
            return new Dialect(
                    ansi && flag(settings, "spark.sql.ansi.doubleQuotedIdentifiers", false),
                    ansi && flag(settings, "spark.sql.ansi.enforceReservedKeywords", false),
                    flag(settings, "spark.sql.parser.singleCharacterPipeOperator.enabled", true),
                    flag(settings, "spark.sql.legacy.setopsPrecedence.enabled", false),
                    flag(settings, "spark.sql.legacy.exponentLiteralAsDecimal.enabled", false),
                    flag(settings, "spark.sql.legacy.identifierClause", false));
        }

        private static boolean flag(
                Function<String, @Nullable String> settings, String key, boolean otherwise) {
            String value = settings.apply(key);
            return value == null ? otherwise : Boolean.parseBoolean(value.strip());
        }

        private void applyTo(SqlBaseParser parser) {
            parser.double_quoted_identifiers = doubleQuotedIdentifiers;
            parser.SQL_standard_keyword_behavior = reservedKeywords;
            parser.legacy_setops_precedence_enabled = equalSetOperations;
            parser.legacy_exponent_literal_as_decimal_enabled = exponentDecimals;
            parser.legacy_identifier_clause_only = legacyIdentifierClause;
            parser.parameter_substitution_enabled = true;
            parser.single_character_pipe_operator_enabled = singlePipes;
        }
    }

    /// The tokens of a text, those of the hidden channels too.
    public static List<Token> tokens(String text) {
        SqlBaseLexer lexer =
                new SqlBaseLexer(new UpperCaseCharStream(CharStreams.fromString(text)));
        lexer.removeErrorListeners();
        CommonTokenStream tokens = new CommonTokenStream(lexer);
        tokens.fill();
        return tokens.getTokens();
    }

    /// Parses a text by the grammar of Spark's default settings.
    public static <T extends ParserRuleContext> Parsed<T> parse(
            String text, Function<SqlBaseParser, T> rule) {
        return parse(text, rule, Dialect.DEFAULT);
    }

    /// Parses a text with a rule of the grammar: first in the fast SLL mode and, only if that finds
    /// an error, again in the exact LL mode, as Spark does. Errors are Spark's.
    public static <T extends ParserRuleContext> Parsed<T> parse(
            String text, Function<SqlBaseParser, T> rule, Dialect dialect) {
        SqlBaseLexer lexer =
                new SqlBaseLexer(new UpperCaseCharStream(CharStreams.fromString(text)));
        lexer.removeErrorListeners();
        lexer.addErrorListener(ParseErrorListener$.MODULE$);
        CommonTokenStream tokens = new CommonTokenStream(lexer);
        SqlBaseParser parser = new SqlBaseParser(tokens);
        dialect.applyTo(parser);
        parser.addParseListener(new NestingLimit());
        parser.addParseListener(PostProcessor$.MODULE$);
        parser.addParseListener(new UnclosedCommentProcessor(text, tokens));
        parser.removeErrorListeners();
        parser.addErrorListener(ParseErrorListener$.MODULE$);
        try {
            NestingLimit.check(tokens);
            T tree = inTwoStages(parser, tokens, rule);
            NestingLimit.check(tree);
            return new Parsed<>(tree, tokens);
        } catch (StackOverflowError failure) {
            throw SparkErrors.of(ErrorKind.PARSE, TOO_COMPLEX);
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
