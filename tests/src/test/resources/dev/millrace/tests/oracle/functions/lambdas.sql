-- Functions that take lambdas.
SELECT transform(array(1, 2, NULL), x -> x + 1)
SELECT transform(a, (x, i) -> x * i) AS t FROM VALUES (array(1, 2, 3)), (array()), (NULL) AS v(a)
SELECT id, transform(array(1, 2, NULL), x -> x + id) AS t FROM orders
SELECT transform(array(array(1, 2), array(3)), a -> transform(a, x -> x + size(a))) AS t
SELECT transform(array('a', 'b'), (x, i) -> concat(x, i)) AS t
SELECT transform(array(1, 2), X -> x + x) AS t
SELECT transform(array(named_struct('a', 1, 'b', 'x')), s -> s.b) AS t
SELECT transform(array(1, 2), x -> 5) AS t
SELECT transform(array(1, 2), 7) AS t
SELECT transform(NULL, x -> x) AS t
SELECT transform(array(1), (x, y, z) -> x) AS t
SELECT transform(array(1), (x, x) -> x) AS t
SELECT transform(1, x -> x) AS t
SELECT transform(array(1)) AS t
SELECT transform(array(1, 2), x -> y) AS t
SELECT transform(array(2147483647), x -> x + 1) AS t
SELECT filter(array(0, 2, 3, NULL), x -> x % 2 = 0)
SELECT filter(array(0, 2, 3, NULL), (x, i) -> x > i) AS f
SELECT filter(array(1, 2), x -> NULL) AS f
SELECT filter(array(1, 2), x -> x) AS f
SELECT filter(split(note, ''), c -> c > 'm') AS f FROM orders
SELECT exists(array(1, 2, 3), x -> x % 2 = 0), exists(array(1, NULL, 3), x -> x % 2 = 0), exists(array(0, NULL, 2, 3, NULL), x -> x IS NULL), exists(array(), x -> true)
SELECT exists(a, x -> x > 2) AS e FROM VALUES (array(1, 2, 3)), (array()), (NULL), (array(NULL)) AS v(a)
SELECT forall(array(1, 2, 3), x -> x % 2 = 0), forall(array(2, 4, 8), x -> x % 2 = 0), forall(array(1, NULL, 3), x -> x % 2 = 0), forall(array(2, NULL, 8), x -> x % 2 = 0)
SELECT aggregate(array(1, 2, 3), 0, (acc, x) -> acc + x)
SELECT aggregate(array(1, 2, 3), 0, (acc, x) -> acc + x, acc -> acc * 10) AS a, reduce(array(1, 2, 3), 0, (acc, x) -> acc + x) AS r
SELECT aggregate(a, CAST(0 AS BIGINT), (s, x) -> s + x) AS a FROM VALUES (array(1, 2, 3)), (array()), (NULL), (array(NULL, 1)) AS v(a)
SELECT id, aggregate(array(1, 2, 3), id, (s, x) -> s * x) AS a FROM orders
SELECT aggregate(array(1.5, 2), 0, (acc, x) -> acc + x) AS a
SELECT aggregate(array('a', 'b', 'c'), '', (acc, x) -> concat(acc, x), acc -> length(acc)) AS a
SELECT aggregate(array(1, 2), named_struct('s', 0, 'n', 0), (acc, x) -> named_struct('s', acc.s + x, 'n', acc.n + 1), acc -> acc.s / acc.n) AS a
SELECT zip_with(array(1, 2, 3), array('a', 'b', 'c'), (x, y) -> (y, x)) AS z
SELECT zip_with(array(1, 2), array(3, 4, 5), (x, y) -> x + y) AS z
SELECT zip_with(a, b, (x, y) -> coalesce(x, y)) AS z FROM VALUES (array(1, 2), array(3)), (array(), array(7)), (NULL, array(1)) AS v(a, b)
SELECT array_sort(array(5, 6, 1, NULL, 3)) AS s
SELECT array_sort(array('bc', 'ab', 'dc'), (l, r) -> CASE WHEN l < r THEN 1 WHEN l > r THEN -1 ELSE 0 END) AS s
SELECT array_sort(array(3, 1, 2), (l, r) -> l - r) AS s
SELECT array_sort(array(3, 1, 2), (l, r) -> NULL) AS s
SELECT array_sort(array(3, 1, 2), (l, r) -> 'a') AS s
SELECT array_sort(array(map(1, 2))) AS s
SELECT array_sort(array(1.0D, double('NaN'), -1.0D, NULL)) AS s
SELECT map_filter(map(1, 0, 2, 2, 3, -1), (k, v) -> k > v)
SELECT map_filter(m, (k, v) -> v IS NOT NULL) AS f FROM VALUES (map('a', 1, 'b', NULL)), (NULL), (map()) AS v(m)
SELECT transform_keys(map('a', 1, 'b', 2), (k, v) -> concat(k, v))
SELECT transform_keys(map(1, 1, 2, 2), (k, v) -> 1) AS t
SELECT transform_keys(map(1, 1, 2, 2), (k, v) -> CAST(NULL AS INT)) AS t
SELECT transform_values(map('a', 1, 'b', NULL), (k, v) -> concat(k, coalesce(v, 0)))
SELECT transform_values(map('a', 1), v -> v) AS t
SELECT map_zip_with(map(1, 'a', 2, 'b'), map(1, 'x', 3, 'y'), (k, v1, v2) -> concat(k, coalesce(v1, '-'), coalesce(v2, '-')))
SELECT map_zip_with(map(1, 'a'), map('x', 1), (k, v1, v2) -> k) AS z
SELECT map_zip_with(map(1, 'a'), map(2L, 1), (k, v1, v2) -> k) AS z
SELECT array_sort(array(3, 1))
