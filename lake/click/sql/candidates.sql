-- The exchanges of this node whose id came more than once on their day, with the rank of
-- their segment. To be spread by id.
SELECT id, intDiv(time, 86400000000) AS day, canonical, account, time, ranked.rank AS rank, part, place, {shard} AS shard
FROM observations
INNER JOIN {parts} AS ranked USING (part)
WHERE has_id = 1 AND {condition} AND (id, intDiv(time, 86400000000)) IN (SELECT key, day FROM {shared})
