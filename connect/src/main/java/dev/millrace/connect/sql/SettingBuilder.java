// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.sql;

import dev.millrace.plan.relation.ParsedExpression.Literal;
import dev.millrace.plan.relation.Statement;
import dev.millrace.spi.error.MillraceException;

import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.ResetConfigurationContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.ResetQuotedConfigurationContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.SetConfigurationContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.SetQuotedConfigurationContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.SetResetStatementContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.SetTimeZoneContext;
import org.apache.spark.sql.errors.QueryParsingErrors;

import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// `SET`, `RESET` and `SET TIME ZONE`. The grammar leaves keys and values as loose tokens, so they
/// are read from the text.
final class SettingBuilder {
    private static final String TIME_ZONE = "spark.sql.session.timeZone";
    private static final int MAX_OFFSET_HOURS = 18;
    private static final Pattern KEY_VALUE =
            Pattern.compile("([a-zA-Z_\\d\\\\.:]+)\\s*=([^;]*);*", Pattern.DOTALL);
    private static final Pattern KEY = Pattern.compile("([a-zA-Z_\\d\\\\.:]+)\\s*$");

    private final LiteralBuilder literals;

    SettingBuilder(LiteralBuilder literals) {
        this.literals = literals;
    }

    Statement build(SetResetStatementContext statement) {
        return switch (statement) {
            case SetConfigurationContext set -> set(set);
            case SetQuotedConfigurationContext set -> quoted(set);
            case ResetConfigurationContext reset -> reset(reset);
            case ResetQuotedConfigurationContext reset ->
                    new Statement.ResetVariable(reset.configKey().getText());
            case SetTimeZoneContext set -> timeZone(set);
            default ->
                    throw MillraceException.unsupported("'" + ParseSession.source(statement) + "'");
        };
    }

    private static Statement set(SetConfigurationContext set) {
        if (set.configKey() != null) {
            String rest = afterEquals(set);
            return new Statement.SetVariable(
                    set.configKey().getText(), rest.isEmpty() ? null : rest);
        }
        String text = argument(set, "SET".length());
        if (text.isEmpty()) {
            return new Statement.SetVariable(null, null);
        }
        if (text.equals("-v")) {
            throw MillraceException.unsupported("SET -v");
        }
        Matcher pair = KEY_VALUE.matcher(text);
        if (pair.matches()) {
            return new Statement.SetVariable(pair.group(1), pair.group(2).strip());
        }
        Matcher key = KEY.matcher(text);
        if (key.matches()) {
            return new Statement.SetVariable(key.group(1), null);
        }
        throw ParseSession.error(
                set, () -> QueryParsingErrors.unexpectedFormatForSetConfigurationError(set));
    }

    private static Statement quoted(SetQuotedConfigurationContext set) {
        String value = set.configValue().getText();
        String key =
                set.configKey() == null
                        ? argument(set, "SET".length()).split("=", 2)[0].strip()
                        : set.configKey().getText();
        if (set.configKey() == null && !KEY.matcher(key).matches()) {
            throw ParseSession.error(
                    set,
                    () ->
                            QueryParsingErrors.invalidPropertyKeyForSetQuotedConfigurationError(
                                    key, value, set));
        }
        return new Statement.SetVariable(key, value);
    }

    private static Statement reset(ResetConfigurationContext reset) {
        String text = argument(reset, "RESET".length());
        if (text.isEmpty()) {
            return new Statement.ResetVariable(null);
        }
        Matcher key = KEY.matcher(text);
        if (key.matches()) {
            return new Statement.ResetVariable(key.group(1));
        }
        throw ParseSession.error(
                reset, () -> QueryParsingErrors.unexpectedFormatForResetConfigurationError(reset));
    }

    private Statement timeZone(SetTimeZoneContext set) {
        if (set.timezone() != null) {
            String zone =
                    set.timezone().stringLit() == null
                            ? ZoneId.systemDefault().getId()
                            : literals.string(set.timezone().stringLit());
            return new Statement.SetVariable(TIME_ZONE, zone);
        }
        if (set.interval() == null) {
            throw ParseSession.error(
                    set, () -> QueryParsingErrors.invalidTimeZoneDisplacementValueError(set));
        }
        Literal interval = new IntervalBuilder(literals).build(set.interval());
        if (!(interval.value() instanceof Long micros)) {
            throw ParseSession.error(
                    set, () -> QueryParsingErrors.invalidTimeZoneDisplacementValueError(set));
        }
        if (Math.abs(micros) > MAX_OFFSET_HOURS * 3_600_000_000L || micros % 1_000_000 != 0) {
            String input =
                    set.interval().errorCapturingMultiUnitsInterval() == null
                            ? ParseSession.source(set.interval())
                            : set.interval()
                                    .errorCapturingMultiUnitsInterval()
                                    .body
                                    .intervalValue(0)
                                    .getText()
                                    .replace("'", "");
            throw ParseSession.error(
                    set,
                    () ->
                            new ParseException(
                                    "INVALID_INTERVAL_FORMAT.TIMEZONE_INTERVAL_OUT_OF_RANGE",
                                    scala.collection.immutable.Map$.MODULE$
                                            .<String, String>empty()
                                            .updated("input", input),
                                    set));
        }
        int seconds = Math.toIntExact(micros / 1_000_000);
        return new Statement.SetVariable(TIME_ZONE, ZoneOffset.ofTotalSeconds(seconds).toString());
    }

    private static String argument(SetResetStatementContext statement, int keyword) {
        return ParseSession.source(statement).substring(keyword).strip();
    }

    private static String afterEquals(SetConfigurationContext set) {
        String text = ParseSession.source(set);
        int at = text.indexOf('=', text.lastIndexOf('`') + 1);
        return at < 0 ? "" : text.substring(at + 1).strip();
    }
}
