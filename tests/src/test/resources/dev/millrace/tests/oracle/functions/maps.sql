-- Functions of maps.
SELECT map_concat(map(1, 'a', 2, 'b'), map(3, 'c')), map_concat(), map_concat(map(1, 'a')), map_concat(map('x', 1), CAST(NULL AS MAP<STRING, INT>)) AS n
SELECT map_concat(map(1, 'a'), map(1, 'b')) AS m
SELECT map_concat(map(1, 'a'), map('x', 1)) AS m
SELECT map_concat(map(1, 'a'), array(1)) AS m
SELECT map_contains_key(map(1, 'a', 2, 'b'), 1), map_contains_key(map(1, 'a'), 3), map_contains_key(map('x', 1), 'x')
SELECT map_contains_key(map(1, 'a'), 'x') AS m
SELECT map_contains_key(map(1, 'a'), NULL) AS m
SELECT map_contains_key(m, k) AS c FROM VALUES (map('a', 1), 'a'), (NULL, 'a'), (map('a', 1), NULL) AS v(m, k)
SELECT map_entries(map(1, 'a', 2, 'b')), map_entries(map('a', NULL)) AS n, map_entries(map())
SELECT map_from_entries(array(struct(1, 'a'), struct(2, 'b'))), map_from_entries(array(struct(1, CAST(NULL AS STRING)))) AS n
SELECT map_from_entries(array(struct(1, 'a'), NULL)) AS n
SELECT map_from_entries(array(struct(1, 'a'), struct(1, 'b'))) AS n
SELECT map_from_entries(array(struct(CAST(NULL AS INT), 'a'))) AS n
SELECT map_from_entries(array(1)) AS n
SELECT map_from_arrays(array(1, 2), array('a', 'b')), map_from_arrays(array('a'), CAST(NULL AS ARRAY<INT>)) AS n
SELECT map_from_arrays(array(1, 2), array('a')) AS n
SELECT str_to_map('a:1,b:2,c:3', ',', ':'), str_to_map('a'), str_to_map('a=1&b', '&', '='), str_to_map('a:1,b:2:3')
SELECT str_to_map('a:1,a:2') AS m
SELECT str_to_map(CAST(NULL AS STRING)) AS n, str_to_map('') AS e
SELECT map_keys(map(1, 'a')), map_values(map(1, 'a')), map(1, 'a')[1], map(1, 'a')[2], element_at(map('a', 1), 'a')
