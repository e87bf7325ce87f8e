CREATE OR REPLACE TEMP VIEW t1 AS SELECT * FROM VALUES (1, 10, 'x'), (2, 20, 'y'), (3, NULL, 'x'), (NULL, 40, 'z'), (2, 25, NULL) AS t(a, b, c);
CREATE OR REPLACE TEMP VIEW t2 AS SELECT * FROM VALUES (1, 100L, 'x'), (1, 101L, 'y'), (2, NULL, 'y'), (NULL, 103L, 'x'), (5, 104L, 'w') AS t(a, d, c);
CREATE OR REPLACE TEMP VIEW t3 AS SELECT * FROM VALUES (1, 'p'), (2, 'q') AS t(a, e);
