-- Categories of {old}, and of {fresh}.
SELECT account, value, CAST(SUM(exchanges) AS BIGINT) AS exchanges
FROM (
  SELECT account, value, exchanges FROM {old}
  UNION ALL
  SELECT account, CAST({column} AS VARCHAR) AS value, COUNT(*) AS exchanges
  FROM {fresh}
  GROUP BY account, CAST({column} AS VARCHAR)
) AS both_times
GROUP BY account, value
