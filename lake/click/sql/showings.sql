-- Who of this node's accounts showed which value of {column}. Order: value, account.
SELECT
  toUInt64({column}) AS value,
  account,
  count() AS exchanges,
  min(time) AS first,
  max(time) AS last
FROM {observations}
WHERE {column} <> 0
GROUP BY value, account
ORDER BY value, account
