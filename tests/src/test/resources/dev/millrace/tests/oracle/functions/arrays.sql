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
