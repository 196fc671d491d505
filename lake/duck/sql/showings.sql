-- Who showed which value of {column}, values of one account only, too. Order: value, account.
SELECT
  CAST({column} AS UBIGINT) AS value,
  account,
  COUNT(*) AS exchanges,
  MIN(time) AS first,
  MAX(time) AS last
FROM {rows}
WHERE {column} <> 0
GROUP BY {column}, account
ORDER BY value, account
