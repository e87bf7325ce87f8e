-- Functions of numbers and bits.
SELECT sinh(1), cosh(1), tanh(1), asinh(1), acosh(2), atanh(0.5), cot(1), sec(1), csc(1), expm1(1), log1p(1), rint(2.5), degrees(3.141592653589793), radians(180), hypot(3, 4)
SELECT sinh(0), asinh(double('-Infinity')), acosh(0), atanh(1), cot(0), log1p(-1), log1p(-2), rint('1.5'), expm1(CAST(NULL AS DOUBLE)) AS n
SELECT width_bucket(5.3, 0.2, 10.6, 5), width_bucket(-2.1, 1.3, 3.4, 3), width_bucket(8.1, 0.0, 5.7, 4), width_bucket(-0.9, 5.2, 0.5, 2), width_bucket(1, 1, 1, 3), width_bucket(1, 0, 5, -1), width_bucket(INTERVAL '1' YEAR, INTERVAL '0' YEAR, INTERVAL '10' YEAR, 10), width_bucket(INTERVAL '1' DAY, INTERVAL '0' DAY, INTERVAL '10' DAY, 11)
SELECT bit_count(0), bit_count(7), bit_count(-1), bit_count(-1L), bit_count(true), bit_count(-1Y), bit_count(CAST(NULL AS INT)) AS n
SELECT bit_count(1.5) AS e
SELECT bit_get(11, 0), bit_get(11, 2), getbit(-1, 31), bit_get(11L, 63), bit_get(CAST(NULL AS INT), 1) AS n
SELECT bit_get(11, 32) AS e
SELECT bit_get(11, -1) AS e
SELECT shiftrightunsigned(4, 1), shiftrightunsigned(-4, 1), shiftrightunsigned(-4L, 1), -8 >>> 1, shiftleft(2, 1), shiftright(-4, 1), 5 & 3, 5 | 3, 5 ^ 3, ~5
SELECT try_add(1, 2), try_add(2147483647, 1), try_add(9223372036854775807L, 1), try_add(1.5, 2), try_add(1.5D, 2), try_add(127Y, 1Y), try_add(CAST(NULL AS INT), 1) AS n
SELECT try_subtract(1, 2), try_subtract(-2147483648, 1), try_multiply(2, 3), try_multiply(2147483647, 2), try_multiply(9223372036854775807L, 2L), try_mod(3, 2), try_mod(3, 0), try_divide(3, 2), try_divide(1, 0), try_divide(1.5, 0)
SELECT try_add(id, 9223372036854775805) AS a FROM orders
SELECT try_add(date'2021-01-01', 1), try_add(timestamp'2021-01-01 00:00:00', interval 1 day), try_subtract(date'2021-01-01', 1)
SELECT try_add(1, 'a') AS e
SELECT round(randn(7), 6), round(randn(0), 6), round(rand(7), 6), randn(7) = randn(7) AS s
SELECT round(randn(42), 9) AS g FROM orders
SELECT uniform(10, 20, 0), uniform(10L, 20L, 7), round(uniform(1.5D, 2.5D, 3), 9), uniform(0, 1, 1)
SELECT randstr(5, 0), randstr(3, 42), length(randstr(7)) AS l
SELECT abs(-1), ceil(1.5), floor(-1.5), ceil(-0.1D), round(2.5, 0), round(-25, -1), bround(2.5, 0), bround(25, -1), sign(-5), pmod(-7, 3), 7 % 3, mod(7, 3), factorial(5), factorial(21), greatest(1, 2, NULL), least(1, 2), nanvl(double('NaN'), 1D), isnan(1D)
SELECT ceil(3.1411, 3), floor(3.1411, 3), ceil(3345.1, -2), floor(-12.345, 1), ceil(5, -1), ceiling(2.345D, 1), floor(2L, -1)
SELECT sqrt(2), cbrt(27), exp(0), ln(1), log(2, 8), log10(100), log2(8), pow(2, 3), power(2, 0.5), atan2(1, 1), pi(), e(), sin(1), cos(1), tan(1), asin(1), acos(1), atan(1)
SELECT factorial(-1), log(-1, 2), ln(0), sqrt(-1), hash(1, 'a'), xxhash64(1, 'a'), crc32('Spark')
-- set spark.sql.ansi.enabled=false
SELECT try_add(2147483647, 1), try_multiply(2147483647, 2), 2147483647 + 1, 1 / 0, pmod(1, 0), 1 % 0
SELECT ceil(CAST(7 AS DECIMAL(1,0))) AS c, floor(-1BD) AS f, ceil(CAST(1.5 AS DECIMAL(2,1))) AS d
-- Names, nullability and refusals that random queries found.
SELECT boolean(try_cast(s as int)), int(cast(s as bigint)), int(bigint(s)), string(s) from values ('1') v(s)
SELECT CASE WHEN k = 1 THEN CAST(NULL AS STRUCT<a:INT,b:STRING>) ELSE named_struct('a', CAST(NULL AS INT), 'b', 'abc') END AS c0 from values (1) v(k)
SELECT CASE cast(null as int) WHEN cast(null as int) THEN CAST(NULL AS STRUCT<a:INT,b:STRING>) WHEN k THEN named_struct('a', 1, 'b', 'true') ELSE named_struct('a', CAST(NULL AS INT), 'b', 'abc') END AS c0 from values (1) v(k)
SELECT negative(1), negative(k), -k, - 1, -(1), positive(k), +k from values (1) v(k)
SELECT coalesce(CAST(NULL AS STRUCT<a:INT,b:STRING>), named_struct('a', 1, 'b', 'abc')) c
SELECT if(k=1, CAST(NULL AS STRUCT<a:INT,b:STRING>), named_struct('a', 1, 'b', 'abc')) c from values (1) v(k)
SELECT nvl(CAST(NULL AS STRUCT<a:INT,b:STRING>), named_struct('a', 1, 'b', 'abc')) c
SELECT CAST(NULL AS STRUCT<a:INT,b:STRING>) c
SELECT CAST(NULL AS STRUCT<a:INT,b:STRING>) c UNION ALL SELECT named_struct('a', 1, 'b', 'abc')
SELECT lead(0BD, 1, 1.25) OVER (ORDER BY k), lag(k, 1, 5L) OVER (ORDER BY k), lag(k,1,1.5BD) OVER (ORDER BY k) from values (1),(2) v(k)
SELECT lead(k, 1, 5L) OVER (ORDER BY k) from values (1),(2) v(k)
SELECT lead(k, 1, 5.5) OVER (ORDER BY k) from values (1),(2) v(k)
SELECT lead(k, 1, 'a') OVER (ORDER BY k) from values (1),(2) v(k)
SELECT lead(k, 1, null) OVER (ORDER BY k) from values (1),(2) v(k)
SELECT lead(k, 1, 1) OVER (ORDER BY k) from values (1.5),(2.25) v(k)
SELECT lead(k, 1, '7') OVER (ORDER BY k) from values (1.5),(2.25) v(k)
SELECT cast(d as decimal(10,2)), cast(d as decimal(4,2)),cast(d as decimal(3,2)), cast(d as decimal(2,1)), cast(d as decimal(2,2)), cast(1 as decimal(10,0)), cast(1 as decimal(11,1)), cast(1 as decimal(9,0)), cast(1Y as decimal(3,0)), cast(true as decimal(1,0)), cast(1.5D as decimal(38,2)), cast('1' as decimal(3,1)) from values (4.125BD) v(d)
SELECT mode() WITHIN GROUP (ORDER BY a), mode() WITHIN GROUP (ORDER BY a desc) from values ('b'),('a'),('c') v(a)
SELECT mode() WITHIN GROUP (ORDER BY a), mode() WITHIN GROUP (ORDER BY a desc) from values (2),(1),(3) v(a)
SELECT lead(k, 1, true) OVER (ORDER BY k) from values (1),(2) v(k)
SELECT lead(b, 1, 5) OVER (ORDER BY k) from values (1,true),(2,false) v(k,b)
SELECT lead('a', 1, 5) OVER (ORDER BY k) from values (1,true),(2,false) v(k,b)
SELECT lead(date'2020-01-01', 1, '2020-01-02') OVER (ORDER BY k) from values (1,true),(2,false) v(k,b)
SELECT lead(date'2020-01-01', 1, 5) OVER (ORDER BY k) from values (1,true),(2,false) v(k,b)
SELECT lead(1, 1, date'2020-01-01') OVER (ORDER BY k) from values (1,true),(2,false) v(k,b)
SELECT lag(k, 1, 3000000000) OVER (ORDER BY k) from values (1,true),(2,false) v(k,b)
SELECT lag(k, 1, 1.5D) OVER (ORDER BY k) from values (1,true),(2,false) v(k,b)
SELECT lag(timestamp'2020-01-01', 1, date'2020-01-01') OVER (ORDER BY k) from values (1,true),(2,false) v(k,b)
SELECT lag(date'2020-01-01', 1, timestamp'2020-01-01 10:00:00') OVER (ORDER BY k) from values (1,true),(2,false) v(k,b)
SELECT lag(k, 1, k+1L) OVER (ORDER BY k) from values (1,true),(2,false) v(k,b)
SELECT hex(mode() WITHIN GROUP (ORDER BY a)), hex(mode() WITHIN GROUP (ORDER BY a desc)), hex(max(a)), hex(min(a)), hex(mode(a, true)) from values (X'c3bc'),(X'deadbeef'),(X'00') v(a)
SELECT hex(mode() WITHIN GROUP (ORDER BY a)), hex(mode() WITHIN GROUP (ORDER BY a desc)) from values (X'deadbeef'),(X'c3bc'),(X'7f') v(a)
SELECT hex(mode() WITHIN GROUP (ORDER BY a)), hex(mode() WITHIN GROUP (ORDER BY a desc)) from values (X'01'),(X'02'),(X'03') v(a)
SELECT mode() WITHIN GROUP (ORDER BY a), mode() WITHIN GROUP (ORDER BY a desc) from values (0.5D),(-1.5D),(double('NaN')) v(a)
SELECT mode() WITHIN GROUP (ORDER BY a), mode() WITHIN GROUP (ORDER BY a desc) from values (named_struct('a',1)),(named_struct('a',2)) v(a)
SELECT max_by(a, b) over (), min_by(a,b) over () from values (1, named_struct('a',1)), (2, named_struct('a',1)) v(a,b)
SELECT max_by(a, b), min_by(a,b), max_by(a,c), min_by(a,c) from values (1, named_struct('a',1), 1), (2, named_struct('a',1), 1) v(a,b,c)
SELECT max_by(a, b) over (order by a), min_by(a,b) over (order by a) from values (1, 1), (2, 1) v(a,b)
SELECT k > 2.5, 2.5 > k, k >= 2.5, k < 2.5, k <= 2.5, 2.5 >= k, 2.5 < k, 2.5 <= k, k = 2.5, k <> 2.5, k <=> 2.5, l > 2.5, t > 2.5BD, k > 2.0, k > -2.5 from values (1, 1L, 1Y) v(k,l,t)
SELECT k > 99999999999999999999.5, k < 99999999999999999999.5, l > -99999999999999999999.5, l <= -99999999999999999999, t > 300.5, t < 128.0, 300.5 > t from values (1, 1L, 1Y) v(k,l,t)
SELECT 1 > 2.5, 1Y < 2.5, k+1 > 2.5, k > 2.5 + 1, k > (2.5), k > -(2.5) from values (1, 1L, 1Y) v(k,l,t)
SELECT * from values (1, 1L, 1Y) v(k,l,t) where k > 99999999999999999999.5
SELECT if(k>2.5, 1, 2), case when k > 1.5 then 1 end from values (1, 1L, 1Y) v(k,l,t)
SELECT 1 & 'a'
SELECT true & 1
SELECT 1 | 1.5D
SELECT 1.5 ^ 1.5
SELECT 'a' & 'b'
SELECT 1 & null, 1Y | 1L, '1' & 1
SELECT 1 & date'2020-01-01'
SELECT 1.5 | null
SELECT 2.5 + 1, 2.5BD * 2, 1.5 - 1, k + 1.5, 1.5 / 2 from values (1) v(k)
SELECT k > (2.5 + 1), k > (2.5BD - 1), (2.5 + 1) > k, (1.5+1) > 2.5 , d > k, d + 1 > k, k > d, cast(k as decimal(20,1)) > d from values (1, 1.5) v(k, d)
SELECT k + d, d + 1, d * d, d / d, d % d, -d, abs(d) from values (1, 1.5) v(k, d)
SELECT sum(d + 1), d + 1 as x, round(d + 1), nvl(d, 5), case when d > 1 then d else 7 end from values (1, 1.5) v(k, d) group by d
SELECT 1.5 union all select 2
SELECT 2 union all select 1.5
SELECT cast(d as decimal(10,2)) + 1, 1 - d, d * 100, 100 * d, d + -1, d + k, k * 1.5 from values (1, 1.5) v(k, d)
SELECT cast(3000000000 as int), cast(l as int), cast(l as smallint), cast(d as int), cast(300 as tinyint), cast(b as tinyint), cast(b as bigint) from values (3000000000L, 1e20D, -300.7BD) v(l,d,b)
SELECT try_cast(l as int), try_cast(300 as tinyint), try_cast(d as bigint), cast(double('NaN') as string) from values (3000000000L, 1e20D) v(l,d)
SELECT cast(1e30 as bigint) AS a, cast(double('NaN') as int) AS b, cast(-1e30D as smallint) AS c
SELECT acosh(1e153D), acosh(1e154D), acosh(1.4e154D), acosh(1.7e308D), acosh(1.0D), acosh(1.5D), acosh(100D), acosh(0.5D), acosh(double('inf')), acosh(1.0000001D)
SELECT typeof(coalesce(CAST(1 AS DECIMAL(21,17)), CAST(1 AS DECIMAL(38,10)))), typeof(array(CAST(1 AS DECIMAL(21,17)), CAST(1 AS DECIMAL(38,10)))), typeof(CASE WHEN true THEN CAST(1 AS DECIMAL(21,17)) ELSE CAST(1 AS DECIMAL(38,10)) END), typeof(greatest(CAST(1 AS DECIMAL(21,17)), CAST(1 AS DECIMAL(38,10))))
SELECT CAST(1 AS DECIMAL(38,30)) = CAST(1 AS DECIMAL(38,0)), CAST(1 AS DECIMAL(38,30)) IN (CAST(1 AS BIGINT)), CAST(1 AS DECIMAL(38,30)) IN (SELECT CAST(1 AS DECIMAL(30,0)))
SELECT x < 1 FROM VALUES (1.5BD) t(x)
SELECT x < 1, typeof(x) FROM VALUES (CAST(1.5 AS DECIMAL(14,3))) t(x)
SELECT x < 1, typeof(x) FROM (SELECT nvl(CAST(1.5 AS DECIMAL(14,3)), 1BD) x)
SELECT x < 1, x < 1L, x < 1BD, x < 1.5BD, x < 100S, x < id, typeof(x) FROM (SELECT id, coalesce(CAST(1.5 AS DECIMAL(14,3)), 1BD) x FROM range(1))
SELECT x < 1, x < 1L, x < 1BD, x < 1.5BD, x < 100S, x < id, typeof(x) FROM (SELECT id, coalesce(CAST(1.5 AS DECIMAL(6,3)), 1BD) x FROM range(1))
SELECT x < 1, x < 1L, x < 1BD, x < 1.5BD, x < 100S, x < id, typeof(x) FROM (SELECT id, coalesce(CAST(1.5 AS DECIMAL(3,3)), 1BD) x FROM range(1))
SELECT x < 1, x < 1L, x < 1BD, x < 1.5BD, x < 100S, x < id, typeof(x) FROM (SELECT id, coalesce(CAST(1.5 AS DECIMAL(38,3)), 1BD) x FROM range(1))
SELECT x + 1, x + 1L, x = 1, x IN (1, 2), x BETWEEN 1 AND 2, greatest(x, 1), coalesce(x, 1), array(x, 1) FROM (SELECT id, coalesce(CAST(1.5 AS DECIMAL(14,3)), 1BD) x FROM range(1))
