-- time_bucket, the aggregates that keep rows, bitmaps, the session's user and database
SELECT bitmap_bucket_number(1), bitmap_bucket_number(0), bitmap_bucket_number(-1), bitmap_bucket_number(32768), bitmap_bucket_number(32769), bitmap_bucket_number(-32768), bitmap_bucket_number(NULL)
SELECT bitmap_bit_position(1), bitmap_bit_position(0), bitmap_bit_position(-1), bitmap_bit_position(32768), bitmap_bit_position(32769), bitmap_bit_position(-32769), bitmap_bit_position('5')
SELECT bitmap_count(X'1010'), bitmap_count(X'FFFF'), bitmap_count(''), bitmap_count(NULL)
SELECT bitmap_count(5)
SELECT length(bitmap_construct_agg(c)), bitmap_count(bitmap_construct_agg(c)), substring(hex(bitmap_construct_agg(c)), 1, 8) FROM VALUES (0), (1), (9), (NULL), (32767) t(c)
SELECT bitmap_construct_agg(c) FROM VALUES (32768) t(c)
SELECT bitmap_construct_agg(c) FROM VALUES (-1) t(c)
SELECT bitmap_construct_agg(c) FROM VALUES ('x') t(c)
SELECT length(bitmap_construct_agg(c)), bitmap_count(bitmap_construct_agg(c)) FROM VALUES (1) t(c) WHERE c > 5
SELECT length(bitmap_or_agg(c)), substring(hex(bitmap_or_agg(c)), 1, 8) FROM VALUES (X'10'), (X'2001'), (NULL) t(c)
SELECT length(bitmap_and_agg(c)), substring(hex(bitmap_and_agg(c)), 1, 8), bitmap_count(bitmap_and_agg(c)) FROM VALUES (X'F0'), (X'7001'), (NULL) t(c)
SELECT bitmap_count(bitmap_or_agg(c)), bitmap_count(bitmap_and_agg(c)) FROM VALUES (X'F0') t(c) WHERE length(c) > 7
SELECT bitmap_or_agg(c) FROM VALUES (1) t(c)
SELECT bitmap_or_agg(c) FROM VALUES ('a') t(c)
SELECT max_by(a, b, 2), min_by(a, b, 2) FROM VALUES (1, 2), (2, 3) t(a, b) WHERE a > 5
SELECT max_by(a, b, NULL) FROM VALUES (1, 2), (2, 3) t(a, b)
SELECT max_by(a, b, 1.5) FROM VALUES (1, 2), (2, 3) t(a, b)
SELECT max_by(a, b, '2') FROM VALUES (1, 2), (2, 3) t(a, b)
SELECT max_by(a, b, 1L) FROM VALUES (1, 2), (2, 3) t(a, b)
SELECT max_by(a, map(1, 2), 1) FROM VALUES (1, 2), (2, 3) t(a, b)
SELECT max_by(a, b, 1 + 1) FROM VALUES (1, 2), (2, 3), (NULL, 9) t(a, b)
SELECT max_by(a, b, 2, 3) FROM VALUES (1, 2), (2, 3) t(a, b)
SELECT max_by(DISTINCT a, b, 2) FROM VALUES (1, 2), (2, 3), (2, 3) t(a, b)
SELECT histogram_numeric(c, 5) FROM VALUES (0), (1), (2), (10) t(c)
SELECT histogram_numeric(c, 2) FROM VALUES (0), (1), (2), (10), (NULL) t(c)
SELECT histogram_numeric(c, 3) FROM VALUES (1.25), (2.75), (3.5), (4.1), (5.9) t(c)
SELECT histogram_numeric(c, 3) FROM VALUES (TIMESTAMP '2020-01-01 00:00:00'), (TIMESTAMP '2020-01-02 00:00:00') t(c)
SELECT histogram_numeric(c, 3) FROM VALUES (INTERVAL '1' DAY), (INTERVAL '2' DAY) t(c)
SELECT histogram_numeric(c, 3) FROM VALUES (INTERVAL '1' YEAR), (INTERVAL '2' YEAR) t(c)
SELECT histogram_numeric(c, 3) FROM VALUES (1) t(c) WHERE c > 1
SELECT histogram_numeric(c, 1) FROM VALUES (1) t(c)
SELECT histogram_numeric(c, 0) FROM VALUES (1) t(c)
SELECT histogram_numeric(c, NULL) FROM VALUES (1) t(c)
SELECT histogram_numeric(c, c) FROM VALUES (1) t(c)
SELECT histogram_numeric(c, '3') FROM VALUES (1) t(c)
SELECT histogram_numeric(c, 3) FROM VALUES ('x') t(c)
SELECT histogram_numeric(c, 3) FROM VALUES (true) t(c)
SELECT histogram_numeric(c, 1.5) FROM VALUES (1) t(c)
SELECT histogram_numeric(c, 3) FROM VALUES (CAST(1 AS TINYINT)), (CAST(2 AS TINYINT)) t(c)
SELECT histogram_numeric(c, 3) FROM VALUES (CAST('NaN' AS DOUBLE)), (1D), (2D), (3D), (5D) t(c)
SELECT k, histogram_numeric(c, 2) FROM VALUES (1, 2), (1, 5), (1, 9), (2, 7), (3, NULL) t(k, c) GROUP BY k
SELECT histogram_numeric(c, 3) FROM (SELECT /*+ COALESCE(1) */ c FROM VALUES (1), (2), (3), (4), (5), (6), (7), (8), (9), (10), (11) t(c))
SELECT histogram_numeric(c, 3) FROM (SELECT /*+ COALESCE(1) */ c FROM VALUES (0.5D), (1D), (2.5D), (10D), (11D), (12D), (13D), (13D), (13.5D), (0.5D) t(c))
SELECT histogram_numeric(c, 2), histogram_numeric(c, 4), histogram_numeric(c, 5) FROM (SELECT /*+ COALESCE(1) */ c FROM VALUES (1), (2), (3), (4), (5), (6), (7), (8), (9), (10), (11), (30), (31), (32), (17), (18), (19) t(c))
SELECT current_user() = user(), session_user() = user, typeof(current_user), current_user = session_user
SELECT current_database(), current_schema(), current_catalog()
SELECT current_user(1)
SELECT current_database
SELECT current_schema
SELECT current_catalog
CREATE DATABASE IF NOT EXISTS cu_db
USE cu_db
SELECT current_database(), current_schema()
USE default
DROP DATABASE cu_db
SELECT length(current_user()) > 0
SET TIME ZONE 'America/Los_Angeles'
SELECT t, time_bucket(INTERVAL '1' HOUR, t), time_bucket(INTERVAL '30' MINUTE, t), time_bucket(INTERVAL '7' HOUR, t), time_bucket(INTERVAL '1' DAY, t) FROM VALUES (TIMESTAMP '2024-11-03T08:30:00Z'), (TIMESTAMP '2024-11-03T09:45:00Z'), (TIMESTAMP '2024-11-03T10:15:00Z'), (TIMESTAMP '2024-03-10T09:45:00Z'), (TIMESTAMP '2024-03-10T10:15:00Z'), (TIMESTAMP '2024-03-10T20:15:00Z') tab(t)
SELECT time_bucket(INTERVAL '1' HOUR, TIMESTAMP '2024-11-03T09:45:00Z')
SELECT unix_seconds(time_bucket(INTERVAL '1' HOUR, TIMESTAMP '2024-11-03T09:45:00Z')), unix_seconds(time_bucket(INTERVAL '1' DAY, TIMESTAMP '2024-11-03T19:45:00Z')), unix_seconds(time_bucket(INTERVAL '2' HOUR, TIMESTAMP '2024-03-10T10:15:00Z')), unix_seconds(time_bucket(INTERVAL '1' MONTH, TIMESTAMP '2024-03-10T10:15:00Z'))
SELECT time_bucket(INTERVAL '1' HOUR, TIMESTAMP_NTZ '2024-11-03 01:30:00')
SET TIME ZONE 'UTC'
