-- The keys that {condition} picks, each for every node that has it. To be spread by shard.
SELECT DISTINCT key, day, shard
FROM {seen}
WHERE (key, day) IN (SELECT key, day FROM {seen} GROUP BY key, day HAVING {condition})
