-- Which of the exchanges with one id on one day are left out: all but the one of the lowest
-- canonical, then account, then time; of equal ones the first of the first segment stays.
-- To be spread by shard.
SELECT part, place, day, shard, differs
FROM (
  SELECT
    part,
    place,
    day,
    shard,
    canonical <> min(canonical) OVER (PARTITION BY id, day) AS differs,
    row_number() OVER (PARTITION BY id, day ORDER BY canonical, account, time, rank, place) AS standing
  FROM {candidates}
)
WHERE standing > 1
