-- Queries that Millrace must answer as Spark does. A line `-- name: …` starts a query. The views
-- `orders` and `customers` are those of SampleViews. Rows are compared as a bag unless the query
-- ends with ORDER BY.

-- name: select columns
SELECT id, customer, country FROM orders
-- name: where with null
SELECT id FROM orders WHERE amount > 20 OR country IS NULL
-- name: three-valued logic
SELECT id, amount > 20 AND country = 'VN' AS a, amount > 20 OR country = 'VN' AS o, NOT (amount > 20) AS n FROM orders
-- name: null-safe equality
SELECT id, country <=> 'VN' AS same, country <=> NULL AS none FROM orders
-- name: in and between
SELECT id FROM orders WHERE country IN ('VN', 'TH') AND id BETWEEN 2 AND 5
-- name: like
SELECT id FROM orders WHERE note LIKE 'a%' OR note LIKE '%\\_%'
-- name: group by with names
SELECT country, count(*), count(amount), sum(amount), min(price), max(price), avg(price) FROM orders GROUP BY country
-- name: average of decimal
SELECT country, avg(amount) AS a, sum(amount) AS s FROM orders GROUP BY country
-- name: aggregate without groups over nothing
SELECT count(*) AS c, sum(id) AS s, max(country) AS m, avg(price) AS a FROM orders WHERE id < 0
-- name: having
SELECT country, count(*) AS c FROM orders GROUP BY country HAVING count(*) > 1
-- name: count distinct
SELECT country, count(DISTINCT customer) AS c FROM orders GROUP BY country
-- name: count_if and if
SELECT count_if(price > 2) AS c, sum(if(country = 'VN', 1, 0)) AS v FROM orders
-- name: group by expression
SELECT id % 3 AS k, sum(price) AS s FROM orders GROUP BY id % 3
-- name: distinct
SELECT DISTINCT country FROM orders
-- name: order by with nulls
SELECT id, country FROM orders ORDER BY country DESC NULLS LAST, id
-- name: order by null placement
SELECT id, amount FROM orders ORDER BY amount, id
-- name: limit after order
SELECT id FROM orders ORDER BY id DESC LIMIT 2
-- name: inner join
SELECT o.id, c.name FROM orders o JOIN customers c ON o.customer = c.customer
-- name: left join
SELECT o.id, c.name, coalesce(c.segment, 'none') AS segment FROM orders o LEFT JOIN customers c ON o.customer = c.customer
-- name: join with condition on one side
SELECT o.id, c.name FROM orders o LEFT JOIN customers c ON o.customer = c.customer AND c.segment = 'GOLD'
-- name: common table expression
WITH big AS (SELECT * FROM orders WHERE amount > 20), named AS (SELECT b.id, c.name FROM big b JOIN customers c ON b.customer = c.customer) SELECT * FROM named
-- name: subquery in from
SELECT country, total FROM (SELECT country, sum(amount) AS total FROM orders GROUP BY country) WHERE total > 30
-- name: union all and union
SELECT id FROM orders WHERE id < 3 UNION ALL SELECT id FROM orders WHERE id < 2 UNION SELECT 99L
-- name: row_number rank dense_rank
SELECT id, row_number() OVER (PARTITION BY country ORDER BY amount DESC, id) AS n, rank() OVER (ORDER BY country) AS r, dense_rank() OVER (ORDER BY country) AS d FROM orders
-- name: running sum
SELECT id, sum(id) OVER (PARTITION BY country ORDER BY id) AS running, count(*) OVER (PARTITION BY country) AS n FROM orders
-- name: lag and lead
SELECT id, lag(id) OVER (ORDER BY id) AS before, lead(id, 1, -1L) OVER (ORDER BY id) AS after FROM orders
-- name: integer arithmetic
SELECT 7 / 2 AS d, 7 div 2 AS i, 7 % 3 AS m, -7 % 3 AS n, 2 * 3 + 1 AS p, 5 - 7 AS s
-- name: decimal arithmetic
SELECT 1.10 + 2.205 AS a, 1.10 * 2.2 AS m, 1.0 / 3 AS d, CAST(1 AS DECIMAL(10, 2)) - 0.001 AS s
-- name: mixed arithmetic
SELECT 1 + 1.5 AS a, 1 + 1.5D AS b, 2L * 3 AS c, CAST(1 AS DECIMAL(5, 1)) * 2.5D AS d
-- name: sum of decimal product
SELECT country, sum(amount * 2) AS s, sum(price * 1.5) AS p FROM orders GROUP BY country
-- name: casts to text
SELECT CAST(1.50 AS STRING) AS a, CAST(1.5D AS STRING) AS b, CAST(true AS STRING) AS c, CAST(DATE '2024-02-29' AS STRING) AS d, CAST(TIMESTAMP '2024-02-29 10:00:00.120' AS STRING) AS e, CAST(1e10 AS STRING) AS f, CAST(1e-5 AS STRING) AS g
-- name: casts from text
SELECT CAST(' 12 ' AS INT) AS a, CAST('1e3' AS DOUBLE) AS b, CAST('12.345' AS DECIMAL(5, 2)) AS c, CAST('2024-02-29' AS DATE) AS d, CAST('2024-02-29 1:2:3' AS TIMESTAMP) AS e, CAST('yes' AS BOOLEAN) AS f
-- name: casts between numbers
SELECT CAST(2.9D AS INT) AS a, CAST(-2.9D AS INT) AS b, CAST(2.5 AS DECIMAL(2, 0)) AS c, CAST(300 AS DOUBLE) AS d, CAST(1 AS BOOLEAN) AS e, CAST(TIMESTAMP '1970-01-01 00:00:01.5' AS BIGINT) AS f
-- name: try_cast
SELECT try_cast('x' AS INT) AS a, try_cast('99999999999' AS INT) AS b, try_cast('2024-02-30' AS DATE) AS c, try_cast('123.456' AS DECIMAL(4, 1)) AS d
-- name: case when
SELECT id, CASE WHEN amount > 20 THEN 'big' WHEN amount > 10 THEN 'middle' END AS size, CASE country WHEN 'VN' THEN 1 ELSE 0 END AS vn FROM orders
-- name: coalesce nullif nvl
SELECT id, coalesce(country, note, '?') AS c, nullif(country, 'VN') AS n, nvl(amount, 0) AS v FROM orders
-- name: text functions
SELECT upper(note) AS u, lower(country) AS l, length(note) AS n, trim(note) AS t, substring(note, 2, 3) AS s, concat(customer, '-', country) AS c, customer || '!' AS e FROM orders
-- name: more text functions
SELECT concat_ws(',', 'a', NULL, 'b') AS w, replace('abcabc', 'b', 'xx') AS r, lpad('7', 3, '0') AS p, split('a,b,c', ',') AS s, instr('hello', 'l') AS i, regexp_replace('a1b22', '[0-9]+', '#') AS g
-- name: rounding
SELECT round(2.5D) AS a, round(-2.5D) AS b, round(2.345, 2) AS c, round(1234, -2) AS d, floor(-1.5) AS e, ceil(1.2D) AS f, abs(-3) AS g, round(1.00005D, 4) AS h
-- name: dates
SELECT day, year(day) AS y, month(day) AS m, dayofmonth(day) AS d, date_add(day, 30) AS p, datediff(DATE '2024-03-01', day) AS f FROM orders
-- name: timestamps
SELECT id, hour(at) AS h, minute(at) AS m, to_date(at) AS d, date_format(at, 'yyyy/MM/dd HH:mm') AS f, date_trunc('HOUR', at) AS t, unix_timestamp(at) AS u FROM orders
-- name: parsing times
SELECT to_timestamp('2024-01-02 03:04:05', 'yyyy-MM-dd HH:mm:ss') AS a, try_to_timestamp('x', 'yyyy-MM-dd') AS b, to_date('02.01.2024', 'dd.MM.yyyy') AS c
-- name: intervals
SELECT at + INTERVAL 1 HOUR AS a, day + INTERVAL 1 MONTH AS b, at - INTERVAL '10' MINUTE AS c FROM orders WHERE id = 1
-- name: greatest and least
SELECT greatest(1, 3, NULL) AS g, least('b', 'a') AS l
-- name: structs and arrays
SELECT struct(id, country) AS s, named_struct('a', 1, 'b', 'x') AS n, array(1, 2, NULL) AS a, array(1, 2)[1] AS e, size(array(1, 2, 3)) AS z FROM orders WHERE id < 3
-- name: struct fields
SELECT s.a, s.b.c FROM (SELECT named_struct('a', id, 'b', named_struct('c', note)) AS s FROM orders)
-- name: explode
SELECT id, explode(split(note, ' ')) AS word FROM orders WHERE note IS NOT NULL
-- name: to_json
SELECT to_json(struct(id, country, amount, price, at, day)) AS j FROM orders
-- name: windows of time
SELECT window.start, window.end, country, count(*) AS c FROM orders GROUP BY window(at, '10 minutes'), country
-- name: generated names
SELECT id + 1, -id, id = 1, country IS NULL, upper(country), CAST(id AS STRING), CAST(id + 1 AS INT), sum(id) OVER (), CASE WHEN id = 1 THEN 2 END, concat('a', note), NOT true, id IN (1, 2) FROM orders WHERE id = 1
-- name: doubles
SELECT 1.0D / 3 AS a, CAST('NaN' AS DOUBLE) AS b, CAST('Infinity' AS DOUBLE) AS c, 0.1D + 0.2D AS d, 1.0E7D AS e, -0.0D AS f
-- name: values
SELECT * FROM VALUES (1, 'a'), (2, NULL) AS t(n, s)
-- name: star with qualifier
SELECT o.*, c.name FROM orders o JOIN customers c ON o.customer = c.customer WHERE o.id = 1
-- name: first last collect_list
SELECT country, collect_set(customer) AS s FROM orders GROUP BY country HAVING count(DISTINCT customer) = 1
-- name: error unknown column
SELECT idd FROM orders
-- name: error unknown table
SELECT * FROM no_such_table
-- name: error unknown function
SELECT no_such_function(id) FROM orders
-- name: error syntax
SELECT FROM WHERE
-- name: error ambiguous column
SELECT customer FROM orders o JOIN customers c ON o.customer = c.customer
-- name: error not grouped
SELECT id, count(*) FROM orders GROUP BY country
-- name: error type mismatch
SELECT id + DATE '2024-01-01' + true FROM orders
-- name: error cast
SELECT CAST('abc' AS INT)
-- name: error division
SELECT id / 0 FROM orders
-- name: error overflow
SELECT 2147483647 + 1
-- name: error decimal overflow
SELECT CAST(123.45 AS DECIMAL(4, 2))
-- name: error long overflow
SELECT sum(x) FROM VALUES (9223372036854775807L), (1L) AS t(x)
-- name: error array index
SELECT array(1, 2)[5]
-- name: error timestamp format
SELECT to_timestamp('x', 'yyyy-MM-dd')
-- name: error aggregate in where
SELECT id FROM orders WHERE count(*) > 1
-- name: error wrong argument count
SELECT upper('a', 'b')
-- name: error union columns
SELECT 1, 2 UNION ALL SELECT 3
-- name: error non-boolean filter
SELECT id FROM orders WHERE id
