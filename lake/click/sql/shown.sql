-- The values of {column} that this node's accounts showed, and whether several did. To be
-- spread by key.
SELECT toUInt64({column}) AS key, 0 AS day, {shard} AS shard, min(account) <> max(account) AS many
FROM {observations}
WHERE {column} <> 0
GROUP BY key
