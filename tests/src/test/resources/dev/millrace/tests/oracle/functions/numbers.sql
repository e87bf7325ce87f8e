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
