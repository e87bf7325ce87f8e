-- CHAR(n) and VARCHAR(n): columns of tables, padding, comparisons, stores, and where they cannot be
DROP TABLE IF EXISTS chars_t
CREATE TABLE chars_t (id INT, c CHAR(4), v VARCHAR(3), s STRING) USING parquet
INSERT INTO chars_t VALUES (1, 'ab', 'ab', 'ab'), (2, 'ab  ', 'ab ', 'ab  '), (3, 'é', 'é', 'é'), (4, NULL, NULL, NULL), (5, '', '', ''), (6, 'abcd   ', 'abc  ', 'abcd')
SELECT id, concat('[', c, ']'), concat('[', v, ']'), length(c), length(v), s FROM chars_t
SELECT c, v FROM chars_t WHERE id = 1
INSERT INTO chars_t VALUES (7, 'abcde', 'a', 'a')
INSERT INTO chars_t VALUES (7, 'abc', 'abcd', 'a')
INSERT INTO chars_t (id, v) VALUES (8, 12)
INSERT INTO chars_t (id, c) VALUES (9, 12345)
SELECT id FROM chars_t WHERE c = 'ab'
SELECT id FROM chars_t WHERE 'ab     ' = c
SELECT id FROM chars_t WHERE c = v
SELECT id FROM chars_t WHERE c = s
SELECT id FROM chars_t WHERE v = 'ab'
SELECT id FROM chars_t WHERE c IN ('ab', 'abcd', 'zzzzzz')
SELECT id FROM chars_t WHERE c IN ('ab', NULL)
SELECT id FROM chars_t WHERE c NOT IN ('ab')
SELECT id FROM chars_t WHERE c IN ('ab', s)
SELECT id FROM chars_t WHERE c <=> 'é'
SELECT id FROM chars_t WHERE c <> 'ab'
SELECT id FROM chars_t WHERE c > 'ab'
SELECT id FROM chars_t WHERE c BETWEEN 'ab' AND 'abc'
SELECT id FROM chars_t WHERE c LIKE 'ab'
SELECT id FROM chars_t WHERE upper(c) = 'AB'
SELECT id, CASE c WHEN 'ab' THEN 1 ELSE 2 END FROM chars_t
SELECT id FROM (SELECT id, c AS d FROM chars_t) WHERE d = 'ab'
SELECT id FROM (SELECT id, max(c) AS d FROM chars_t GROUP BY id) WHERE d = 'ab'
SELECT c, count(*) FROM chars_t GROUP BY c HAVING c = 'ab'
SELECT a.id, b.id FROM chars_t a JOIN chars_t b ON a.c = b.v
SELECT id FROM chars_t WHERE c = (SELECT 'ab')
SELECT id FROM chars_t WHERE c IN (SELECT 'ab')
SELECT c FROM chars_t WHERE id = 1 UNION ALL SELECT 'x'
SELECT typeof(c), typeof(v), CAST('abc' AS CHAR(2)), CAST('abc' AS VARCHAR(2)), CAST(array('abc') AS ARRAY<CHAR(2)>) FROM chars_t LIMIT 1
SELECT from_json('{"a":"b"}', 'a CHAR(2)')
SELECT from_json('{"a":"b"}', 'a VARCHAR(2)')
SELECT 'abc' :: char(2)
DESCRIBE chars_t
SHOW CREATE TABLE chars_t
CREATE TABLE chars_bad (a CHAR) USING parquet
CREATE TABLE chars_bad (a VARCHAR) USING parquet
CREATE TABLE chars_bad (a STRING(3)) USING parquet
ALTER TABLE chars_t ADD COLUMNS (w VARCHAR(2) COMMENT 'short')
ALTER TABLE chars_t ALTER COLUMN v TYPE VARCHAR(5)
ALTER TABLE chars_t ALTER COLUMN v TYPE STRING
ALTER TABLE chars_t ALTER COLUMN v COMMENT 'v'
DESCRIBE chars_t
DROP TABLE IF EXISTS chars_p
CREATE TABLE chars_p USING parquet PARTITIONED BY (c) AS SELECT id, v, c FROM chars_t WHERE id < 5
SELECT id, v, concat('[', c, ']') FROM chars_p
SELECT id FROM chars_p WHERE c = 'ab'
DESCRIBE chars_p
INSERT INTO chars_p VALUES (9, 'x', 'y')
INSERT INTO chars_p PARTITION (c = 'z') VALUES (10, 'x')
INSERT INTO chars_p PARTITION (c = 'zzzzz') VALUES (10, 'x')
SELECT id, v, concat('[', c, ']') FROM chars_p WHERE id > 8
INSERT OVERWRITE chars_p SELECT 1, 'abcd', 'a'
DROP TABLE chars_p
DROP TABLE chars_t
