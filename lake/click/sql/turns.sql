-- This node's conversations, and whether they went on. To be spread by key.
SELECT conversation AS key, 0 AS day, {shard} AS shard, max(turn > 1) AS many
FROM {observations}
WHERE conversation <> 0
GROUP BY key
