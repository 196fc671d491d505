-- Values with more than {limit} holders, one row a value. Order: value.
SELECT
  value,
  COUNT(*) AS holders,
  COUNT(DISTINCT CASE WHEN org = CAST(18446744073709551615 AS UBIGINT) THEN account ELSE org END) AS orgs,
  CAST(SUM(exchanges) AS BIGINT) AS exchanges,
  MIN(first) AS first,
  MAX(last) AS last
FROM {held}
GROUP BY value
HAVING COUNT(*) > {limit}
ORDER BY value
