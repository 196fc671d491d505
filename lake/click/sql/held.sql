-- Who of this node's accounts showed which value of {column}, of those that several accounts
-- showed. owner is the account's smallest organisation among these exchanges, or the account
-- itself. To be spread by value.
SELECT
  toUInt64({column}) AS value,
  account,
  count() AS exchanges,
  min(time) AS first,
  max(time) AS last,
  if(max(org) = 0, account, minIf(org, org <> 0)) AS owner
FROM {observations}
WHERE {column} <> 0 AND toUInt64({column}) IN (SELECT key FROM {shared})
GROUP BY value, account
