// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.sql;

import dev.millrace.connect.convert.AttributeNames;
import dev.millrace.connect.convert.SparkGrammar;
import dev.millrace.connect.convert.SqlText;
import dev.millrace.plan.relation.Origin;
import dev.millrace.plan.relation.ParsedExpression;
import dev.millrace.plan.relation.ParsedExpression.Name;
import dev.millrace.plan.relation.ParsedExpression.Star;
import dev.millrace.plan.relation.Relation;
import dev.millrace.plan.relation.Statement;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;

import org.apache.spark.sql.catalyst.parser.SqlBaseParser;
import org.jspecify.annotations.Nullable;

import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/// Parses SQL with Spark's grammar. Errors of syntax are Spark's, word for word; what Millrace does
/// not have is refused by its SQL keywords.
///
/// Plain names (`a`, `a.b`, `` `a.b` ``, `*`, `t.*`) never reach the grammar, whose tables take
/// long
/// to load. An object is cheap and holds nothing but settings.
public final class SqlParser implements SqlText {
    private static final String TIME_ZONE = "spark.sql.session.timeZone";
    private static final Pattern PLAIN_NAME =
            Pattern.compile("[A-Za-z_][A-Za-z0-9_]*(\\.[A-Za-z_][A-Za-z0-9_]*)*");
    private static final Pattern QUOTED_NAME = Pattern.compile("`[^`]+`(\\.`[^`]+`)*");

    /// Words that are an expression by themselves, not a name.
    private static final Set<String> WORDS =
            Set.of(
                    "null",
                    "true",
                    "false",
                    "current_date",
                    "current_time",
                    "current_timestamp",
                    "current_user",
                    "current_path",
                    "session_user",
                    "user");

    private final ZoneId timeZone;
    private final boolean timestampNtz;
    private final Function<String, @Nullable String> settings;

    /// With Spark's defaults.
    ///
    /// @param timeZone of the session, for timestamp literals without a zone
    public SqlParser(ZoneId timeZone) {
        this(key -> key.equals(TIME_ZONE) ? timeZone.getId() : null);
    }

    /// @param settings of the session, by key
    public SqlParser(Function<String, @Nullable String> settings) {
        String zone = settings.apply(TIME_ZONE);
        this.timeZone = zone == null ? ZoneId.systemDefault() : ZoneId.of(zone, ZoneId.SHORT_IDS);
        this.timestampNtz =
                "TIMESTAMP_NTZ".equalsIgnoreCase(settings.apply("spark.sql.timestampType"));
        this.settings = settings;
    }

    /// One statement without parameters.
    public Statement parseStatement(String text) {
        return parseStatement(text, Map.of(), List.of());
    }

    /// One statement.
    ///
    /// @param named values of `:name`
    /// @param positional values of `?`
    public Statement parseStatement(
            String text, Map<String, ParsedExpression> named, List<ParsedExpression> positional) {
        IdentifierParameters written = IdentifierParameters.substituted(text, named, positional);
        var parsed =
                SparkGrammar.parse(
                        written.text(), SqlBaseParser::compoundOrSingleStatement, dialect());
        if (parsed.tree().singleStatement() == null) {
            throw MillraceException.unsupported("SQL scripts (BEGIN … END)");
        }
        ParseSession session =
                new ParseSession(
                        written.text(),
                        timeZone,
                        timestampNtz,
                        new Parameters(named, written.positional(), parsed.tokens()),
                        settings);
        return new StatementBuilder(session).build(parsed.tree().singleStatement());
    }

    /// The query in a text that was written under these settings.
    public static Relation parse(String text, Function<String, @Nullable String> settings) {
        return new SqlParser(settings).parseQuery(text);
    }

    /// A query without parameters.
    public Relation parseQuery(String text) {
        return parseQuery(text, Map.of(), List.of());
    }

    @Override
    public Relation parseQuery(
            String text, Map<String, ParsedExpression> named, List<ParsedExpression> positional) {
        if (parseStatement(text, named, positional) instanceof Statement.Query(var relation)) {
            return relation;
        }
        throw MillraceException.unsupported("a statement that is not a query inside of a plan");
    }

    private SparkGrammar.Dialect dialect() {
        return SparkGrammar.Dialect.of(settings);
    }

    @Override
    public ParsedExpression parseExpression(String text) {
        String stripped = text.strip();
        Origin origin = new Origin(text, 0, text.length() - 1, 1, 0);
        if (stripped.equals("*")) {
            return new Star(List.of(), null, origin);
        }
        if (stripped.endsWith(".*") && isName(stripped.substring(0, stripped.length() - 2))) {
            String target = stripped.substring(0, stripped.length() - 2);
            return new Star(AttributeNames.parse(target), null, origin);
        }
        if (isName(stripped)) {
            return new Name(AttributeNames.parse(stripped), null, false, origin);
        }
        var parsed = SparkGrammar.parse(text, SqlBaseParser::singleExpression, dialect());
        ParseSession session =
                new ParseSession(
                        text,
                        timeZone,
                        timestampNtz,
                        new Parameters(Map.of(), List.of(), parsed.tokens()),
                        settings);
        return new QueryBuilder(session).expressions().build(parsed.tree().namedExpression());
    }

    @Override
    public List<String> parseIdentifier(String text) {
        String stripped = text.strip();
        if (PLAIN_NAME.matcher(stripped).matches() || QUOTED_NAME.matcher(stripped).matches()) {
            return AttributeNames.parse(stripped);
        }
        var parsed = SparkGrammar.parse(text, SqlBaseParser::singleMultipartIdentifier);
        return Identifiers.parts(parsed.tree().multipartIdentifier());
    }

    /// A type as in `CAST(… AS type)`, not a schema.
    public DataType parseType(String text) {
        var parsed = SparkGrammar.parse(text, SqlBaseParser::singleDataType);
        return TypeBuilder.type(parsed.tree().dataType());
    }

    private static boolean isName(String text) {
        if (QUOTED_NAME.matcher(text).matches()) {
            return true;
        }
        if (!PLAIN_NAME.matcher(text).matches()) {
            return false;
        }
        int dot = text.indexOf('.');
        String first = dot < 0 ? text : text.substring(0, dot);
        return !WORDS.contains(first.toLowerCase(Locale.ROOT));
    }
}
