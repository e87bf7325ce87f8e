// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.plan.relation.ParsedExpression;
import dev.millrace.plan.relation.ParsedExpression.Alias;
import dev.millrace.plan.relation.ParsedExpression.Bound;
import dev.millrace.plan.relation.ParsedExpression.Call;
import dev.millrace.plan.relation.ParsedExpression.Cast;
import dev.millrace.plan.relation.ParsedExpression.CastMode;
import dev.millrace.plan.relation.ParsedExpression.Extract;
import dev.millrace.plan.relation.ParsedExpression.Lambda;
import dev.millrace.plan.relation.ParsedExpression.Literal;
import dev.millrace.plan.relation.ParsedExpression.Name;
import dev.millrace.plan.relation.ParsedExpression.Star;
import dev.millrace.plan.relation.ParsedExpression.Window;
import dev.millrace.spi.type.DataType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.math.BigDecimal;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;

class SqlParserTest {
    private final SqlParser parser = new SqlParser(ZoneOffset.UTC);

    private ParsedExpression parse(String text) {
        return parser.parseExpression(text);
    }

    private Literal literal(String text) {
        return (Literal) parse(text);
    }

    /// A short form for comparison: `and(>(a,1),b)`.
    static String show(ParsedExpression expression) {
        return switch (expression) {
            case Literal(var value, var type) ->
                    type instanceof DataType.Text ? "'" + value + "'" : String.valueOf(value);
            case Name name -> String.join(".", name.parts());
            case Star star -> String.join(".", star.target()) + "*";
            case Call call -> {
                String text = call.name() + (call.distinct() ? "!" : "") + "(";
                text +=
                        String.join(
                                        ",",
                                        call.arguments().stream().map(SqlParserTest::show).toList())
                                + ")";
                text += call.filter() == null ? "" : " filter " + show(call.filter());
                yield text + (call.ignoreNulls() ? " ignore nulls" : "");
            }
            case Alias alias -> show(alias.child()) + " as " + String.join(",", alias.names());
            case Cast cast -> "cast(" + show(cast.child()) + "," + cast.type().simpleName() + ")";
            case Extract extract -> show(extract.child()) + "[" + show(extract.extraction()) + "]";
            case Lambda lambda -> lambda.parameters() + "->" + show(lambda.body());
            case ParsedExpression.Subquery subquery -> subquery.form() + "(…)";
            case ParsedExpression.LambdaVariable variable -> "$" + variable.name();
            default -> expression.toString();
        };
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "a + b * 2 | +(a,*(b,2))",
                "a DIV 2 % 3 | %(div(a,2),3)",
                "-a | unary -(a)",
                "negative(a) | negative(a)",
                "a = 1 AND b <> 2 AND c <=> 3 OR NOT d |"
                        + " or(and(and(==(a,1),not(==(b,2))),<=>(c,3)),not(d))",
                "a AND b AND c AND d | and(and(a,b),and(c,d))",
                "a BETWEEN 1 AND 2 | between(a,1,2)",
                "a NOT BETWEEN 1 AND 2 | not(between(a,1,2))",
                "a IN (1, 2) | in(a,1,2)",
                "a NOT IN ('x') | not(in(a,'x'))",
                "a LIKE 'x%' | like(a,'x%')",
                "a NOT LIKE 'x%' ESCAPE '!' | not(like(a,'x%','!'))",
                "a LIKE ANY ('x', 'y') | like any(a,'x','y')",
                "a LIKE ANY ('x', b) | or(like(a,'x'),like(a,b))",
                "a NOT ILIKE ALL ('X', 'y') | not like all(lower(a),'x','y')",
                "a NOT LIKE ALL ('x', b) | and(not(like(a,'x')),not(like(a,b)))",
                "a RLIKE 'x' | rlike(a,'x')",
                "a IS NULL | isnull(a)",
                "a IS NOT NULL | isnotnull(a)",
                "a IS TRUE | <=>(a,true)",
                "a IS NOT FALSE | not(<=>(a,false))",
                "a IS UNKNOWN | isnull(a)",
                "a IS DISTINCT FROM b | not(<=>(a,b))",
                "a IS NOT DISTINCT FROM b | <=>(a,b)",
                "a.b.c | a.b.c",
                "a[0].b | a[0]['b']",
                "`a.b`.c AS x | a.b.c as x",
                "t.* | t*",
                "count(*) | count(*)",
                "count(DISTINCT a, b) | count!(a,b)",
                "sum(a) FILTER (WHERE b > 1) | sum(a) filter >(b,1)",
                "first(a) IGNORE NULLS | first(a) ignore nulls",
                "first(a IGNORE NULLS) | first(a) ignore nulls",
                "CASE WHEN a THEN 1 ELSE 2 END | when(a,1,2)",
                "CASE a WHEN 1 THEN 'x' END | when(==(a,1),'x')",
                "CAST(a AS decimal(10,2)) | cast(a,decimal(10,2))",
                "a::string | cast(a,string)",
                "CAST(a AS varchar(3)) | cast(a,string)",
                "EXTRACT(year FROM d) | extract('year',d)",
                "substring(a FROM 1 FOR 2) | substring(a,1,2)",
                "trim(BOTH 'x' FROM a) | trim('x',a)",
                "trim(LEADING FROM a) | ltrim(a)",
                "position('a' IN b) | locate('a',b)",
                "current_date | current_date()",
                "dateadd(DAY, 1, d) | timestampadd('DAY',1,d)",
                "struct(a, b AS c) | struct(a,b as c)",
                "(a, b) | struct(a,b)",
                "transform(xs, (x, i) -> x.f + i + y) | transform(xs,[x, i]->+(+($x['f'],$i),y))",
                "explode(m) AS (k, v) | explode(m) as k,v",
                "a << 2 | <<(a,2)",
                "!a | not(a)",
            })
    void expressionBecomesCallsByName(String sql, String expected) {
        assertThat(show(parse(sql))).isEqualTo(expected);
    }

    @Test
    void plainNamesNeverReachTheGrammar() {
        assertThat(((Name) parse("a.b")).parts()).containsExactly("a", "b");
        assertThat(((Name) parse("`a.b`")).parts()).containsExactly("a.b");
        assertThat(((Star) parse("*")).target()).isEmpty();
        assertThat(((Star) parse("t.*")).target()).containsExactly("t");
        assertThat(literal("null").value()).isNull();
        assertThat(literal("True").value()).isEqualTo(true);
        assertThat(parser.parseIdentifier("a.`b.c`")).containsExactly("a", "b.c");
    }

    @Test
    void numbersTakeTheTypesOfTheirSuffixes() {
        assertThat(literal("1")).isEqualTo(new Literal(1, DataType.INTEGER));
        assertThat(literal("-1")).isEqualTo(new Literal(-1, DataType.INTEGER));
        assertThat(literal("12345678901")).isEqualTo(new Literal(12345678901L, DataType.LONG));
        assertThat(literal("1L")).isEqualTo(new Literal(1L, DataType.LONG));
        assertThat(literal("2S")).isEqualTo(new Literal(2, DataType.SHORT));
        assertThat(literal("3Y")).isEqualTo(new Literal(3, DataType.BYTE));
        assertThat(literal("1.50"))
                .isEqualTo(new Literal(new BigDecimal("1.50"), new DataType.Decimal(3, 2)));
        assertThat(literal("0.05"))
                .isEqualTo(new Literal(new BigDecimal("0.05"), new DataType.Decimal(2, 2)));
        assertThat(literal("1e3")).isEqualTo(new Literal(1000.0, DataType.DOUBLE));
        assertThat(literal("1.5D")).isEqualTo(new Literal(1.5, DataType.DOUBLE));
        assertThat(literal("1.5F")).isEqualTo(new Literal(1.5, DataType.FLOAT));
        assertThat(literal("2BD"))
                .isEqualTo(new Literal(new BigDecimal("2"), new DataType.Decimal(1, 0)));
        assertThat(literal("123456789012345678901").type()).isEqualTo(new DataType.Decimal(21, 0));
    }

    @Test
    void stringsResolveEscapesUnlessTheyAreRaw() {
        assertThat(literal("'a\\tb'").value()).isEqualTo("a\tb");
        assertThat(literal("r'a\\tb'").value()).isEqualTo("a\\tb");
        assertThat(literal("'a' 'b'").value()).isEqualTo("ab");
        assertThat(literal("\"it's\"").value()).isEqualTo("it's");
        assertThat(literal("'\\u0041'").value()).isEqualTo("A");
    }

    @Test
    void typedLiteralsAreReadInTheSessionZone() {
        assertThat(literal("DATE '1970-01-02'")).isEqualTo(new Literal(1, DataType.DATE));
        assertThat(literal("TIMESTAMP '1970-01-01 00:00:01'"))
                .isEqualTo(new Literal(1_000_000L, DataType.TIMESTAMP));
        SqlParser plusOne = new SqlParser(ZoneId.of("+01:00"));
        assertThat(plusOne.parseExpression("TIMESTAMP '1970-01-01 01:00:00'"))
                .isEqualTo(new Literal(0L, DataType.TIMESTAMP));
        assertThat(plusOne.parseExpression("TIMESTAMP_NTZ '1970-01-01 01:00:00'"))
                .isEqualTo(new Literal(3_600_000_000L, DataType.TIMESTAMP_NTZ));
        assertThat((byte[]) literal("X'1F'").value()).containsExactly(0x1F);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "INTERVAL '1' DAY | interval day | 86400000000",
                "INTERVAL 3 weeks 2 hours | interval day to hour | 1821600000000",
                "INTERVAL '1 day 2 hours' | interval day to hour | 93600000000",
                "INTERVAL '-5' MINUTE | interval minute | -300000000",
                "INTERVAL -3 DAY | interval day | -259200000000",
                "INTERVAL 1.5 SECONDS | interval second | 1500000",
                "INTERVAL '1-2' YEAR TO MONTH | interval year to month | 14",
                "INTERVAL -'1-2' YEAR TO MONTH | interval year to month | -14",
                "INTERVAL 1 month | interval month | 1",
                "INTERVAL '1 02:03:04.5' DAY TO SECOND | interval day to second | 93784500000",
                "INTERVAL '10 minutes' | interval minute | 600000000",
            })
    void intervalsTakeTheNarrowestType(String sql, String type, String value) {
        Literal literal = literal(sql);
        assertThat(literal.type().simpleName()).isEqualTo(type);
        assertThat(String.valueOf(literal.value())).isEqualTo(value);
    }

    @Test
    void doubleBarConcatenates() {
        assertThat(show(parse("a || 'x'"))).isEqualTo("||(a,'x')");
    }

    @Test
    void tryCastGivesNull() {
        assertThat(((Cast) parse("TRY_CAST(a AS int)")).mode()).isEqualTo(CastMode.TRY);
    }

    @Test
    void windowKeepsItsFrame() {
        Window window =
                (Window)
                        parse(
                                "sum(x) OVER (PARTITION BY a ORDER BY b DESC ROWS BETWEEN 1"
                                        + " PRECEDING AND UNBOUNDED FOLLOWING)");
        assertThat(window.partitionBy()).hasSize(1);
        assertThat(window.orderBy().getFirst().ascending()).isFalse();
        assertThat(window.orderBy().getFirst().nullsFirst()).isFalse();
        assertThat(window.frame())
                .isEqualTo(
                        new ParsedExpression.Frame(
                                true,
                                new Bound.Offset(
                                        Call.of("unary -", new Literal(1, DataType.INTEGER))),
                                new Bound.Unbounded(false)));
    }

    @Test
    void calledPartsKnowTheirPlaceInTheText() {
        Call call = (Call) parse("1 + foo(x)");
        Call inner = (Call) call.arguments().get(1);
        assertThat(inner.origin()).isNotNull();
        assertThat(java.util.Objects.requireNonNull(inner.origin()).fragment()).isEqualTo("foo(x)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a COLLATE UNICODE | COLLATE",
                "a:b.c | paths into VARIANT",
                "CAST(a AS VARIANT) | VARIANT",
                "f(x => 1) | named argument",
            })
    void unsupportedExpressionIsRefusedByName(String sql, String name) {
        assertThatThrownBy(() -> parse(sql)).hasMessageContaining(name);
    }

    @Test
    void typeTextBecomesAType() {
        assertThat(parser.parseType("array<struct<a: int, b: map<string, double>>>").simpleName())
                .isEqualTo("array<struct<a:int,b:map<string,double>>>");
    }

    @Test
    void expressionAsDeepAsTheProtocolAllowsFitsOnTheStackOfTheService() throws Exception {
        String text = "(".repeat(200) + "a" + " + 1)".repeat(200) + " + 1".repeat(200);
        List<ParsedExpression> parsed = new java.util.ArrayList<>();
        Thread thread = new Thread(null, () -> parsed.add(parse(text)), "deep", 16L << 20);
        thread.start();
        thread.join();
        assertThat(parsed).hasSize(1);
    }
}
