-- Which of the exchanges with one id on one day are left out: all but the one of the lowest
-- canonical, then account, then time. To be spread by shard.
SELECT part, place, day, shard, differs
FROM (
  SELECT
    part,
    place,
    day,
    shard,
    canonical <> min(canonical) OVER (PARTITION BY id, day) AS differs,
    row_number() OVER (PARTITION BY id, day ORDER BY canonical, account, time, part, place) AS standing
  FROM {candidates}
)
WHERE standing > 1
