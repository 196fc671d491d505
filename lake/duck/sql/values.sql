-- Values with more than {limit} holders, one row a value. Order: value.
SELECT
  value,
  COUNT(*) AS holders,
  COUNT(DISTINCT owner) AS orgs,
  CAST(SUM(exchanges) AS BIGINT) AS exchanges,
  MIN(first) AS first,
  MAX(last) AS last
FROM held
GROUP BY value
HAVING COUNT(*) > {limit}
ORDER BY value
