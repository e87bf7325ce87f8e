-- Functions of text.
SELECT bin(13), bin(-13), bin(13.3), bin(CAST(NULL AS BIGINT)) AS n
SELECT bit_length('Spark SQL'), bit_length(x'537061'), bit_length('日本')
SELECT conv('100', 2, 10), conv('-10', 16, -10), conv('ff', 16, 10), conv(100, 2, 10), conv('zz', 36, 10), conv('9', 37, 10), conv('', 10, 16), conv('12x', 10, 16), conv('-15', 10, -16), conv('-15', 10, 16)
SELECT conv('9223372036854775807', 10, 16), conv('18446744073709551615', 10, 16), conv(' 11 ', 10, 16)
SELECT conv('92233720368547758070000', 10, 16) AS c
SELECT elt(1, 'scala', 'java'), elt(2, 'a', 1), elt(CAST(NULL AS INT), 'a', 'b') AS n, elt(1, CAST(NULL AS STRING), 'b') AS m
SELECT elt(3, 'a', 'b') AS e
SELECT elt(1) AS e
SELECT find_in_set('ab', 'abc,b,ab,c,def'), find_in_set('x', 'abc'), find_in_set('a,b', 'a,b'), find_in_set('', ',a'), find_in_set('a', '')
SELECT overlay('Spark SQL' PLACING '_' FROM 6), overlay('Spark SQL' PLACING 'ANSI ' FROM 7 FOR 0), overlay('Spark SQL' PLACING 'tructured' FROM 2 FOR 4), overlay('abc', 'xyz', 10), overlay('abc', 'Z', -1), overlay('日本語', 'x', 2, 1)
SELECT hex(overlay(encode('Spark SQL', 'utf-8') PLACING encode('_', 'utf-8') FROM 6)) AS o
SELECT quote("Don't"), quote('a'), quote(CAST(NULL AS STRING)) AS n
SELECT concat('[', space(3), ']'), length(space(-1)), space(CAST(NULL AS INT)) AS n
SELECT substring_index('www.apache.org', '.', 2), substring_index('www.apache.org', '.', -1), substring_index('a', '.', 1), substring_index('a.b', '', 1), substring_index('a.b', '.', 0), substring_index('a||b||c', '||', -2), substring_index('a.b.c', '.', 5)
SELECT levenshtein('kitten', 'sitting'), levenshtein('kitten', 'sitting', 2), levenshtein('kitten', 'sitting', 3), levenshtein('', 'abc'), levenshtein('日本', '日'), levenshtein('a', CAST(NULL AS STRING)) AS n
SELECT luhn_check('8112189876'), luhn_check('79927398713'), luhn_check('79927398714'), luhn_check(''), luhn_check('12a')
SELECT soundex('Miller'), soundex('Robert'), soundex('Ashcraft'), soundex('Tymczak'), soundex(''), soundex('123'), soundex('Honeyman'), soundex('a b'), soundex('Burroughs')
SELECT sentences('Hi there! Good morning.'), sentences('Hi there! Good morning.', 'en'), sentences('Hi there! Good morning.', 'en', 'US'), sentences('')
SELECT regexp_count('Steven Jones and Stephen Smith are the best players', 'Ste(v|ph)en'), regexp_count('abc', 'x'), regexp_count('aaa', CAST(NULL AS STRING)) AS n
SELECT regexp_extract_all('100-200, 300-400', '(\\d+)-(\\d+)'), regexp_extract_all('100-200, 300-400', '(\\d+)-(\\d+)', 0), regexp_extract_all('100-200, 300-400', '(\\d+)-(\\d+)', 2), regexp_extract_all('abc', '(x)')
SELECT regexp_extract_all('100-200', '(\\d+)-(\\d+)', 3) AS e
SELECT regexp_extract_all('100-200', '(\\d+', 1) AS e
SELECT regexp_instr('user@spark.apache.org', '@[^.]*'), regexp_instr('abc', 'x'), regexp_instr('abcabc', 'c', 1)
SELECT regexp_substr('Steven Jones', 'Ste(v|ph)en'), regexp_substr('abc', 'x'), regexp_substr('abc', 'x*')
SELECT collation('abc') AS c
SELECT hex(encode('abc', 'utf-8')), hex(encode('aé', 'UTF-16BE')), hex(encode('é', 'ISO-8859-1')), decode(encode('日本', 'utf-8'), 'utf-8'), decode(x'00610062', 'UTF-16BE')
SELECT encode('日', 'US-ASCII') AS e
SELECT encode('a', 'nope') AS e
SELECT decode(x'ff', 'utf-8') AS d
SELECT decode(2, 1, 'Southlake', 2, 'San Francisco', 3, 'New Jersey', 'Non domestic') AS d, decode(6, 1, 'Southlake', 2, 'San Francisco') AS n, decode(NULL, 6, 'Spark', NULL, 'SQL', 4, 'rocks') AS s
SELECT is_valid_utf8('Spark'), make_valid_utf8('ab'), validate_utf8('ab'), try_validate_utf8('ab')
SELECT is_valid_utf8(CAST(x'80' AS STRING)) AS v, hex(make_valid_utf8(CAST(x'6180' AS STRING))) AS m, try_validate_utf8(CAST(x'80' AS STRING)) AS t
SELECT validate_utf8(CAST(x'80' AS STRING)) AS v
SELECT url_encode('https://spark.apache.org/a b?x=1&y=ü'), url_decode('https%3A%2F%2Fspark.apache.org+x'), try_url_decode('%zz'), url_decode(CAST(NULL AS STRING)) AS n
SELECT url_decode('http%3A%2F%2spark.apache.org') AS u
SELECT parse_url('http://u:p@spark.apache.org:80/path/f.html?query=1&b=2#Ref', p) AS u FROM VALUES ('HOST'), ('PATH'), ('QUERY'), ('REF'), ('PROTOCOL'), ('FILE'), ('AUTHORITY'), ('USERINFO'), ('nope'), (NULL) AS v(p)
SELECT parse_url('http://spark.apache.org/path?query=1', 'QUERY', 'query'), parse_url('http://spark.apache.org/path?query=1', 'QUERY', 'x'), parse_url('http://spark.apache.org/path?query=1', 'HOST', 'query'), try_parse_url('inva lid://x', 'HOST'), parse_url('', 'HOST')
SELECT parse_url('inva lid://user:pass@host', 'QUERY') AS u
SELECT hex(to_binary('537061', 'hex')), hex(to_binary('abc', 'utf-8')), hex(to_binary('U3Bhcms=', 'base64')), hex(to_binary('abc')), try_to_binary('a!', 'hex'), try_to_binary('???', 'base64')
SELECT to_binary('a!', 'hex') AS b
SELECT to_binary('a', 'nope') AS b
SELECT base64(x'00ff'), hex(unbase64('AP8=')), hex(255), hex('ab'), hex(unhex('4D')), md5('a'), sha1('a'), sha2('a', 256), sha2('a', 1), crc32('a'), ascii('é'), chr(65), char(256)
SELECT upper('é'), initcap('hello wORLD'), lpad('hi', 5, '?'), rpad('hi', 1), repeat('ab', 3), reverse('日本'), translate('abc', 'ab', 'x'), replace('aXb', 'X'), split_part('a.b.c', '.', -1), left('abc', 2), right('abc', 2)
SELECT format_string('%d %s %.2f', 1, 'a', 1.5D), format_number(12332.123456, 4), format_number(12332.5, '##,###.###'), split('a1b2', '[0-9]'), split('a,b,c', ',', 2), instr('abc', 'c'), locate('b', 'abcb', 3), position('c' IN 'abc')
-- Names, nullability and refusals that random queries found.
SELECT to_csv(named_struct('a',1,'b','')), to_csv(named_struct('a','')), to_csv(named_struct('a',' ')), to_csv(named_struct('a','','b','')), to_csv(named_struct('a',' ','b',1)), to_csv(named_struct('a',' x ','b',1)), to_csv(named_struct('a',null,'b',1)), to_csv(named_struct('a','','b',1), map('nullValue','N')), to_csv(named_struct('a','','b',1), map('emptyValue','E')), to_csv(named_struct('a',' ','b',1), map('ignoreLeadingWhiteSpace','false','ignoreTrailingWhiteSpace','false'))
SELECT get_json_object('2024','$'), get_json_object('"a"','$'), get_json_object('true','$'), get_json_object('null','$'), get_json_object('[1]','$'), get_json_object('{"a":1}','$'), get_json_object('2024','$.a'), get_json_object('2024','$[0]'), get_json_object('2024 ','$'), get_json_object('20a','$'), get_json_object('1.50','$')
SELECT get_json_object(j,'$') from values ('2024'),('"a"'),('-1e3'),(' 5') v(j)
SELECT s LIKE ANY ('a%', 'b'), s NOT LIKE ALL ('a%', 'b'), s ILIKE SOME ('A%', 'b'), s NOT ILIKE ANY ('A'), s LIKE ANY ('a', s), s LIKE ALL ('a', NULL) from values ('abc') v(s)
SELECT to_csv(named_struct('a',1,'b','')), to_csv(named_struct('a','')), to_csv(named_struct('a',' ')), to_csv(named_struct('a','','b','')), to_csv(named_struct('a',' ','b',1)), to_csv(named_struct('a',' x ','b',1)), to_csv(named_struct('a',null,'b',1)), to_csv(named_struct('a','','b',1), map('nullValue','N'))
SELECT to_csv(named_struct('a','','b',1), map('emptyValue','E'))
SELECT to_csv(named_struct('a',' ','b',1), map('ignoreLeadingWhiteSpace','false','ignoreTrailingWhiteSpace','false'))
SELECT concat('<', get_json_object('null','$'), '>'), concat('<', get_json_object('[null]','$[0]'),'>'), concat('<', get_json_object('{"a":null}','$.a'),'>'), concat('<', get_json_object('[null, 1]','$[*]'),'>'), concat('<', get_json_object('{"a":[null]}','$.a[0]'),'>'), concat('<', get_json_object('[{"a":null},{"a":1}]','$[*].a'),'>'), concat('<', get_json_object(' null ','$'), '>'), concat('<', get_json_object('[null]','$[*]'), '>')
SELECT concat('<', get_json_object(j,'$'), '>') from values ('null'), ('"null"'), ('nul') t(j)
SELECT hex(initcap('STRAßE İI')), hex(initcap('straße İi')), hex(initcap('İSTANBUL')), hex(lower('İI')), hex(initcap('aİ bİ')), hex(initcap('ΑΣ ΣΑΣ')), hex(lower('ΑΣ'))
