-- Aggregate functions WITHIN GROUP.
SELECT listagg(a) WITHIN GROUP (ORDER BY a), listagg(a, ',') WITHIN GROUP (ORDER BY b DESC, a), string_agg(a, '-') WITHIN GROUP (ORDER BY a DESC NULLS FIRST), listagg(DISTINCT a, '|') WITHIN GROUP (ORDER BY a) AS d FROM VALUES ('a', 1), ('b', 2), (NULL, 3), ('a', NULL), ('c', 2) AS v(a, b)
SELECT country, listagg(customer, ',') WITHIN GROUP (ORDER BY id DESC) AS l FROM orders GROUP BY country
SELECT percentile_cont(0.25) WITHIN GROUP (ORDER BY v), percentile_cont(0.25) WITHIN GROUP (ORDER BY v DESC), percentile_disc(0.25) WITHIN GROUP (ORDER BY v), percentile_disc(0.25) WITHIN GROUP (ORDER BY v DESC), percentile_disc(0.5) WITHIN GROUP (ORDER BY v) AS h FROM VALUES (0), (1), (2), (3), (4), (10), (NULL) AS t(v)
SELECT percentile_cont(array(0.25, 0.9)) WITHIN GROUP (ORDER BY v) AS c, percentile_disc(array(0.25, 0.9)) WITHIN GROUP (ORDER BY v) AS d FROM VALUES (0), (1), (2), (3), (4), (10) AS t(v)
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY v) AS p FROM VALUES (1) AS t(v) WHERE v > 1
SELECT mode() WITHIN GROUP (ORDER BY v), mode() WITHIN GROUP (ORDER BY v DESC), mode(v, true) AS m FROM VALUES (0), (10), (10), (3), (0), (NULL) AS t(v)
SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY v) FILTER (WHERE v > 1) AS f FROM VALUES (0), (1), (2), (3) AS t(v)
