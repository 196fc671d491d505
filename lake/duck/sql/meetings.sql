-- How often an account showed a value of {column} in an hour of the clock in which
-- another account showed it too: hours it showed it in, and meetings, an hour with n
-- other accounts n times. Values with at most {limit} holders. Order: value, account.
SELECT
  value,
  account,
  COUNT(*) AS hours,
  CAST(SUM(CASE WHEN others > 0 THEN 1 ELSE 0 END) AS BIGINT) AS met,
  CAST(SUM(others) AS BIGINT) AS meetings,
  MIN(hour) AS first,
  MAX(hour) AS last
FROM (
  SELECT value, account, hour, COUNT(*) OVER (PARTITION BY value, hour) - 1 AS others
  FROM (
    SELECT DISTINCT CAST({column} AS UBIGINT) AS value, account, time // 3600000000 AS hour
    FROM {rows}
    WHERE {column} <> 0 AND {column} IN (SELECT value FROM {held} GROUP BY value HAVING COUNT(*) <= {limit})
  ) AS shown
) AS counted
GROUP BY value, account
ORDER BY value, account
