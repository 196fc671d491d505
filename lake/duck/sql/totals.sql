-- What is selected.
SELECT COUNT(*) AS exchanges, COUNT(DISTINCT account) AS accounts, MIN(time) AS first, MAX(time) AS last
FROM {rows}
