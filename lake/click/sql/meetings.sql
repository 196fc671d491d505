-- How often an account showed a value in an hour of the clock in which another account
-- showed it too: hours it showed it in, and meetings, an hour with n other accounts n times.
-- Order: value, account.
SELECT
  value,
  account,
  count() AS all_hours,
  countIf(others > 0) AS met,
  sum(others) AS meetings,
  min(hour) AS first,
  max(hour) AS last
FROM (
  SELECT value, account, hour, count() OVER (PARTITION BY value, hour) - 1 AS others
  FROM {hours}
)
GROUP BY value, account
ORDER BY value, account
