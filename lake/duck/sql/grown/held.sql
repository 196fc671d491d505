-- Who showed which value of {column}, in {old}, which has the values that several
-- accounts of {past} showed, and in {fresh}. Of a value that one account alone showed
-- before, or nobody, {past} is asked again.
SELECT value, account, CAST(SUM(exchanges) AS BIGINT) AS exchanges, MIN(first) AS first, MAX(last) AS last, MIN(org) AS org
FROM (
  SELECT value, account, exchanges, first, last, org FROM {old}
  UNION ALL
  SELECT
    CAST({column} AS UBIGINT) AS value,
    account,
    COUNT(*) AS exchanges,
    MIN(time) AS first,
    MAX(time) AS last,
    MIN(CASE WHEN org = 0 THEN CAST(18446744073709551615 AS UBIGINT) ELSE org END) AS org
  FROM {fresh}
  WHERE {column} <> 0
  GROUP BY {column}, account
  UNION ALL
  SELECT
    CAST(p.{column} AS UBIGINT) AS value,
    p.account,
    COUNT(*) AS exchanges,
    MIN(p.time) AS first,
    MAX(p.time) AS last,
    MIN(CASE WHEN p.org = 0 THEN CAST(18446744073709551615 AS UBIGINT) ELSE p.org END) AS org
  FROM {past} AS p
  JOIN (
    SELECT DISTINCT {column} AS value FROM {fresh}
    WHERE {column} <> 0 AND {column} NOT IN (SELECT value FROM {old})
  ) AS newcomer ON newcomer.value = p.{column}
  GROUP BY p.{column}, p.account
) AS shown
GROUP BY value, account
QUALIFY MIN(account) OVER (PARTITION BY value) <> MAX(account) OVER (PARTITION BY value)
