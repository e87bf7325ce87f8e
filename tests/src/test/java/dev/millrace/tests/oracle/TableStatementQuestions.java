// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.oracle;

import java.util.List;

/// Questions about SQL statements on tables other than their definition and `INSERT`: partitions
/// first of all.
final class TableStatementQuestions {
    private TableStatementQuestions() {}

    static List<Question> all() {
        return List.of(
                partitions(),
                partitionsChange(),
                partitionsDoNotChange(),
                partitionsOfOthers(),
                partitionsAreEmptied(),
                tablesLikeOthers(),
                severalInserts(),
                failingInserts(),
                analyses());
    }

    /// What is found out is shown beside the size of files, which differs.
    private static Question analyses() {
        return TableQuestions.script(
                "analyses",
                TABLE,
                ROWS,
                "ANALYZE TABLE t COMPUTE STATISTICS",
                "ANALYZE TABLE t COMPUTE STATISTICS NOSCAN",
                "ANALYZE TABLE t COMPUTE STATISTICS xxx",
                "ANALYZE TABLE t PARTITION (c = 'Us', d = 1) COMPUTE STATISTICS",
                "ANALYZE TABLE t PARTITION (c = 'Us', d) COMPUTE STATISTICS NOSCAN",
                "ANALYZE TABLE t PARTITION (c, d) COMPUTE STATISTICS",
                "ANALYZE TABLE t PARTITION (c = 'none', d) COMPUTE STATISTICS",
                "ANALYZE TABLE t PARTITION (q = 1) COMPUTE STATISTICS",
                "ANALYZE TABLE nothere COMPUTE STATISTICS",
                "CREATE TEMPORARY VIEW tv AS SELECT 1 a",
                "ANALYZE TABLE tv COMPUTE STATISTICS",
                "DROP VIEW tv",
                "CREATE VIEW v AS SELECT 1 a",
                "ANALYZE TABLE v COMPUTE STATISTICS",
                "DROP VIEW v");
    }

    private static Question tablesLikeOthers() {
        return TableQuestions.script(
                "like others",
                "CREATE TABLE t (a INT COMMENT 'aa', c CHAR(3), d INT) USING json OPTIONS (x 'y')"
                        + " PARTITIONED BY (d) COMMENT 'the t' TBLPROPERTIES ('p' = 'q')",
                "INSERT INTO t VALUES (1, 'x', 2)",
                "CREATE TABLE u LIKE t",
                "CREATE TABLE IF NOT EXISTS u LIKE t",
                "CREATE TABLE u LIKE t",
                "SHOW CREATE TABLE u",
                "SELECT * FROM u",
                "CREATE TABLE w LIKE t USING parquet TBLPROPERTIES ('z' = '1')",
                "SHOW CREATE TABLE w",
                "INSERT INTO w VALUES (1, 'abc', 3), (2, 'x', NULL)",
                "SELECT * FROM w",
                "CREATE VIEW v AS SELECT a, c FROM t",
                "CREATE TABLE x LIKE v",
                "SHOW CREATE TABLE x",
                "DROP VIEW v",
                "CREATE TEMPORARY VIEW tv AS SELECT * FROM VALUES (1, 'x'), (NULL, NULL) v(a, b)",
                "CREATE TABLE y LIKE tv",
                "SHOW CREATE TABLE y",
                "DROP VIEW tv",
                "CREATE TABLE z LIKE nothere",
                "CREATE TABLE z LIKE t LOCATION '$DIR/a' LOCATION '$DIR/b'",
                "CREATE TABLE z LIKE t COMMENT 'x'",
                "CREATE TABLE nodb.z LIKE t");
    }

    private static Question severalInserts() {
        return TableQuestions.script(
                "several inserts",
                "CREATE TABLE m (a INT, b STRING) USING parquet",
                "CREATE TABLE n (b STRING, p INT) USING parquet PARTITIONED BY (p)",
                "FROM VALUES (1, 'x'), (2, 'y'), (3, 'z') AS v(a, b) INSERT INTO m SELECT a, b"
                        + " WHERE a > 1 INSERT INTO n SELECT b, a",
                "SELECT * FROM m",
                "SELECT * FROM n",
                "WITH q AS (SELECT 7 a, 'q' b) FROM q INSERT OVERWRITE m SELECT *"
                        + " INSERT INTO TABLE n PARTITION (p = 9) SELECT b",
                "SELECT * FROM m",
                "FROM m INSERT INTO m SELECT a + 1, b INSERT INTO m SELECT a + 10, b",
                "SELECT * FROM m",
                "FROM (SELECT * FROM m) s INSERT INTO m (b, a) SELECT max(b), sum(a)"
                        + " INSERT OVERWRITE n SELECT b, a ORDER BY a LIMIT 1",
                "SELECT * FROM m",
                "SELECT * FROM n",
                "FROM m INSERT INTO n SELECT b, a WHERE a = 50",
                "SELECT * FROM n",
                "FROM m SELECT a WHERE a > 10 SELECT a * 100 SELECT -1 LIMIT 1");
    }

    private static Question failingInserts() {
        return TableQuestions.script(
                "several inserts, one of which is wrong",
                "CREATE TABLE m (a INT, b STRING) USING parquet",
                "INSERT INTO m VALUES (1, 'x')",
                "FROM m INSERT INTO m SELECT a, b INSERT INTO nothere SELECT a, b",
                "FROM m INSERT INTO m SELECT a, b INSERT INTO m SELECT a",
                "FROM m INSERT INTO m SELECT a, b INSERT INTO m SELECT nope, b",
                "FROM m INSERT INTO m SELECT a, b INSERT INTO m PARTITION (a = 1) SELECT b",
                "SELECT * FROM m");
    }

    private static final String TABLE =
            "CREATE TABLE t (a INT, c STRING, d INT) USING parquet PARTITIONED BY (c, d)";
    private static final String ROWS =
            "INSERT INTO t VALUES (1, 'Us', 1), (2, 'x/y', 3), (3, NULL, 4), (5, 'Us', 10)";
    private static final String SHOW = "SHOW PARTITIONS t";

    private static Question partitions() {
        return TableQuestions.script(
                "partitions shown",
                TABLE,
                SHOW,
                ROWS,
                SHOW,
                "SHOW PARTITIONS t PARTITION (c = 'Us')",
                "SHOW PARTITIONS t PARTITION (C = 'Us', D = '01')",
                "SHOW PARTITIONS t PARTITION (d = 4)",
                "SHOW PARTITIONS t PARTITION (c = NULL)",
                "SHOW PARTITIONS t PARTITION (c = 'none')",
                "SHOW PARTITIONS t PARTITION (a = 1)",
                "SHOW PARTITIONS t PARTITION (c)",
                "DESCRIBE t PARTITION (c = 'Us', d = 1)",
                "DESCRIBE t PARTITION (c = 'Us', d = 2)",
                "DESCRIBE t PARTITION (c = 'Us')",
                "DESCRIBE t PARTITION (c = 'Us', d)",
                "DESCRIBE t PARTITION (a = 1)",
                "DESCRIBE t PARTITION (c = 'Us', d = 1) a",
                "SHOW TABLE EXTENDED LIKE 't' PARTITION (c = 'Us', d = 2)",
                "SHOW TABLE EXTENDED LIKE 'nope' PARTITION (c = 'Us', d = 2)");
    }

    private static Question partitionsChange() {
        return TableQuestions.script(
                "partitions change",
                TABLE,
                ROWS,
                "ALTER TABLE t ADD PARTITION (c = 'A', d = 7) PARTITION (c = 'B', d = '08')",
                "ALTER TABLE t ADD IF NOT EXISTS PARTITION (c = 'A', d = 7)",
                "ALTER TABLE t ADD PARTITION (c = NULL, d = 77)",
                SHOW,
                "ALTER TABLE t PARTITION (c = 'Us', d = 1) RENAME TO PARTITION (c = 'W', d = 9)",
                "ALTER TABLE t DROP PARTITION (c = 'A', d = 7), PARTITION (c = 'x/y', d = 3)",
                "ALTER TABLE t DROP IF EXISTS PARTITION (c = 'nope', d = 7)",
                SHOW,
                "SELECT * FROM t",
                "MSCK REPAIR TABLE t",
                "MSCK REPAIR TABLE t SYNC PARTITIONS",
                "ALTER TABLE t RECOVER PARTITIONS",
                "SELECT * FROM t");
    }

    private static Question partitionsDoNotChange() {
        return TableQuestions.script(
                "partitions do not change",
                TABLE,
                ROWS,
                "ALTER TABLE t ADD PARTITION (c = 'Us', d = 1) PARTITION (c = 'B', d = 1)",
                "ALTER TABLE t ADD PARTITION (c = 'A')",
                "ALTER TABLE t ADD PARTITION (c = 'A', q = 1)",
                "ALTER TABLE t ADD PARTITION (c = 'A', d = 'foo')",
                "ALTER TABLE t ADD PARTITION (c = 'A', d)",
                "ALTER TABLE t ADD PARTITION (c = 'A', c = 'B')",
                "ALTER TABLE t PARTITION (c = 'A', d = 7) RENAME TO PARTITION (c = 'A', d = 8)",
                "ALTER TABLE t PARTITION (c = 'Us', d = 1) RENAME TO PARTITION (c = 'Us', d = 10)",
                "ALTER TABLE t PARTITION (c = 'Us', d = 1) RENAME TO PARTITION (c = 'B')",
                "ALTER TABLE t DROP PARTITION (c = 'Us')",
                "ALTER TABLE t DROP PARTITION (q = 3)",
                "ALTER TABLE t DROP PARTITION (d > 3)",
                "ALTER TABLE t DROP PARTITION (c = 'Us', d = 5), PARTITION (c = 'Us', d = 6)",
                "INSERT INTO t PARTITION (c = DEFAULT, d = 1) VALUES (1)",
                SHOW);
    }

    private static Question partitionsOfOthers() {
        return TableQuestions.script(
                "partitions of what has none",
                "CREATE TABLE t (a INT) USING parquet",
                "CREATE TEMPORARY VIEW tv AS SELECT 1 a",
                SHOW,
                "SHOW PARTITIONS tv",
                "SHOW PARTITIONS nothere",
                "ALTER TABLE t ADD PARTITION (a = 1)",
                "ALTER TABLE tv ADD PARTITION (a = 1)",
                "ALTER TABLE t DROP PARTITION (a = 1)",
                "ALTER TABLE tv DROP PARTITION (a = 1)",
                "ALTER TABLE t PARTITION (a = 1) RENAME TO PARTITION (a = 2)",
                "ALTER TABLE tv PARTITION (a = 1) RENAME TO PARTITION (a = 2)",
                "TRUNCATE TABLE t PARTITION (a = 1)",
                "TRUNCATE TABLE tv PARTITION (a = 1)",
                "DESCRIBE t PARTITION (a = 1)",
                "DESCRIBE tv PARTITION (a = 1)",
                "DESCRIBE nothere PARTITION (a = 1)",
                "SHOW TABLE EXTENDED LIKE 't' PARTITION (a = 1)",
                "SHOW TABLE EXTENDED LIKE 'tv' PARTITION (a = 1)",
                "MSCK REPAIR TABLE t",
                "MSCK REPAIR TABLE tv",
                "ALTER TABLE t RECOVER PARTITIONS",
                "ALTER TABLE nothere RECOVER PARTITIONS",
                "DROP VIEW tv");
    }

    private static Question partitionsAreEmptied() {
        return TableQuestions.script(
                "partitions are emptied",
                TABLE,
                ROWS,
                "TRUNCATE TABLE t PARTITION (c = 'Us')",
                "SELECT * FROM t",
                "TRUNCATE TABLE t PARTITION (c = 'none')",
                "TRUNCATE TABLE t PARTITION (c = 'none', d = 1)",
                "TRUNCATE TABLE t PARTITION (q = 'none')",
                "TRUNCATE TABLE t PARTITION (c)",
                SHOW,
                "TRUNCATE TABLE t",
                "SELECT * FROM t",
                SHOW,
                "CREATE TABLE e (a INT, c STRING) USING json PARTITIONED BY (c) LOCATION '$DIR/e'",
                "TRUNCATE TABLE e",
                "TRUNCATE TABLE e PARTITION (c = 'y')");
    }
}
