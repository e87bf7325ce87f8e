// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.plan.relation.CatalogStatement;
import dev.millrace.plan.relation.ParsedExpression;
import dev.millrace.plan.relation.Relation;
import dev.millrace.plan.relation.Statement;
import dev.millrace.plan.relation.Statement.OnTables;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

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
                .isEqualTo(new OnTables.ShowTables(null, "a*", false));
        assertThat(parser.parseStatement("SHOW VIEWS"))
                .isEqualTo(new OnTables.ShowTables(null, null, true));
        assertThat(parser.parseStatement("DESCRIBE t"))
                .isInstanceOfSatisfying(
                        OnTables.DescribeTable.class,
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
        OnTables.Insert insert =
                (OnTables.Insert)
                        parser.parseStatement(
                                "WITH x AS (SELECT 1) INSERT INTO t (a) SELECT * FROM x");
        assertThat(insert.table()).containsExactly("t");
        assertThat(insert.columns()).containsExactly("a");
        assertThat(insert.overwrite()).isFalse();
        assertThat(RelationText.show(insert.query()))
                .isEqualTo("with(x[]=project(one; 1); project(table(x); *))");
        assertThat(
                        ((OnTables.Insert) parser.parseStatement("INSERT OVERWRITE t VALUES (1)"))
                                .overwrite())
                .isTrue();
    }

    @Test
    void createTableKeepsItsClauses() {
        OnTables.CreateTable create =
                (OnTables.CreateTable)
                        parser.parseStatement(
                                "CREATE TABLE IF NOT EXISTS default.t (a INT COMMENT 'the \"a\"',"
                                        + " b STRING NOT NULL, `c d` DECIMAL(3,1)) USING CSV"
                                        + " OPTIONS (header 'true', sep = '|', n 3) PARTITIONED BY"
                                        + " (b) LOCATION '/x' COMMENT 'all' TBLPROPERTIES (k.l ="
                                        + " 'v', 'm' = TRUE)");
        assertThat(create.name()).containsExactly("default", "t");
        assertThat(create.creation()).isEqualTo(OnTables.Creation.IF_NOT_EXISTS);
        assertThat(create.columns().simpleName())
                .isEqualTo("struct<a:int,b:string,c d:decimal(3,1)>");
        assertThat(create.columns().field(0).metadata())
                .isEqualTo("{\"comment\":\"the \\\"a\\\"\"}");
        assertThat(create.columns().field(1).nullable()).isFalse();
        assertThat(create.layout())
                .isEqualTo(
                        new OnTables.Layout(
                                "CSV",
                                Map.of("header", "true", "sep", "|", "n", "3"),
                                List.of("b"),
                                "/x",
                                "all",
                                Map.of("k.l", "v", "m", "true")));
        assertThat(create.query()).isNull();
    }

    @Test
    void partitionColumnsMayBeDefinedInTheirPlace() {
        OnTables.CreateTable create =
                (OnTables.CreateTable)
                        parser.parseStatement("CREATE TABLE t (a INT) PARTITIONED BY (d DATE)");
        assertThat(create.columns().simpleName()).isEqualTo("struct<a:int,d:date>");
        assertThat(create.layout().partitionColumns()).containsExactly("d");
        assertThat(create.layout().format()).isNull();
    }

    @Test
    void insertKeepsItsPartitionAndItsWayOfMatching() {
        OnTables.Insert insert =
                (OnTables.Insert)
                        parser.parseStatement(
                                "INSERT OVERWRITE TABLE t PARTITION (d = 'x', e) BY NAME SELECT 1");
        assertThat(insert.partition())
                .containsEntry("d", new ParsedExpression.Literal("x", DataType.STRING))
                .containsEntry("e", null);
        assertThat(insert.byName()).isTrue();
        assertThat(insert.overwrite()).isTrue();
    }

    @Test
    void insertsBehindOneFromEachHaveTheirQuery() {
        OnTables.InsertSeveral several =
                (OnTables.InsertSeveral)
                        parser.parseStatement(
                                "FROM s INSERT INTO t SELECT a INSERT OVERWRITE u SELECT b");
        assertThat(several.inserts())
                .extracting(OnTables.Insert::overwrite)
                .containsExactly(false, true);
        assertThat(several.inserts().stream().map(insert -> RelationText.show(insert.query())))
                .containsExactly(
                        RelationText.show(parser.parseQuery("SELECT a FROM s")),
                        RelationText.show(parser.parseQuery("SELECT b FROM s")));
    }

    @Test
    void tableLikeAnotherKeepsItsParts() {
        assertThat(
                        parser.parseStatement(
                                "CREATE TABLE IF NOT EXISTS t LIKE s USING json LOCATION '/x'"
                                        + " TBLPROPERTIES ('a' = 'b')"))
                .isInstanceOfSatisfying(
                        OnTables.CreateTableLike.class,
                        like -> {
                            assertThat(like.source().name()).containsExactly("s");
                            assertThat(like.ifNotExists()).isTrue();
                            assertThat(like.format()).isEqualTo("json");
                            assertThat(like.location()).isEqualTo("/x");
                            assertThat(like.properties()).containsExactly(Map.entry("a", "b"));
                        });
    }

    @Test
    void statementsOnTablesKeepTheirNames() {
        assertThat(parser.parseStatement("DROP TABLE IF EXISTS a.t"))
                .isEqualTo(new OnTables.DropTable(List.of("a", "t"), true));
        assertThat(parser.parseStatement("TRUNCATE TABLE t"))
                .isInstanceOfSatisfying(
                        OnTables.TruncateTable.class,
                        truncate -> assertThat(truncate.name()).containsExactly("t"));
        assertThat(parser.parseStatement("REFRESH TABLE t"))
                .isInstanceOfSatisfying(
                        OnTables.RefreshTable.class,
                        refresh -> assertThat(refresh.name()).containsExactly("t"));
        assertThat(parser.parseStatement("SHOW COLUMNS IN t IN d"))
                .isInstanceOfSatisfying(
                        OnTables.ShowColumns.class,
                        show -> assertThat(show.name()).containsExactly("d", "t"));
        assertThat(parser.parseStatement("SHOW SCHEMAS LIKE 'd*'"))
                .isEqualTo(new OnTables.ShowDatabases("d*"));
        assertThat(parser.parseStatement("SHOW TABLES IN x"))
                .isEqualTo(new OnTables.ShowTables("x", null, false));
        assertThat(parser.parseStatement("USE x")).isEqualTo(new OnTables.UseDatabase("x"));
    }

    @Test
    void viewKeepsTheTextOfItsQuery() {
        CatalogStatement.CreateView view =
                (CatalogStatement.CreateView)
                        parser.parseStatement(
                                "CREATE OR REPLACE VIEW d.v (x COMMENT 'c', y) COMMENT 'all'"
                                        + " TBLPROPERTIES (p = 1) WITH SCHEMA TYPE EVOLUTION AS"
                                        + " SELECT 1,  2 -- end");
        assertThat(view.name()).containsExactly("d", "v");
        assertThat(view.creation()).isEqualTo(OnTables.Creation.CREATE_OR_REPLACE);
        assertThat(view.columns())
                .extracting(column -> column.name() + column.metadata())
                .containsExactly("x{\"comment\":\"c\"}", "y{}");
        assertThat(view.text()).isEqualTo("SELECT 1,  2");
        assertThat(view.mode()).isEqualTo(CatalogStatement.SchemaMode.TYPE_EVOLUTION);
        assertThat(view.comment()).isEqualTo("all");
        assertThat(view.properties()).containsExactly(Map.entry("p", "1"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "MERGE INTO t USING s ON t.a = s.a WHEN MATCHED THEN DELETE | MERGE INTO",
                "DELETE FROM t | DELETE FROM",
                "UPDATE t SET a = 1 | UPDATE",
                "ALTER TABLE t SET LOCATION 'x' | ALTER TABLE",
                "ALTER TABLE t ADD PARTITION (a = 1) LOCATION 'x' | ADD PARTITION … LOCATION",
                "CREATE VIEW v DEFAULT COLLATION UNICODE AS SELECT 1 | DEFAULT COLLATION",
                "CREATE TABLE t (a INT DEFAULT 1) USING json | DEFAULT of a column",
                "CREATE TABLE t (a INT) STORED AS orc | STORED AS",
                "CREATE TABLE t (a INT) PARTITIONED BY (bucket(2, a)) | PARTITIONED BY",
                "CREATE TEMPORARY TABLE t (a INT) | CREATE TEMPORARY TABLE",
                "INSERT INTO t REPLACE WHERE a = 1 SELECT 1 | REPLACE WHERE",
                "BEGIN SELECT 1; END | SQL scripts",
            })
    void unsupportedStatementIsRefusedByItsKeywords(String sql, String name) {
        assertThatThrownBy(() -> parser.parseStatement(sql))
                .isInstanceOf(MillraceException.class)
                .hasMessageContaining(name);
    }
}
