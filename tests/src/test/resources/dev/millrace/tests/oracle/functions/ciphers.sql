-- AES.
SELECT hex(aes_encrypt('Spark SQL', '1234567890abcdef', 'ECB', 'PKCS')) AS e, base64(aes_encrypt('Spark', 'abcdefghijklmnop12345678ABCDEFGH', 'CBC', 'DEFAULT', unhex('00000000000000000000000000000000'))) AS c, base64(aes_encrypt('Spark', 'abcdefghijklmnop12345678ABCDEFGH', 'GCM', 'DEFAULT', unhex('000000000000000000000000'), 'This is an AAD mixed into the input')) AS g
SELECT CAST(aes_decrypt(aes_encrypt('Spark', '0000111122223333'), '0000111122223333') AS STRING) AS d, CAST(aes_decrypt(unhex('83F16B2AA704794132802D248E6BFD4E380078182D1544813898AC97E709B28A94'), '0000111122223333') AS STRING) AS g, hex(try_aes_decrypt(unhex('6E7CA17BBB468D3084B5744BCA729FB7B2B7BCB8E4472847D02670489D95FA97DBBA7D3210'), '0000111122223333', 'GCM')) AS t, try_aes_decrypt(unhex('00'), '0000111122223333') AS n
SELECT aes_encrypt('Spark', '12345') AS e
SELECT aes_encrypt('Spark', '1234567890abcdef', 'CBC', 'NONE') AS e
SELECT aes_encrypt('Spark', '1234567890abcdef', 'ECB', 'PKCS', unhex('00')) AS e
SELECT aes_encrypt('Spark', '1234567890abcdef', 'GCM', 'DEFAULT', unhex('00')) AS e
SELECT aes_encrypt(CAST(NULL AS STRING), '1234567890abcdef') AS n
