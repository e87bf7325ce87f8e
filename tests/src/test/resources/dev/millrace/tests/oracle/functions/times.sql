-- Functions of dates, times and intervals.
SELECT make_timestamp(2014, 12, 28, 6, 30, 45.887), make_timestamp(2019, 6, 30, 23, 59, 60), make_timestamp(2014, 12, 28, 6, 30, 45.887, 'CET'), make_timestamp(2014, 12, 28, 6, 30, 1), make_timestamp(NULL, 7, 22, 15, 30, 0) AS n
SELECT make_timestamp(2019, 13, 1, 10, 11, 12) AS m
SELECT make_timestamp(2019, 2, 29, 10, 11, 12) AS m
SELECT make_timestamp(2019, 1, 1, 24, 0, 0) AS m
SELECT make_timestamp(2019, 6, 30, 23, 59, 60.007) AS m
SELECT make_timestamp(2019, 6, 30, 23, 59, 61) AS m
SELECT make_timestamp(2019, 6, 30, 23, 59, 1, 'nowhere') AS m
SELECT make_timestamp_ltz(2014, 12, 28, 6, 30, 45.887), make_timestamp_ltz(2014, 12, 28, 6, 30, 45.887, '+02:00'), make_timestamp_ntz(2014, 12, 28, 6, 30, 45.887), try_make_timestamp(2014, 13, 28, 6, 30, 45), try_make_timestamp_ltz(2014, 12, 28, 6, 30, 45.5), try_make_timestamp_ntz(2014, 12, 28, 6, 60, 45)
SELECT make_dt_interval(1, 12, 30, 01.001001), make_dt_interval(2), make_dt_interval(), make_dt_interval(100, NULL, 3) AS n, make_ym_interval(1, 2), make_ym_interval(1), make_ym_interval(), make_ym_interval(-1, 1)
SELECT make_ym_interval(178956970, 8) AS o
SELECT make_dt_interval(2147483647) AS o
SELECT make_date(2024, 2, 29), make_date(NULL, 1, 1) AS n
SELECT make_date(2023, 2, 29) AS m
SELECT from_utc_timestamp('2016-08-31', 'Asia/Seoul'), to_utc_timestamp('2016-08-31', 'Asia/Seoul'), from_utc_timestamp(TIMESTAMP'2024-07-01 12:00:00', '-3:00'), to_utc_timestamp(CAST(NULL AS TIMESTAMP), 'CET') AS n
SELECT from_utc_timestamp('2016-08-31', 'nowhere') AS e
SELECT convert_timezone('Europe/Brussels', 'America/Los_Angeles', timestamp_ntz'2021-12-06 00:00:00'), convert_timezone('Europe/Brussels', timestamp_ntz'2021-12-05 15:00:00'), convert_timezone('CET', '2021-12-05 15:00:00') AS s
SELECT dayname(DATE'2008-02-20'), monthname(DATE'2008-02-20'), dayname(day), monthname(day) FROM orders WHERE id = 1
SELECT unix_date(DATE'1970-01-02'), date_from_unix_date(1), date_from_unix_date(-1), date_from_unix_date(CAST(NULL AS INT)) AS n
SELECT timestampadd(HOUR, 8, timestamp_ntz'2022-02-11 20:30:00'), timestampadd(MONTH, 1, timestamp'2022-01-31 00:00:00'), timestampadd(SECOND, -10, date'2022-01-01'), timestampadd(QUARTER, 1, timestamp'2022-01-31 00:00:00'), dateadd(DAY, 5, timestamp'2022-01-31 00:00:00'), timestampadd(MICROSECOND, 5, timestamp'2022-02-28 00:00:00')
SELECT timestampadd(YEAR, 1000000, timestamp'2022-02-28 00:00:00') AS o
SELECT timestampdiff(HOUR, timestamp_ntz'2022-02-11 20:30:00', timestamp_ntz'2022-02-12 04:30:00'), timestampdiff(MONTH, timestamp'2022-01-01 00:00:00', timestamp'2022-02-28 00:00:00'), timestampdiff(SECOND, date'2022-01-01', timestamp'2021-12-31 23:59:50'), timestampdiff(YEAR, timestamp'2000-01-01 01:02:03.123456', timestamp'2010-01-01 01:02:03.123456'), datediff(WEEK, date'2022-01-01', date'2022-02-01')
SELECT extract(SECOND FROM timestamp'2024-01-01 10:11:12.345678'), extract(YEAROFWEEK FROM date'2024-12-30'), extract(DOW_ISO FROM date'2024-12-30'), extract(DAYOFWEEK_ISO FROM date'2024-12-29'), extract(DOW FROM date'2024-12-30'), extract(DOY FROM date'2024-12-30'), extract(WEEK FROM date'2024-12-30'), extract(QUARTER FROM date'2024-12-30'), date_part('HOUR', timestamp'2024-01-01 10:11:12')
SELECT extract(DAY FROM INTERVAL '3 04:05:06.789' DAY TO SECOND), extract(HOUR FROM INTERVAL '3 04:05:06.789' DAY TO SECOND), extract(MINUTE FROM INTERVAL '3 04:05:06.789' DAY TO SECOND), extract(SECOND FROM INTERVAL '3 04:05:06.789' DAY TO SECOND), extract(YEAR FROM INTERVAL '2-3' YEAR TO MONTH), extract(MONTH FROM INTERVAL '2-3' YEAR TO MONTH), date_part('days', INTERVAL '-3 04:05:06' DAY TO SECOND)
SELECT extract(nope FROM date'2024-01-01') AS e
SELECT date_part('HOUR', INTERVAL '2-3' YEAR TO MONTH) AS e
SELECT date_part(NULL, date'2024-01-01') AS n
SELECT to_timestamp_ntz('2016-12-31 00:12:00'), to_timestamp_ntz('2016-12-31', 'yyyy-MM-dd'), to_timestamp_ltz('2016-12-31', 'yyyy-MM-dd'), try_to_timestamp('nope'), try_to_date('2024-13-01'), try_to_date('2016-12-31', 'yyyy-MM-dd'), try_to_date('x', 'yyyy-MM-dd')
SELECT to_timestamp('nope', 'yyyy') AS e
SELECT localtimestamp() = localtimestamp AS same, typeof(localtimestamp), current_date() = curdate() AS d, current_timezone()
SELECT date_trunc('QUARTER', timestamp'2024-05-06 07:08:09'), trunc(date'2024-05-06', 'MM'), trunc(date'2024-05-06', 'nope'), months_between('1997-02-28 10:30:00', '1996-10-30'), months_between('1997-02-28 10:30:00', '1996-10-30', false), next_day('2015-01-14', 'TU'), last_day('2009-01-12'), add_months('2016-08-31', 1)
SELECT next_day('2015-01-14', 'nope') AS e
SELECT date_add('2016-07-30', 1), date_sub('2016-07-30', 1), datediff('2009-07-31', '2009-07-30'), weekday(date'2009-07-30'), dayofyear('2016-04-09'), weekofyear('2008-02-20'), second('2009-07-30 12:58:59.5'), unix_timestamp('2016-04-08', 'yyyy-MM-dd'), from_unixtime(0, 'yyyy-MM-dd HH:mm:ss'), date_format('2016-04-08', 'y'), timestamp_seconds(1230219000.123), timestamp_millis(1230219000123), timestamp_micros(1230219000123123), unix_seconds(timestamp'1970-01-01 00:00:01'), unix_millis(timestamp'1970-01-01 00:00:01'), unix_micros(timestamp'1970-01-01 00:00:01')
-- set spark.sql.ansi.enabled=false
SELECT make_timestamp(2019, 13, 1, 10, 11, 12) AS m, make_date(2023, 2, 29) AS d, make_timestamp_ntz(2019, 2, 30, 1, 1, 1) AS z
SELECT elt(5, 'a', 'b') AS e, conv('92233720368547758070000', 10, 16) AS c, parse_url('inva lid', 'HOST') AS p
SELECT curdate() > DATE'2020-01-01', current_date() > DATE'2020-01-01'
-- Names, nullability and refusals that random queries found.
SELECT extract(HOUR FROM interval '1' day)
SELECT extract(HOUR FROM interval '1' year), extract(day from interval '1' month)
SELECT extract(MINUTE FROM interval '1' hour), extract(hour from interval '1 2' day to hour)
SELECT extract(day from interval '1' hour)
SELECT extract(hour from interval '1' minute)
SELECT extract(month from interval '1' year)
SELECT extract(year from interval '1' month)
SELECT extract(hour from interval '1 2' day to hour), extract(minute from interval '1:1' hour to minute), extract(second from interval '1' second), date_part('D', interval '1' day)
SELECT extract(second from interval '1:1' hour to minute)
SELECT extract(day from interval '1:1' hour to minute)
SELECT negative(1), `negative`(2), -k, negative(-k), - - k, -(-1), negative(interval '1' day), -interval '1' day, -(interval '1' day) from values (1) v(k)
SELECT hour(a), minute(a), hour(timestamp'2024-03-10 02:30:00'), hour('2024-03-10 02:30:00') from values (TIMESTAMP_NTZ '2024-03-10 02:30:00') v(a)
SELECT hour(TIMESTAMP_NTZ '2024-03-10 02:30:00'), extract(hour from TIMESTAMP_NTZ '2024-03-10 02:30:00'), avg(hour(a)), avg(hour(a)) over () from values (TIMESTAMP_NTZ '2024-03-10 02:30:00') v(a) group by a
SELECT avg(hour(a)) over () from values (TIMESTAMP_NTZ '2024-03-10 02:30:00') v(a)
SELECT lag(interval '1' day, 1, interval '1' month) OVER (ORDER BY k) from values (1,true),(2,false) v(k,b)
SELECT hour(true)
SELECT hour(1)
SELECT hour(date'2020-01-01'), hour('2020-01-01 10:00:00')
SELECT try_cast('20:41' AS TIMESTAMP_NTZ), try_cast('T20:41' AS TIMESTAMP_NTZ), try_cast('20:41:10.5' AS TIMESTAMP_NTZ), try_cast('T20:41:10' AS TIMESTAMP_NTZ), to_timestamp_ntz('2024'), try_cast('2024-01-01T' AS TIMESTAMP_NTZ), try_cast(' 2024-01-01 01:02 ' AS TIMESTAMP_NTZ), try_cast('2024-01-01 01:02+01:00' AS TIMESTAMP_NTZ), try_cast('2024-01-01 01:02 UTC' AS TIMESTAMP_NTZ), try_cast('12:34Z' AS TIMESTAMP_NTZ)
SELECT CAST(DATE'2024-01-01' AS INT)
SELECT CAST(DATE'2024-01-01' AS DOUBLE)
SELECT CAST(DATE'2024-01-01' AS DECIMAL(10,2)), CAST(DATE'2024-01-01' AS BOOLEAN)
SELECT CAST(TIMESTAMP_NTZ'2024-01-01 00:00:00' AS INT)
SELECT CAST(DATE'2024-01-01' AS BOOLEAN)
SELECT CAST(DATE'2024-01-01' AS INT), CAST(DATE'2024-01-01' AS BOOLEAN), CAST(DATE'2024-01-01' AS DOUBLE), CAST(DATE'2024-01-01' AS DECIMAL(10,2)), CAST(5 AS DATE)
