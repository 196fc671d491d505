-- The keys that {condition} picks, each for every node that has it. To be spread by shard.
SELECT key, day, arrayJoin(groupUniqArray(shard)) AS shard
FROM {seen}
GROUP BY key, day
HAVING {condition}
