-- The type TIME and its functions. Without the setting there are no columns of it.
SELECT TIME'12:34:56', make_time(1, 2, 3)
SELECT hash(TIME'12:34:56.12'), to_json(struct(TIME'12:34:56.12' AS t))
-- set spark.sql.timeType.enabled=true
SELECT to_time('abc')
SELECT CAST('abc' AS TIME)
SELECT try_cast('abc' AS TIME), try_cast('24:00' AS TIME(2))
SELECT TIME'23:00' + INTERVAL '2' HOUR
SELECT CAST('12' AS TIME)
SELECT CAST(' 12:30 ' AS TIME), CAST('T12:30:01.5' AS TIME), CAST('1:2' AS TIME), CAST('12:30:45.123456789' AS TIME)
SELECT CAST('12:30 PM' AS TIME), CAST('12:30AM' AS TIME)
SELECT CAST(TIME'10:00:01.5' AS DOUBLE)
SELECT CAST(TIME'10:00:01.5' AS TIMESTAMP)
SELECT CAST(TIMESTAMP'2024-01-01 10:11:12.123456' AS TIME)
SELECT CAST(TIMESTAMP_NTZ'2024-01-01 10:11:12.123456' AS TIME)
SELECT CAST(3600 AS TIME)
SELECT typeof(current_time()), typeof(current_time(3)), current_time(3) <= current_time()
SELECT current_time(9)
SELECT min(t), max(t), count(DISTINCT t) FROM VALUES (TIME'10:00'), (TIME'11:00'), (null) AS x(t)
SELECT t, count(*) FROM VALUES (TIME'10:00'), (TIME'11:00'), (TIME'10:00') AS x(t) GROUP BY t ORDER BY t DESC
SELECT make_timestamp(DATE'2024-01-01', TIME'10:00:01.5'), make_timestamp_ntz(DATE'2024-01-01', TIME'10:00'), make_timestamp(DATE'2024-01-01', TIME'10:00', 'Europe/Berlin')
SELECT hash(TIME'12:34:56.12'), xxhash64(TIME'12:34:56.12'), TIME'12:34:56.12'||'', to_json(struct(TIME'12:34:56.12' AS t))
SELECT TIME'10:00' IN (TIME'11:00', '10:00'), TIME'10:00' BETWEEN '09:00' AND TIME'11:00', TIME'10:00' = CAST('10:00' AS TIME(0))
SELECT typeof(coalesce(CAST('10:00' AS TIME(0)), CAST('10:00' AS TIME(3)))), greatest(TIME'10:00', TIME'11:00'), array(TIME'10:00', CAST('11:00' AS TIME(2)))
SELECT CAST('10:00' AS TIME(7))
SELECT time_diff('HOUR', '10:00', TIME'12:00')
SELECT t, sum(1) OVER (ORDER BY t) FROM VALUES (TIME'10:00'), (TIME'11:00') AS x(t)
SELECT TIME'10:00' + INTERVAL '1' DAY
SELECT TIME'10:00' + INTERVAL 1 HOUR 30 MINUTES, INTERVAL '1' MINUTE + TIME'10:00'
SELECT second(CAST('1:2:3.9' AS TIME)), hour('10:11:12'), extract(DAY FROM TIME'10:00')
SELECT CAST(TIME'10:00' AS STRING), string(TIME'10:00:00.100'), CAST(X'00' AS TIME)
SELECT CAST(TIME'10:00' AS DATE)
SELECT CAST(true AS TIME)
SELECT time_to_seconds('10:00:01.25'), time_from_millis(1.5)
SELECT to_time('10:11', 'HH:mm:ss')
SELECT try_to_time('25:00'), to_time('10-11-12 PM', 'hh-mm-ss a')
SELECT make_time(1.5, 2, 3), make_time('1', '2', '3.25')
SELECT from_json('{"a":"10:11:12.5","b":"x"}', 'a TIME, b TIME(0)'), from_csv('10:11,x', 'a TIME(1), b TIME')
SELECT avg(t) FROM VALUES (TIME'10:00') AS x(t)
SELECT TIME'10:00' * 2
SELECT -TIME'10:00'
SELECT time_trunc('MINUTE', '10:11:12')
