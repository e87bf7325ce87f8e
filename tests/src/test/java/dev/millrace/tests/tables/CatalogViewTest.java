// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.tests.MillraceServer;

import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Databases and the views of the catalog, as a client sees them before and after a restart.
@Timeout(60)
final class CatalogViewTest {
    private final Path scratch;

    private MillraceServer server;
    private SparkSession spark;

    CatalogViewTest(@TempDir Path scratch) {
        this.scratch = scratch;
    }

    @BeforeEach
    void start() throws IOException {
        server =
                new MillraceServer(
                        MillraceServer.Settings.local()
                                .withConfiguration(
                                        Map.of(
                                                "spark.sql.warehouse.dir",
                                                scratch.resolve("warehouse").toString())));
        spark = server.client();
    }

    @AfterEach
    void stop() throws IOException {
        spark.close();
        server.close();
    }

    @Test
    void viewsAndDatabasesSurviveARestart() throws IOException {
        spark.sql("CREATE DATABASE d COMMENT 'mine' WITH DBPROPERTIES (p = 'q')");
        spark.sql("USE d");
        spark.sql("CREATE TABLE t (a INT, b STRING) USING parquet");
        spark.sql("INSERT INTO t VALUES (1, 'x'), (2, 'y')");
        spark.sql("CREATE VIEW v (k COMMENT 'key', n) COMMENT 'all' AS SELECT b, a + 1 FROM t");
        spark.sql("ALTER VIEW v SET TBLPROPERTIES (p = 'q')");
        spark.sql("ALTER TABLE t ADD COLUMNS (c DOUBLE)");
        spark.sql("ALTER TABLE t RENAME TO u");
        spark.sql("CREATE OR REPLACE VIEW v (k COMMENT 'key', n) AS SELECT b, a + 1 FROM u");
        stop();
        start();
        assertThat(rows("SELECT * FROM d.v")).containsExactly("[x,2]", "[y,3]");
        assertThat(rows("SELECT c, b FROM d.u")).containsExactly("[null,x]", "[null,y]");
        assertThat(rows("DESCRIBE d.v")).containsExactly("[k,string,key]", "[n,int,null]");
        assertThat(rows("SHOW TABLES IN d")).containsExactly("[d,u,false]", "[d,v,false]");
        assertThat(rows("SHOW DATABASES")).containsExactly("[d]", "[default]");
        assertThat(rows("DESCRIBE DATABASE EXTENDED d"))
                .contains("[Comment,mine]", "[Properties,((p,q))]");
        spark.sql("DROP DATABASE d CASCADE");
        stop();
        start();
        assertThat(rows("SHOW DATABASES")).containsExactly("[default]");
        assertThatThrownBy(() -> rows("SELECT * FROM d.v"))
                .hasMessageContaining("TABLE_OR_VIEW_NOT_FOUND");
    }

    @Test
    void viewMeansWhatItMeantWhenItWasMade() {
        spark.sql("CREATE DATABASE d");
        spark.sql("CREATE VIEW one AS SELECT 1 AS x");
        spark.sql("CREATE VIEW two AS SELECT x, CAST('z' AS STRING) AS z FROM one");
        spark.sql("SET spark.sql.ansi.enabled=false");
        spark.sql("CREATE VIEW d.lenient AS SELECT CAST('z' AS INT) AS n");
        spark.sql("SET spark.sql.ansi.enabled=true");
        spark.sql("CREATE TEMP VIEW one AS SELECT 7 AS x");
        spark.sql("USE d");
        assertThat(rows("SELECT * FROM default.two")).containsExactly("[1,z]");
        assertThat(rows("SELECT * FROM lenient")).containsExactly("[null]");
        assertThatThrownBy(() -> spark.sql("CREATE VIEW three AS SELECT * FROM one"))
                .hasMessageContaining("INVALID_TEMP_OBJ_REFERENCE");
        assertThatThrownBy(
                        () ->
                                spark.sql(
                                        "CREATE OR REPLACE VIEW default.one AS SELECT * FROM"
                                                + " default.two"))
                .hasMessageContaining("RECURSIVE_VIEW");
    }

    @Test
    void namesOfDatabasesAndViewsAreChecked() {
        assertThatThrownBy(() -> spark.sql("USE nowhere")).hasMessageContaining("SCHEMA_NOT_FOUND");
        assertThatThrownBy(() -> spark.sql("CREATE DATABASE `a/b`"))
                .hasMessageContaining("INVALID_SCHEMA_OR_RELATION_NAME");
        assertThatThrownBy(() -> spark.sql("CREATE VIEW `../v` AS SELECT 1"))
                .hasMessageContaining("INVALID_SCHEMA_OR_RELATION_NAME");
        spark.sql("CREATE DATABASE d");
        assertThatThrownBy(() -> spark.sql("CREATE DATABASE d"))
                .hasMessageContaining("SCHEMA_ALREADY_EXISTS");
        spark.sql("CREATE VIEW d.v AS SELECT 1");
        assertThatThrownBy(() -> spark.sql("DROP DATABASE d"))
                .hasMessageContaining("SCHEMA_NOT_EMPTY");
        assertThatThrownBy(() -> spark.sql("DROP TABLE d.v"))
                .hasMessageContaining("WRONG_COMMAND_FOR_OBJECT_TYPE");
        assertThatThrownBy(() -> spark.sql("INSERT INTO d.v VALUES (1)"))
                .hasMessageContaining("EXPECT_TABLE_NOT_VIEW");
    }

    private List<String> rows(String sql) {
        return spark.sql(sql).collectAsList().stream().map(Row::toString).sorted().toList();
    }
}
