-- Values with at most {limit} holders, each for every node that has a holder. To be spread
-- by shard.
SELECT value AS key, 0 AS day, arrayJoin(groupUniqArray(toUInt16(account % {nodes}))) AS shard
FROM {held}
GROUP BY value
HAVING count() <= {limit}
