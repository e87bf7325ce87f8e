-- Functions of vectors, and times as text.
SELECT vector_cosine_similarity(array(1.0F, 2.0F, 3.0F), array(4.0F, 5.0F, 6.0F)), vector_inner_product(array(1.0F, 2.0F, 3.0F), array(4.0F, 5.0F, 6.0F)), vector_l2_distance(array(1.0F, 2.0F, 3.0F), array(4.0F, 5.0F, 6.0F))
SELECT vector_cosine_similarity(array(0.1F, 0.7F, 3.3F), array(4.9F, -5.2F, 6.1F)) AS c, vector_cosine_similarity(array(0.0F), array(1.0F)) AS z, vector_l2_distance(array(0.1F, 0.7F, 3.3F), array(4.9F, -5.2F, 6.1F)) AS d, vector_inner_product(array(0.1F, 0.7F, 3.3F), array(4.9F, -5.2F, 6.1F)) AS p
SELECT vector_cosine_similarity(CAST(array() AS ARRAY<FLOAT>), CAST(array() AS ARRAY<FLOAT>)) AS c, vector_inner_product(CAST(array() AS ARRAY<FLOAT>), CAST(array() AS ARRAY<FLOAT>)) AS p, vector_l2_distance(array(1.0F, CAST(NULL AS FLOAT)), array(1.0F, 2.0F)) AS n, vector_l2_distance(CAST(NULL AS ARRAY<FLOAT>), array(1.0F)) AS m
SELECT vector_inner_product(array(1.0F), array(1.0F, 2.0F)) AS e
SELECT vector_inner_product(array(1.0D), array(1.0D)) AS e
SELECT vector_norm(array(3.0F, 4.0F)), vector_norm(array(3.0F, -4.0F), 1.0F), vector_norm(array(3.0F, -5.0F), float('inf')), vector_normalize(array(3.0F, 4.0F)), vector_normalize(array(3.0F, 4.0F), 1.0F), vector_normalize(array(0.0F, 0.0F)) AS z, vector_norm(array(1.0F, CAST(NULL AS FLOAT))) AS n
SELECT vector_norm(array(3.0F), 3.0F) AS e
SELECT vector_norm(array(3.0F), 2.0D) AS e
SELECT vector_norm(NULL) AS e
SELECT to_char(date'2024-01-02', 'yyyy/MM/dd'), to_varchar(timestamp'2024-01-02 03:04:05', 'HH:mm'), to_char(CAST(NULL AS DATE), 'y') AS n
