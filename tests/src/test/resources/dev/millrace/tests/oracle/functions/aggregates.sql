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
