-- The queries of `millrace bench queries`, in words that Spark and DuckDB both understand. Each is
-- ordered in full, so that results are compared row by row. `--- name` begins the next one.

--- price-summary
SELECT returned, status, count(*) AS items, sum(quantity) AS quantity, sum(price) AS price,
       sum(price * (1 - discount)) AS charged, sum(price * (1 - discount) * (1 + tax)) AS taxed,
       avg(quantity) AS mean_quantity, avg(price) AS mean_price, avg(discount) AS mean_discount
FROM items
WHERE shipped <= DATE '1998-09-01'
GROUP BY returned, status
ORDER BY returned, status

--- cheapest-offer
SELECT s.balance, s.name, n.name AS nation, p.part_id, p.maker, o.cost
FROM parts p
JOIN offers o ON o.part_id = p.part_id
JOIN suppliers s ON s.supplier_id = o.supplier_id
JOIN nations n ON n.nation_id = s.nation_id
WHERE p.size = 15 AND p.kind LIKE '%BRASS' AND n.region = 'EUROPE'
  AND o.cost = (SELECT min(other.cost)
                FROM offers other
                JOIN suppliers seller ON seller.supplier_id = other.supplier_id
                JOIN nations home ON home.nation_id = seller.nation_id
                WHERE other.part_id = p.part_id AND home.region = 'EUROPE')
ORDER BY s.balance DESC, n.name, s.name, p.part_id
LIMIT 100

--- unshipped-orders
SELECT i.order_id, sum(i.price * (1 - i.discount)) AS revenue, o.ordered, o.urgency
FROM customers c
JOIN orders o ON o.customer_id = c.customer_id
JOIN items i ON i.order_id = o.order_id
WHERE c.segment = 'BUILDING' AND o.ordered < DATE '1995-03-15' AND i.shipped > DATE '1995-03-15'
GROUP BY i.order_id, o.ordered, o.urgency
ORDER BY revenue DESC, o.ordered, i.order_id
LIMIT 10

--- late-by-urgency
SELECT urgency, count(*) AS orders
FROM orders o
WHERE ordered >= DATE '1993-07-01' AND ordered < DATE '1993-10-01'
  AND EXISTS (SELECT 1 FROM items i WHERE i.order_id = o.order_id AND i.promised < i.received)
GROUP BY urgency
ORDER BY urgency

--- local-trade
SELECT n.name, sum(i.price * (1 - i.discount)) AS revenue
FROM customers c
JOIN orders o ON o.customer_id = c.customer_id
JOIN items i ON i.order_id = o.order_id
JOIN suppliers s ON s.supplier_id = i.supplier_id AND s.nation_id = c.nation_id
JOIN nations n ON n.nation_id = s.nation_id
WHERE n.region = 'ASIA' AND o.ordered >= DATE '1994-01-01' AND o.ordered < DATE '1995-01-01'
GROUP BY n.name
ORDER BY revenue DESC, n.name

--- discount-gain
SELECT sum(price * discount) AS gain
FROM items
WHERE shipped >= DATE '1994-01-01' AND shipped < DATE '1995-01-01'
  AND discount BETWEEN 0.05 AND 0.07 AND quantity < 24

--- returned-goods
SELECT c.customer_id, c.name, sum(i.price * (1 - i.discount)) AS lost, c.balance, n.name AS nation,
       c.phone
FROM customers c
JOIN orders o ON o.customer_id = c.customer_id
JOIN items i ON i.order_id = o.order_id
JOIN nations n ON n.nation_id = c.nation_id
WHERE o.ordered >= DATE '1993-10-01' AND o.ordered < DATE '1994-01-01' AND i.returned = 'R'
GROUP BY c.customer_id, c.name, c.balance, c.phone, n.name
ORDER BY lost DESC, c.customer_id
LIMIT 20

--- orders-per-customer
SELECT orders, count(*) AS customers
FROM (SELECT c.customer_id, count(o.order_id) AS orders
      FROM customers c
      LEFT JOIN orders o ON o.customer_id = c.customer_id
                        AND o.note NOT LIKE '%special%requests%'
      GROUP BY c.customer_id) AS per_customer
GROUP BY orders
ORDER BY customers DESC, orders DESC

--- promotion-share
SELECT 100.00 * sum(CASE WHEN p.kind LIKE 'PROMO%' THEN i.price * (1 - i.discount) ELSE 0 END)
           / sum(i.price * (1 - i.discount)) AS share
FROM items i
JOIN parts p ON p.part_id = i.part_id
WHERE i.shipped >= DATE '1995-09-01' AND i.shipped < DATE '1995-10-01'

--- small-quantities
SELECT sum(i.price) / 7.0 AS yearly
FROM items i
JOIN parts p ON p.part_id = i.part_id
WHERE p.brand = 'Brand#23' AND p.box = 'MED BOX'
  AND i.quantity < (SELECT 0.2 * avg(other.quantity) FROM items other WHERE other.part_id = p.part_id)

--- large-orders
SELECT c.name, c.customer_id, o.order_id, o.ordered, o.total, sum(i.quantity) AS quantity
FROM customers c
JOIN orders o ON o.customer_id = c.customer_id
JOIN items i ON i.order_id = o.order_id
WHERE o.order_id IN (SELECT order_id FROM items GROUP BY order_id HAVING sum(quantity) > 270)
GROUP BY c.name, c.customer_id, o.order_id, o.ordered, o.total
ORDER BY o.total DESC, o.ordered, o.order_id
LIMIT 100

--- waiting-suppliers
SELECT s.name, count(*) AS waits
FROM suppliers s
JOIN items late ON late.supplier_id = s.supplier_id
JOIN orders o ON o.order_id = late.order_id
JOIN nations n ON n.nation_id = s.nation_id
WHERE o.status = 'F' AND late.received > late.promised AND n.name = 'SAUDI ARABIA'
  AND EXISTS (SELECT 1 FROM items other
              WHERE other.order_id = late.order_id AND other.supplier_id <> late.supplier_id)
  AND NOT EXISTS (SELECT 1 FROM items third
                  WHERE third.order_id = late.order_id AND third.supplier_id <> late.supplier_id
                    AND third.received > third.promised)
GROUP BY s.name
ORDER BY waits DESC, s.name
LIMIT 100

--- idle-customers
SELECT code, count(*) AS customers, sum(balance) AS balance
FROM (SELECT substring(phone, 1, 2) AS code, customer_id, balance FROM customers) AS c
WHERE code IN ('13', '31', '23', '29', '30', '18', '17')
  AND balance > (SELECT avg(balance) FROM customers
                 WHERE balance > 0.00
                   AND substring(phone, 1, 2) IN ('13', '31', '23', '29', '30', '18', '17'))
  AND NOT EXISTS (SELECT 1 FROM orders o WHERE o.customer_id = c.customer_id)
GROUP BY code
ORDER BY code

--- growing-orders
SELECT urgency, count(*) AS orders, sum(CASE WHEN total > previous THEN 1 ELSE 0 END) AS larger,
       max(running) AS most
FROM (SELECT urgency, total, place,
             lag(total) OVER (PARTITION BY customer_id ORDER BY ordered, order_id) AS previous,
             sum(total) OVER (PARTITION BY customer_id ORDER BY ordered, order_id
                              ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS running
      FROM (SELECT *, rank() OVER (PARTITION BY customer_id ORDER BY total DESC) AS place
            FROM orders) AS placed) AS followed
WHERE place <= 5
GROUP BY urgency
ORDER BY urgency

--- visits-by-section
SELECT page.section AS section, hour(seen) AS hour, count(*) AS visits,
       count(DISTINCT customer_id) AS customers, avg(seconds) AS mean_seconds
FROM visits
WHERE page.path LIKE '/shop/%' AND seconds >= 5
GROUP BY page.section, hour(seen)
ORDER BY section, hour

--- visits-of-buyers
SELECT c.segment, v.page.section AS section, count(*) AS visits, sum(v.seconds) AS seconds
FROM visits v
JOIN customers c ON c.customer_id = v.customer_id
WHERE v.customer_id IN (SELECT customer_id FROM orders WHERE ordered >= DATE '1998-01-01')
GROUP BY c.segment, v.page.section
ORDER BY c.segment, section
