-- The ids of this node's exchanges, as often as they come. To be spread by key.
SELECT id AS key, intDiv(time, 86400000000) AS day, {shard} AS shard, 0 AS many
FROM observations
WHERE has_id = 1 AND {condition}
