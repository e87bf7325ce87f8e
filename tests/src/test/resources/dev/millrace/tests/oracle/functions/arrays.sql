-- Functions of arrays.
SELECT array_append(array(1, 2), 3), array_append(array('a', NULL), 'b'), array_append(array(1), NULL), array_append(array(1), 2.5)
SELECT array_append(CAST(NULL AS ARRAY<INT>), 1) AS a, array_append(array(1), 'x') AS b
SELECT array_append(NULL, 1) AS a
SELECT array_append(1, 1) AS a
SELECT array_prepend(array(1, 2), 3), array_prepend(array('a', NULL), 'b'), array_prepend(array(1), NULL)
SELECT array_compact(array(1, NULL, 3)), array_compact(array('a', 'b')), array_compact(CAST(NULL AS ARRAY<INT>)) AS n
SELECT array_insert(array(1, 2, 3), 2, 9), array_insert(array(1, 2, 3), -1, 9), array_insert(array(1, 2, 3), -4, 9), array_insert(array(1, 2, 3), -6, 9), array_insert(array(1, 2, 3), 6, 9), array_insert(array(1, 2), 3, NULL)
SELECT array_insert(array(1, 2, 3), 0, 9) AS i
SELECT array_insert(array(1, 2, 3), 'a', 9) AS i
SELECT array_insert(array('a'), 1, 9) AS i
SELECT array_position(array(3, 2, 1), 1), array_position(array(3, NULL, 1), 5), array_position(array(1, 1), 1)
SELECT array_position(array(1), NULL) AS p
SELECT array_position(array(1), 'a') AS p
SELECT array_position(a, x) AS p FROM VALUES (array(1, 2), 2), (NULL, 1), (array(1), NULL), (array(), 1) AS v(a, x)
SELECT array_remove(array(1, 2, 3, NULL, 3), 3), array_remove(array('a', 'b'), 'c')
SELECT array_remove(a, x) AS p FROM VALUES (array(1, 2), 2), (NULL, 1), (array(1), NULL), (array(), 1) AS v(a, x)
SELECT array_repeat('123', 2), array_repeat(NULL, 2), array_repeat(1, 0), array_repeat(1, -1), array_repeat(array(1), 2)
SELECT array_repeat('a', CAST(NULL AS INT)) AS r
SELECT array_union(array(1, 2, 3), array(1, 3, 5)), array_union(array(1, NULL, 1), array(NULL, 2)), array_union(array('a'), array('b'))
SELECT array_union(array(1), array(2L)) AS u, array_union(array(1), array(2.5)) AS d, array_union(array(array(1)), array(array(1), array(2))) AS n
SELECT array_union(array(1), array('a')) AS u
SELECT array_union(array(1), 2) AS u
SELECT array_union(array(double('NaN'), 0.0D), array(double('NaN'), -0.0D)) AS u
SELECT array_intersect(array(1, 2, 3, 2), array(1, 3, 5, NULL)), array_intersect(array(NULL, 1), array(NULL))
SELECT array_except(array(1, 2, 3, 2), array(1, 3, 5)), array_except(array(1, NULL, NULL), array(1))
SELECT array_except(a, b) AS e, array_intersect(a, b) AS i, array_union(a, b) AS u, arrays_overlap(a, b) AS o FROM VALUES (array('x', 'y'), array('y', 'z')), (NULL, array('a')), (array('a', NULL), array('b')), (array(), array()) AS v(a, b)
SELECT arrays_overlap(array(1, 2, 3), array(3, 4, 5)), arrays_overlap(array(1, 2), array(3, 4)), arrays_overlap(array(1, NULL), array(3)), arrays_overlap(array(NULL), array()), arrays_overlap(array(NULL), array(NULL))
SELECT arrays_overlap(array(1), array('a')) AS o
SELECT arrays_zip(array(1, 2, 3), array('a', 'b')), arrays_zip(array(1), CAST(NULL AS ARRAY<INT>)) AS n
SELECT arrays_zip(a, b, array(7)) AS z FROM VALUES (array(1, 2), array('x')), (NULL, array('y')) AS v(a, b)
SELECT arrays_zip(1, array(2)) AS z
SELECT get(array(1, 2, 3), 0), get(array(1, 2, 3), 3), get(array(1, 2, 3), -1), get(array(NULL, 'a'), 0)
SELECT try_element_at(array(1, 2, 3), 2), try_element_at(array(1, 2, 3), 5), try_element_at(array(1, 2, 3), -1), try_element_at(map(1, 'a'), 1), try_element_at(map(1, 'a'), 2)
SELECT try_element_at(array(1, 2), 0) AS e
SELECT sort_array(shuffle(array(3, 1, 2))) AS s, shuffle(CAST(NULL AS ARRAY<INT>)) AS n, size(shuffle(array(1, 2, 3), 7L)) AS z
SELECT shuffle(array(1, 2))[0] IN (1, 2) AS ok
SELECT element_at(array(1, 2, 3), 4) AS e
SELECT array_size(array(1, 2)), cardinality(map('a', 1)), size(NULL) AS n
SELECT slice(array(1, 2, 3, 4), 2, 2), slice(array(1, 2, 3, 4), -2, 2), slice(array(1), 5, 1)
SELECT array_contains(array(1, NULL), 2), array_contains(array(1, NULL), 1), array_contains(array('a'), 'b')
SELECT array_distinct(array(1, 2, 1, NULL, NULL)), array_join(array('a', NULL, 'b'), ','), array_join(array('a', NULL, 'b'), ',', '-'), array_max(array(1, NULL, 3)), array_min(array('b', 'a'))
SELECT flatten(array(array(1, 2), array(3))), flatten(array(array(1), NULL)), reverse(array(1, 2, 3)), concat(array(1), array(2, 3))
SELECT sort_array(array('b', NULL, 'a')), sort_array(array('b', NULL, 'a'), false)
SELECT sequence(1, 5), sequence(5, 1, -2), sequence(DATE'2024-01-31', DATE'2024-04-30', INTERVAL 1 MONTH) AS d
SELECT sequence(1, 5, 0) AS s
-- Names, nullability and refusals that random queries found.
SELECT array_append(array(named_struct('a',1)), named_struct('a',2)) AS c0
SELECT array_append(array(array(1)), array(2)) AS c0
SELECT array_append(array(array(1)), cast(null as array<int>)) AS c0
SELECT array_append(array(1), 2) AS c0, array_prepend(array(1), 2) AS c1, array_insert(array(1),1, 2) AS c2, array_compact(array(1)) c3, array_compact(array(1,null)) c4
SELECT array_prepend(array(named_struct('a',1)), named_struct('a',2)) AS c0
SELECT array_insert(array(named_struct('a',1)), 1, named_struct('a',2)) AS c0
SELECT array_insert(array(named_struct('a',1)), 1, cast(null as struct<a:int>)) AS c0
SELECT array_insert(array(array(1)), 1, array(2)) AS c0
SELECT array_insert(array(array(1)), 1, cast(null as array<int>)) AS c0
SELECT array_compact(array(named_struct('a',1))) AS c0
SELECT array_compact(array(array(1))) AS c0
SELECT array_compact(array(map(1,1))) AS c0
SELECT array_append(array(map(1,1)), map(2,2)) AS c0
SELECT inline(array_append(array(named_struct('a',1)), named_struct('a',2)))
SELECT explode(array_append(array(array(1)), array(2)))
SELECT array_remove(array(named_struct('a',1)), named_struct('a',2)) AS c0
SELECT array_except(array(map(1,1)), array(map(1,1))) c
SELECT array_except(array(named_struct('a', map(1,1))), array(named_struct('a', map(1,1)))) c
SELECT array_intersect(array(map(1,1)), array(map(1,1))) c
SELECT array_distinct(array(map(1,1))) c
SELECT arrays_overlap(array(map(1,1)), array(map(1,1))) c
SELECT array_position(array(map(1,1)), map(1,1)) c
SELECT array_remove(array(map(1,1)), map(1,1)) c
SELECT array_contains(array(map(1,1)), map(1,1)) c
SELECT array_sort(array(map(1,1))) c
SELECT sort_array(array(map(1,1))) c
SELECT array_min(array(map(1,1))) c
SELECT array_union(array(map(1,1)), array(map(1,1))) c
SELECT cast(null as array<struct<a:int>>).a, cast(null as struct<a:int>).a, cast(s as struct<a:bigint>).a, cast(array(s) as array<struct<a:bigint>>)[0].a, cast(array(s) as array<struct<a:bigint>>)[0], cast(map(1,1) as map<bigint,bigint>)[1] from values (named_struct('a',1)) v(s)
SELECT cast(null as array<struct<a:int>>)[0].a, cast(s as struct<a:bigint>) from values (named_struct('a',1)) v(s)
SELECT posexplode(CASE WHEN true THEN CAST(NULL AS MAP<BIGINT,INTERVAL YEAR TO MONTH>) WHEN false THEN CAST(NULL AS MAP<BIGINT,INTERVAL YEAR TO MONTH>) ELSE transform_values(CAST(NULL AS MAP<BIGINT,TIMESTAMP_NTZ>), (x5, x6) -> INTERVAL '1-2' YEAR TO MONTH) END)
SELECT explode(array_append(array(1),2))
SELECT explode(array_append(array(1),k)) from values (1),(null) v(k)
SELECT explode(array_append(array(array(1)), array(2)))
SELECT explode(array_append(array(1L), 2))
SELECT explode(array_append(array(1), 2L))
SELECT explode(array_prepend(array(1), 2))
SELECT explode(array_append(array(named_struct('a',array(1))), named_struct('a',array(1))))
SELECT explode(c.a) from (select explode(array_append(array(named_struct('a',array(1))), named_struct('a',array(1)))) c)
SELECT explode(c) from (select explode(array_append(array(array(1)), array(2))) c)
SELECT explode(array_insert(array(array(1)),1, array(2)))
SELECT explode(c) from (select explode(array_insert(array(array(1)),1, array(2))) c)
SELECT explode(map_values(array_append(array(map(1,1)), map(2,2))[0]))
SELECT explode(array_remove(array(1),2)), explode(array_compact(array(1)))
SELECT array_position(array(named_struct('a',1)), named_struct('a',1)), array_position(array(array(1)), array(1L)), array_remove(array(array(1)), array(1L)), array_contains(array(array(1)), array(1L))
SELECT explode(array_remove(array(array(1)), array(1)))
SELECT explode(c) from (SELECT explode(array_remove(array(array(1)), array(1))) c)
SELECT explode(array_repeat(array(1), 2))
SELECT inline(array_compact(array(named_struct('a',1))))
SELECT inline(array_compact(array(named_struct('a',1),null)))
SELECT array(CAST(NULL AS STRUCT<a:INT,b:STRING>), named_struct('a', 1, 'b', 'abc')) c
SELECT explode(CAST(NULL AS array<int>)) c
SELECT explode(map_values(CAST(NULL AS map<int,int>))) c
SELECT lead(k, 1, array(1)) OVER (ORDER BY k) from values (1),(2) v(k)
SELECT lead('a', 1, array(5)) OVER (ORDER BY k) from values (1,true),(2,false) v(k,b)
SELECT lead(array(1), 1, array(1L)) OVER (ORDER BY k) from values (1,true),(2,false) v(k,b)
SELECT lead(array(1L), 1, array(1)) OVER (ORDER BY k) from values (1,true),(2,false) v(k,b)
SELECT second(array(1))
SELECT mode() WITHIN GROUP (ORDER BY a), mode() WITHIN GROUP (ORDER BY a desc) from values (array(1)),(array(2)) v(a)
SELECT 1 & array(1)
SELECT d > 1, d = 1, 1 = d, d <=> 1, d in (1, 2), d between 1 and 2, coalesce(d, 1), if(true, d, 1), array(d, 1), greatest(d, 1), d > 1L, d > 1Y, d > 1S, d + 1Y, d + 1L, d / 1, d % 1, d div 1 from values (1, 1.5) v(k, d)
SELECT inline(array_intersect(array(named_struct('a', 1, 'b', 'x')), CAST(array() AS ARRAY<STRUCT<a:INT,b:STRING>>)))
SELECT inline(array_except(array(named_struct('a', 1, 'b', 'x')), CAST(array() AS ARRAY<STRUCT<a:INT,b:STRING>>)))
SELECT inline(array_union(CAST(array() AS ARRAY<STRUCT<a:INT,b:STRING>>), array(named_struct('a', 1, 'b', 'x'))))
SELECT get(NULL, 1)
