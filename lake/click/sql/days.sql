-- One row an account and UTC day; day counts since 1970. Order: account, day.
SELECT account, intDiv(time, 86400000000) AS day, count() AS exchanges, min(time) AS first, max(time) AS last
FROM {observations}
GROUP BY account, day
ORDER BY account, day
