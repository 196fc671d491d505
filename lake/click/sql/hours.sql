-- In which hours of the clock this node's accounts showed values of {column}. To be spread by
-- value.
SELECT DISTINCT toUInt64({column}) AS value, account, intDiv(time, 3600000000) AS hour
FROM {observations}
WHERE {column} <> 0 AND toUInt64({column}) IN (SELECT key FROM {wanted})
