-- Who showed which value of {column}; values of one account only are left out. org is the
-- account's smallest organisation among these exchanges, 2⁶⁴−1 if there is none.
SELECT
  CAST({column} AS UBIGINT) AS value,
  account,
  COUNT(*) AS exchanges,
  MIN(time) AS first,
  MAX(time) AS last,
  MIN(CASE WHEN org = 0 THEN CAST(18446744073709551615 AS UBIGINT) ELSE org END) AS org
FROM {rows}
WHERE {column} <> 0 AND {column} IN (
  SELECT {column} FROM {rows} WHERE {column} <> 0 GROUP BY {column} HAVING MIN(account) <> MAX(account)
)
GROUP BY {column}, account
