-- The ids that this node has on each day, and whether twice. To be spread by key.
SELECT id AS key, intDiv(time, 86400000000) AS day, {shard} AS shard, count() > 1 AS many
FROM observations
WHERE has_id = 1 AND {condition}
GROUP BY key, day
