-- Days of {old}, and of {fresh}, which has other days.
SELECT account, day, exchanges, first, last FROM {old}
UNION ALL
SELECT account, time - time % 86400000000 AS day, COUNT(*) AS exchanges, MIN(time) AS first, MAX(time) AS last
FROM {fresh}
GROUP BY account, time - time % 86400000000
