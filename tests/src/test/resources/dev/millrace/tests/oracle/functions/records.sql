-- JSON and CSV.
SELECT json_array_length('[1,2,3,{"f1":1,"f2":[5,6]},4]'), json_array_length('[1,2'), json_array_length('{"a":1}'), json_array_length('[]'), json_array_length(CAST(NULL AS STRING)) AS n, json_array_length('')
SELECT json_object_keys('{}'), json_object_keys('{"key": "value"}'), json_object_keys('{"f1":"abc","f2":{"f3":"a", "f4":"b"}}'), json_object_keys('[1]'), json_object_keys('{"a'), json_object_keys(CAST(NULL AS STRING)) AS n
SELECT json_tuple('{"a":1, "b":2}', 'a', 'b')
SELECT json_tuple('{"a":{"x":1.50}, "b":null, "c":"t"}', 'a', 'b', 'c', 'd') AS (p, q, r, s)
SELECT json_tuple(j, 'a') FROM VALUES ('{"a":true}'), (NULL), ('nope'), ('[1]') AS v(j)
SELECT json_tuple('{"a":1}', 1) AS e
SELECT schema_of_json('[{"col":0}]'), schema_of_json('{"a":1, "b":[1.5, 2], "c":{"d":null}}'), schema_of_json('[1, "a"]'), schema_of_json('"x"'), schema_of_json('12345678901234567890')
SELECT schema_of_json(NULL) AS e
SELECT schema_of_json(note) AS e FROM orders
SELECT from_csv('1, 0.8', 'a INT, b DOUBLE'), from_csv('26/08/2015', 'time Timestamp', map('timestampFormat', 'dd/MM/yyyy')) AS t, from_csv('x,y', 'a STRING, b STRING')
SELECT from_csv('1;"a;b"', 'a INT, b STRING', map('sep', ';')) AS c, from_csv('1,"a\"b"', 'a INT, b STRING') AS d, from_csv('', 'a INT') AS e, from_csv(CAST(NULL AS STRING), 'a INT') AS n
SELECT from_csv('x,2', 'a INT, b INT') AS m, from_csv('1', 'a INT, b INT') AS s, from_csv('1,2,3', 'a INT, b INT') AS l, from_csv('true,2024-01-02', 'a BOOLEAN, b DATE') AS d
SELECT from_csv('1', note) AS e FROM orders
SELECT to_csv(named_struct('a', 1, 'b', 2)), to_csv(named_struct('t', timestamp'2015-08-26 00:00:00')) AS t, to_csv(named_struct('a', 'x,y', 'b', 'q"r', 'c', '', 'd', CAST(NULL AS STRING), 'e', 1.50, 'f', date'2024-01-02', 'g', true)) AS q
SELECT to_csv(named_struct('a', 1, 'b', CAST(NULL AS INT)), map('sep', '|', 'nullValue', '-')) AS o, to_csv(CAST(NULL AS STRUCT<a: INT>)) AS n
SELECT to_csv(1) AS e
SELECT schema_of_csv('1,abc'), schema_of_csv('1.5,true,2024-01-02,9999999999,'), schema_of_csv('1|abc', map('delimiter', '|'))
SELECT schema_of_csv(NULL) AS e
SELECT from_json('{"a":1, "b":0.8}', 'a INT, b DOUBLE'), from_json('{"time":"26/08/2015"}', 'time Timestamp', map('timestampFormat', 'dd/MM/yyyy')) AS t, from_json('[{"a": 1}, {"a": 2}]', 'array<struct<a:int>>') AS r, from_json('{"x":1}', 'map<string,int>') AS m, from_json('{', 'a INT') AS b
SELECT to_json(named_struct('a', 1, 'b', array(1, NULL), 'c', map('k', 1.5))), to_json(array(named_struct('a', 1))), to_json(map('a', 1)), to_json(named_struct('a', CAST(NULL AS INT)))
SELECT get_json_object('{"a":"b"}', '$.a'), get_json_object('{"a":[1,2,{"b":3}]}', '$.a[2].b'), get_json_object('{"a":[{"b":1},{"b":2}]}', '$.a[*].b'), get_json_object('{"a":1}', '$.x')
SELECT array(struct(1, 'a'), struct(2, named_struct('b','x').b))
SELECT struct(1, named_struct('b', 'x').b, map('k', 2)['k'], array(3)[0]) AS s
SELECT struct(1 AS a) AS s UNION ALL SELECT struct(2 AS b)
SELECT struct(1 AS a) = struct(1 AS b), struct(1 AS a) < struct(2 AS b), struct(1 AS a) IN (struct(1 AS b))
SELECT struct(1 AS a) AS s UNION ALL SELECT struct(2L AS b)
SELECT get_json_object('NaN', '$'), get_json_object('"a"', '$'), get_json_object('1e2', '$'), get_json_object('Infinity', '$'), get_json_object('{"a":NaN}', '$.a'), get_json_object('{"a":NaN}', '$'), get_json_object('-INF', '$'), get_json_object('[NaN]', '$'), get_json_object('[1,Infinity]', '$[0]'), get_json_object('{"a":Infinity}', '$.a'), get_json_object('{"a":-Infinity}', '$.a')
SELECT to_json(named_struct('b', TIMESTAMP '1900-01-01 00:00:00.001')), to_csv(named_struct('b', TIMESTAMP '1900-01-01 00:00:00.001')), to_json(named_struct('b', TIMESTAMP '1900-01-01 00:00:00.001'), map('timestampFormat', 'yyyy XXX')), date_format(TIMESTAMP '1900-01-01 00:00:00.001', 'XXX')
SELECT typeof(struct(2, CAST(k AS STRING))), typeof(struct(CAST(k AS STRING))), typeof(struct(CAST(k AS DATE))), typeof(struct(CAST(CAST(k AS STRING) AS STRING))), typeof(struct(CAST(m AS STRING))), typeof(struct(CAST(s.f AS STRING))), typeof(struct(TRY_CAST(k AS STRING), 1)), typeof(struct(k::string)), typeof(struct(string(k))), typeof(array(struct(CAST(k AS STRING)))) FROM (SELECT DATE'2024-01-01' k, INTERVAL '1' MONTH m, named_struct('f', 1) s)
SELECT coalesce(struct(2, CAST(k AS STRING)), struct(2, 'a')) FROM (SELECT 5 k)
SELECT max(struct(CAST(k AS STRING))) FROM (SELECT 5 k)
SELECT to_json(struct(CAST(k AS STRING), 1)) FROM (SELECT 5 k)
SELECT struct(*, 1) FROM (SELECT 1 a, 2 b)
SELECT struct(1, *, 1 AS z, CAST(a AS STRING) AS y) FROM (SELECT 1 a, 2 b)
SELECT typeof(struct(m['a'], m.a, arr[0])) FROM (SELECT map('a', 1) m, array(1) arr)
