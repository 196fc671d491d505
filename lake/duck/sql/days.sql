-- One row an account and UTC day; day is its first microsecond. Order: account, day.
SELECT account, time - time % 86400000000 AS day, COUNT(*) AS exchanges, MIN(time) AS first, MAX(time) AS last
FROM {rows}
GROUP BY account, time - time % 86400000000
