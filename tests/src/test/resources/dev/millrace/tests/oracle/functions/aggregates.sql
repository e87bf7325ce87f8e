-- Aggregate functions.
SELECT regr_count(y, x), regr_avgx(y, x), regr_avgy(y, x), regr_sxx(y, x), round(regr_syy(y, x), 12), regr_sxy(y, x) FROM VALUES (1, 2), (2, 3), (2, NULL), (NULL, 4), (5, 7) AS v(y, x)
SELECT round(regr_r2(y, x), 12), round(regr_slope(y, x), 12), round(regr_intercept(y, x), 12) FROM VALUES (1, 2), (2, 3), (2, NULL), (NULL, 4), (5, 7) AS v(y, x)
SELECT regr_count(y, x) AS c, regr_r2(y, x) AS r, regr_slope(y, x) AS s, regr_intercept(y, x) AS i, regr_sxx(y, x) AS xx, regr_sxy(y, x) AS xy FROM VALUES (1, 1), (2, 1) AS v(y, x)
SELECT regr_r2(y, x) AS r, regr_slope(y, x) AS s FROM VALUES (1, 1), (1, 2) AS v(y, x)
SELECT regr_count(y, x) AS c, regr_r2(y, x) AS r, regr_slope(y, x) AS s, regr_avgx(y, x) AS a FROM VALUES (1, 1) AS v(y, x) WHERE y > 1
SELECT bit_and(a), bit_or(a), bit_xor(a), bit_and(b), bit_or(b) FROM VALUES (3, 5Y), (5, 6Y), (NULL, NULL) AS v(a, b)
SELECT country, bit_or(id) AS o, bit_and(id) AS a, bit_xor(id) AS x FROM orders GROUP BY country
SELECT bit_and(a) AS a FROM VALUES (1) AS v(a) WHERE a > 1
SELECT bit_and(1.5) AS a
SELECT length(listagg(a)), length(listagg(a, ',')), length(string_agg(a, '-')), length(listagg(DISTINCT a, '|')) AS d, listagg(a, ',') FILTER (WHERE a > 'a') AS f FROM VALUES ('a'), ('b'), (NULL), ('a') AS v(a)
SELECT listagg(a) AS l FROM VALUES ('a') AS v(a) WHERE a > 'b'
SELECT listagg(a, b) AS l FROM VALUES ('a', 'b') AS v(a, b)
SELECT percentile_approx(a, 0.5, 100), approx_percentile(a, array(0.5, 0.25, 1.0)), percentile_approx(b, 0.9), percentile_approx(a, 0.0) FROM VALUES (0, 1.5), (1, 2.5), (2, 3.5), (10, 4.5) AS v(a, b)
SELECT percentile_approx(day, 0.5) AS d, percentile_approx(amount, 0.4) AS m, percentile_approx(price, 0.1) AS p FROM orders
SELECT percentile_approx(a, 0.5) AS p, percentile_approx(a, array(0.5)) AS q FROM VALUES (1) AS v(a) WHERE a > 1
SELECT mode(a), mode(b) FROM VALUES (1, 'x'), (2, 'x'), (1, NULL) AS v(a, b)
SELECT max_by(a, b), min_by(a, b), first(a), last(a), any_value(a), first_value(a, true), last(a, true) FROM VALUES (1, 10), (2, 50), (3, NULL) AS v(a, b)
SELECT round(stddev(a), 9), round(stddev_pop(a), 9), round(var_samp(a), 9), round(variance(a), 9), round(skewness(a), 9), round(kurtosis(a), 9), round(corr(a, b), 9), round(covar_pop(a, b), 9), round(covar_samp(a, b), 9) FROM VALUES (1, 2), (2, 4), (4, 5) AS v(a, b)
SELECT percentile(a, 0.3), median(a), percentile(a, array(0.25, 0.75)), count_if(a > 1), bool_and(a > 0), bool_or(a > 3), every(a > 0), some(a > 5), try_sum(a), try_avg(a), mean(a), round(std(a), 9) FROM VALUES (1), (2), (4) AS v(a)
SELECT sort_array(collect_list(a)), sort_array(collect_set(a)), sort_array(array_agg(a)), count(DISTINCT a), sum(DISTINCT a), avg(DISTINCT a), approx_count_distinct(a) FROM VALUES (1), (2), (2), (NULL) AS v(a)
SELECT try_sum(a) AS s, try_avg(a) AS g FROM VALUES (9223372036854775807L), (1L) AS v(a)
SELECT id, bit_or(id) OVER (ORDER BY id) AS o, listagg(country, ',') OVER (ORDER BY id) AS l, regr_slope(id, price) OVER (ORDER BY id ROWS 1 PRECEDING) IS NULL AS r FROM orders
SELECT id, ntile(3) OVER (ORDER BY id) AS n, nth_value(id, 2) OVER (ORDER BY id) AS v, nth_value(country, 2) IGNORE NULLS OVER (ORDER BY id) AS w, lag(country) IGNORE NULLS OVER (ORDER BY id) AS g, lead(country, 2) OVER (ORDER BY id) AS d, cume_dist() OVER (ORDER BY country) AS c, percent_rank() OVER (ORDER BY country) AS p FROM orders
SELECT approx_count_distinct(id) FROM range(1000)
SELECT approx_count_distinct(id, 0.01), approx_count_distinct(id, 0.39), approx_count_distinct(id, 0.2D), approx_count_distinct(id, 0.1F) FROM range(100000)
SELECT approx_count_distinct(id, 0.5) FROM range(10)
SELECT approx_count_distinct(id, 0) FROM range(10)
SELECT approx_count_distinct(id, -1) FROM range(10)
SELECT approx_count_distinct(id, 1) FROM range(10)
SELECT approx_count_distinct(id, 0.05 + 0.05) FROM range(1000)
SELECT approx_count_distinct(id, id) FROM range(10)
SELECT approx_count_distinct(id, '0.1') FROM range(10)
SELECT approx_count_distinct(id, NULL) FROM range(10)
SELECT approx_count_distinct(id, CAST(0.1 AS DECIMAL(3,2))) FROM range(10)
SELECT approx_count_distinct(array(id, id % 7)), approx_count_distinct(named_struct('a', id % 100)), approx_count_distinct(map(1,2)), approx_count_distinct(CAST(id AS STRING)), approx_count_distinct(CAST(id AS DECIMAL(38,2))), approx_count_distinct(CAST(id AS DOUBLE)), approx_count_distinct(CAST(id AS FLOAT) / 3) FROM range(5000)
SELECT approx_count_distinct(NULL), approx_count_distinct(CAST(NULL AS INT)) FROM range(10)
SELECT approx_count_distinct(DISTINCT id) FROM range(500)
SELECT approx_count_distinct(id) FILTER (WHERE id > 100) FROM range(900)
SELECT id % 3, approx_count_distinct(id), approx_count_distinct(id, 0.02) FROM range(30000) GROUP BY 1 ORDER BY 1
SELECT approx_count_distinct(x) FROM VALUES (0.0D), (-0.0D), (double('NaN')), (double('NaN')), (NULL) AS t(x)
SELECT id, approx_count_distinct(id * 7) OVER (ORDER BY id ROWS BETWEEN 400 PRECEDING AND CURRENT ROW) AS c FROM range(3000) WHERE id % 100 = 0 OR id < 500 ORDER BY id DESC LIMIT 4
SELECT approx_count_distinct(id), approx_count_distinct(id, 0.3), approx_count_distinct(id, 0.25), approx_count_distinct(id, 0.15), approx_count_distinct(id, 0.08), approx_count_distinct(id, 0.03), approx_count_distinct(id, 0.015), approx_count_distinct(id, 0.008), approx_count_distinct(id, 0.005), approx_count_distinct(id, 0.0025) FROM range(300000)
SELECT approx_count_distinct(id), approx_count_distinct(id, 0.3), approx_count_distinct(id, 0.25), approx_count_distinct(id, 0.15), approx_count_distinct(id, 0.08), approx_count_distinct(id, 0.03), approx_count_distinct(id, 0.015), approx_count_distinct(id, 0.008), approx_count_distinct(id, 0.005), approx_count_distinct(id, 0.0025) FROM range(40)
SELECT approx_count_distinct(id), approx_count_distinct(id, 0.3), approx_count_distinct(id, 0.25), approx_count_distinct(id, 0.15), approx_count_distinct(id, 0.08), approx_count_distinct(id, 0.03), approx_count_distinct(id, 0.015), approx_count_distinct(id, 0.008), approx_count_distinct(id, 0.005), approx_count_distinct(id, 0.0025) FROM range(2500)
SELECT approx_count_distinct(id), approx_count_distinct(id, 0.3), approx_count_distinct(id, 0.25), approx_count_distinct(id, 0.15), approx_count_distinct(id, 0.08), approx_count_distinct(id, 0.03), approx_count_distinct(id, 0.015), approx_count_distinct(id, 0.008), approx_count_distinct(id, 0.005), approx_count_distinct(id, 0.0025) FROM range(30000)
