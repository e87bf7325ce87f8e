// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.plan.relation.ParsedExpression.Literal;
import dev.millrace.plan.relation.Relation;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

class QueryTest {
    private final SqlParser parser = new SqlParser(ZoneOffset.UTC);

    private String parse(String sql) {
        return RelationText.show(parser.parseQuery(sql));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "SELECT 1 | project(one; 1)",
                "SELECT a, t.* FROM t WHERE a > 1 | project(filter(table(t); >(a,1)); a,t*)",
                "SELECT DISTINCT a FROM db.t; | distinct(project(table(db.t); a); *)",
                "SELECT a FROM t ORDER BY a DESC, b NULLS LAST LIMIT 10 OFFSET 5 |"
                        + " limit(offset(sort(project(table(t); a); a desc,b nulls last); 5); 10)",
                "SELECT a FROM t LIMIT ALL | project(table(t); a)",
                "SELECT * FROM a, b LEFT JOIN c USING (id) CROSS JOIN e | project(join(table(a),"
                    + " join(join(table(b), table(c); left using [id]), table(e); cross); inner);"
                    + " *)",
                "SELECT * FROM a NATURAL FULL OUTER JOIN b | project(join(table(a), table(b);"
                        + " natural full); *)",
                "SELECT * FROM a x JOIN b AS y ON x.i = y.i | project(join(alias(table(a); x),"
                        + " alias(table(b); y); inner on ==(x.i,y.i)); *)",
                "SELECT * FROM a LEFT SEMI JOIN b ON i = j | project(join(table(a), table(b);"
                        + " left_semi on ==(i,j)); *)",
                "SELECT * FROM a ANTI JOIN b ON i = j | project(join(table(a), table(b); left_anti"
                        + " on ==(i,j)); *)",
                "SELECT * FROM (SELECT 1) | project(alias(project(one; 1);"
                        + " __auto_generated_subquery_name); *)",
                "SELECT * FROM (SELECT 1) s(x) | project(alias(project(one; 1); s[x]); *)",
                "SELECT * FROM t LATERAL VIEW OUTER explode(x) v AS y, z | project(lateral"
                        + " outer(table(t); explode(x) v[y, z]); *)",
                "SELECT a, count(*) AS n FROM t GROUP BY a, 2 HAVING count(*) > 1 |"
                        + " group_by(table(t); a,2; a,count(*) as n; having >(count(*),1))",
                "SELECT count(*) FROM t | project(table(t); count(*))",
                "SELECT 1 HAVING true | group_by(one; ; 1; having true)",
                "SELECT a FROM t GROUP BY ROLLUP(a, b) | rollup(table(t); a,b; a)",
                "SELECT a FROM t GROUP BY a, b WITH CUBE | cube(table(t); a,b; a)",
                "SELECT a FROM t GROUP BY a, b GROUPING SETS ((a), (a, b), ()) |"
                        + " grouping_sets(table(t); a,b sets [(a), (a,b), ()]; a)",
                "SELECT a FROM t GROUP BY GROUPING SETS ((a), ROLLUP(b)) | grouping_sets(table(t);"
                        + " a,b sets [(a), (b), ()]; a)",
                "SELECT a FROM t GROUP BY a, ROLLUP(b, c) | grouping_sets(table(t); a,b,c sets"
                        + " [(a,b,c), (a,b), (a)]; a)",
                "SELECT a FROM t GROUP BY CUBE(a, (b, c)) | grouping_sets(table(t); a,b,c sets"
                        + " [(a,b,c), (a), (b,c), ()]; a)",
                "SELECT /*+ BROADCAST(t) */ a FROM t | hint(project(table(t); a); BROADCAST)",
                "SELECT a FROM t SORT BY a | sort within(project(table(t); a); a)",
                "SELECT a FROM t DISTRIBUTE BY a SORT BY b | sort"
                        + " within(repartition(project(table(t); a); null a); b)",
                "SELECT a FROM t CLUSTER BY a | sort within(repartition(project(table(t); a); null"
                        + " a); a)",
                "SELECT 1 UNION ALL SELECT 2 INTERSECT SELECT 3 | union all(project(one; 1),"
                        + " intersect(project(one; 2), project(one; 3)))",
                "SELECT 1 EXCEPT SELECT 2 MINUS SELECT 3 | except(except(project(one; 1),"
                        + " project(one; 2)), project(one; 3))",
                "WITH a AS (SELECT 1), b(x) AS (SELECT 2) SELECT * FROM a | with(a[]=project(one;"
                        + " 1), b[x]=project(one; 2); project(table(a); *))",
                "VALUES (1, 'a'), (2, 'b') AS t(x, y) | alias(values(1,'a';2,'b'); t[x, y])",
                "VALUES 1, 2 | values(1;2)",
                "SELECT * FROM range(10) | project(range(0,10,1); *)",
                "SELECT * FROM range(1, 10L, 2) r | project(alias(range(1,10,2); r); *)",
                "SELECT * FROM explode(array(1, 2)) t(x) | project(lateral(one; explode(array(1,2))"
                        + " t[x]); *)",
                "TABLE t | table(t)",
                "FROM t SELECT a WHERE b > 1 | project(filter(table(t); >(b,1)); a)",
                "SELECT * FROM STREAM t | project(stream(t); *)",
                "SELECT * FROM t TABLESAMPLE (5 ROWS) s | project(alias(limit(table(t); 5); s); *)",
                "(SELECT 1) LIMIT 1 | limit(project(one; 1); 1)",
            })
    void queryBecomesARelation(String sql, String expected) {
        assertThat(parse(sql)).isEqualTo(expected);
    }

    @Test
    void namedWindowIsPutInPlaceOfItsName() {
        String inline = "SELECT sum(a) OVER (PARTITION BY b ORDER BY c) FROM t";
        String named =
                "SELECT sum(a) OVER w FROM t WINDOW v AS (PARTITION BY b ORDER BY c), w AS v";
        assertThat(withoutPlaces(named)).isEqualTo(withoutPlaces(inline));
        assertThatThrownBy(() -> parse("SELECT sum(a) OVER w2 FROM t WINDOW w AS (ORDER BY a)"))
                .isInstanceOfSatisfying(
                        MillraceException.class,
                        e -> assertThat(e.condition()).isEqualTo("MISSING_WINDOW_SPECIFICATION"));
    }

    private String withoutPlaces(String sql) {
        return parser.parseQuery(sql)
                .toString()
                .replaceAll("origin=(null|Origin\\[[^\\]]*\\])", "");
    }

    @Test
    void parametersAreBoundInTheOrderOfTheText() {
        Literal one = new Literal(1, DataType.INTEGER);
        Literal two = new Literal(2, DataType.INTEGER);
        Relation positional =
                parser.parseQuery("SELECT ? FROM t WHERE a = ?", Map.of(), List.of(one, two));
        assertThat(RelationText.show(positional))
                .isEqualTo("project(filter(table(t); ==(a,2)); 1)");
        Relation named = parser.parseQuery("SELECT :x + :y", Map.of("x", one, "y", two), List.of());
        assertThat(RelationText.show(named)).isEqualTo("project(one; +(1,2))");
    }

    @ParameterizedTest
    @CsvSource(value = {"SELECT :p,p", "SELECT ?,_7"})
    void parameterWithoutAValueIsUnbound(String sql, String name) {
        assertThatThrownBy(() -> parse(sql))
                .isInstanceOfSatisfying(
                        MillraceException.class,
                        e -> {
                            assertThat(e.condition()).isEqualTo("UNBOUND_SQL_PARAMETER");
                            assertThat(e.parameters()).containsEntry("name", name);
                        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "SELECT * FROM t VERSION AS OF 1 | time travel",
                "SELECT TRANSFORM (a) USING 'cat' FROM t | TRANSFORM",
            })
    void unsupportedClauseIsRefusedByName(String sql, String name) {
        assertThatThrownBy(() -> parse(sql))
                .isInstanceOf(MillraceException.class)
                .hasMessageContaining(name);
    }
}
