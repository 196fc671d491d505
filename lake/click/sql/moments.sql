-- The exchanges in {length} of every {every} microseconds, one row each. Order: account, time.
SELECT account, time
FROM {observations}
WHERE time % {every} < {length}
ORDER BY account, time
