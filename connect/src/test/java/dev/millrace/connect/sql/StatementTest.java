// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.plan.relation.Relation;
import dev.millrace.plan.relation.Statement;
import dev.millrace.spi.error.MillraceException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.ZoneOffset;
import java.util.List;

class StatementTest {
    private final SqlParser parser = new SqlParser(ZoneOffset.UTC);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "null",
            value = {
                "SET a.b=c d | a.b | c d",
                "SET a.b = 1 | a.b | 1",
                "SET a.b | a.b | null",
                "SET | null | null",
                "SET `a b`=`c;d` | a b | c;d",
                "SET a.b=`c;d` | a.b | c;d",
                "SET TIME ZONE 'UTC' | spark.sql.session.timeZone | UTC",
                "SET TIME ZONE INTERVAL '2' HOURS | spark.sql.session.timeZone | +02:00",
            })
    void setIsReadFromTheText(String sql, String key, String value) {
        assertThat(parser.parseStatement(sql)).isEqualTo(new Statement.SetVariable(key, value));
    }

    @Test
    void resetTakesAKeyOrNone() {
        assertThat(parser.parseStatement("RESET")).isEqualTo(new Statement.ResetVariable(null));
        assertThat(parser.parseStatement("RESET a.b"))
                .isEqualTo(new Statement.ResetVariable("a.b"));
        assertThat(parser.parseStatement("RESET `a b`"))
                .isEqualTo(new Statement.ResetVariable("a b"));
    }

    @Test
    void temporaryViewHasItsNameAndColumns() {
        Statement.CreateView view =
                (Statement.CreateView)
                        parser.parseStatement("CREATE OR REPLACE TEMP VIEW v(a, b) AS SELECT 1, 2");
        assertThat(view.name()).isEqualTo("v");
        assertThat(view.columns()).containsExactly("a", "b");
        assertThat(view.replace()).isTrue();
        assertThat(view.isGlobal()).isFalse();
        Statement.CreateView global =
                (Statement.CreateView)
                        parser.parseStatement("CREATE GLOBAL TEMPORARY VIEW v AS SELECT 1");
        assertThat(global.isGlobal()).isTrue();
        assertThat(global.replace()).isFalse();
    }

    @Test
    void otherStatementsKeepTheirParts() {
        assertThat(parser.parseStatement("DROP VIEW IF EXISTS a.v"))
                .isEqualTo(new Statement.DropView(List.of("a", "v"), true));
        assertThat(parser.parseStatement("SHOW TABLES LIKE 'a*'"))
                .isEqualTo(new Statement.ShowTables("a*"));
        assertThat(parser.parseStatement("SHOW VIEWS")).isEqualTo(new Statement.ShowTables(null));
        assertThat(parser.parseStatement("DESCRIBE t"))
                .isInstanceOfSatisfying(
                        Statement.Describe.class,
                        d -> assertThat(RelationText.show(d.relation())).isEqualTo("table(t)"));
        assertThat(parser.parseStatement("DESC SELECT 1"))
                .isInstanceOfSatisfying(
                        Statement.Describe.class,
                        d -> assertThat(d.relation()).isInstanceOf(Relation.Project.class));
        assertThat(parser.parseStatement("EXPLAIN EXTENDED SELECT 1"))
                .isInstanceOfSatisfying(
                        Statement.Explain.class, e -> assertThat(e.mode()).isEqualTo("extended"));
    }

    @Test
    void insertTakesTheViewsBeforeItIntoItsQuery() {
        Statement.Insert insert =
                (Statement.Insert)
                        parser.parseStatement(
                                "WITH x AS (SELECT 1) INSERT INTO t (a) SELECT * FROM x");
        assertThat(insert.table()).containsExactly("t");
        assertThat(insert.columns()).containsExactly("a");
        assertThat(insert.overwrite()).isFalse();
        assertThat(RelationText.show(insert.query()))
                .isEqualTo("with(x[]=project(one; 1); project(table(x); *))");
        assertThat(
                        ((Statement.Insert) parser.parseStatement("INSERT OVERWRITE t VALUES (1)"))
                                .overwrite())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "MERGE INTO t USING s ON t.a = s.a WHEN MATCHED THEN DELETE | MERGE INTO",
                "CREATE TABLE t (a INT) USING parquet | CREATE TABLE",
                "DELETE FROM t | DELETE FROM",
                "UPDATE t SET a = 1 | UPDATE",
                "DROP TABLE t | DROP TABLE",
                "CACHE TABLE t | CACHE TABLE",
                "ALTER TABLE t ADD COLUMN a INT | ALTER TABLE",
                "USE db | USE",
                "CREATE VIEW v AS SELECT 1 | CREATE VIEW",
                "TRUNCATE TABLE t | TRUNCATE TABLE",
                "BEGIN SELECT 1; END | SQL scripts",
                "SHOW TABLES IN other | databases",
                "DESCRIBE EXTENDED t | DESCRIBE EXTENDED",
                "INSERT INTO t PARTITION (a = 1) SELECT 1 | PARTITION",
            })
    void unsupportedStatementIsRefusedByItsKeywords(String sql, String name) {
        assertThatThrownBy(() -> parser.parseStatement(sql))
                .isInstanceOf(MillraceException.class)
                .hasMessageContaining(name);
    }
}
