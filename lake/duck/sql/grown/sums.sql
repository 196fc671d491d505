-- The sums of an account over {past}, which {old} has, and {fresh}. A value that is in
-- both counts once.
SELECT
  account,
  MIN(org) AS org,
  MIN(first) AS first,
  MAX(last) AS last,
  {sums}
FROM (
  SELECT account, org, first, last, {columns} FROM {old}
  UNION ALL
  SELECT account, org, first, last, {columns} FROM ({again}) AS again
  {seen}
) AS both_times
GROUP BY account
