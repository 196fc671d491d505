-- Meetings over {column} of {old}, and of {fresh}, which has other hours. {held} is who
-- shows it now, {before} who showed it in {past}: of a value that one account alone
-- showed there, its hours in {past} are hours without a meeting.
SELECT
  value,
  account,
  CAST(SUM(hours) AS BIGINT) AS hours,
  CAST(SUM(met) AS BIGINT) AS met,
  CAST(SUM(meetings) AS BIGINT) AS meetings,
  MIN(first) AS first,
  MAX(last) AS last
FROM (
  SELECT value, account, hours, met, meetings, first, last FROM {old}
  UNION ALL
  SELECT value, account, COUNT(*), CAST(SUM(CASE WHEN others > 0 THEN 1 ELSE 0 END) AS BIGINT), CAST(SUM(others) AS BIGINT), MIN(hour), MAX(hour)
  FROM (
    SELECT value, account, hour, COUNT(*) OVER (PARTITION BY value, hour) - 1 AS others
    FROM (
      SELECT DISTINCT CAST({column} AS UBIGINT) AS value, account, time // 3600000000 AS hour
      FROM {fresh}
      WHERE {column} <> 0 AND {column} IN (SELECT value FROM {held})
    ) AS shown
  ) AS counted
  GROUP BY value, account
  UNION ALL
  SELECT value, account, COUNT(*), 0, 0, MIN(hour), MAX(hour)
  FROM (
    SELECT DISTINCT CAST(p.{column} AS UBIGINT) AS value, p.account, p.time // 3600000000 AS hour
    FROM {past} AS p
    JOIN (
      SELECT DISTINCT value FROM {held} WHERE value NOT IN (SELECT value FROM {before})
    ) AS newcomer ON newcomer.value = p.{column}
  ) AS alone
  GROUP BY value, account
) AS together
GROUP BY value, account
