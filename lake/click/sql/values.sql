-- Values with more than {limit} holders, one row a value. Order: value.
SELECT
  value,
  count() AS holders,
  uniqExact(owner) AS orgs,
  sum(exchanges) AS shown,
  min(first) AS earliest,
  max(last) AS latest
FROM {held}
GROUP BY value
HAVING count() > {limit}
ORDER BY value
