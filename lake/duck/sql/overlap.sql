-- Exchanges of an account whose prompt has one of its band keys or more in the table
-- known (place of the band, key). Order: account.
SELECT account, COUNT(*) AS exchanges
FROM {rows}
WHERE turn > 0 AND
  CASE WHEN band0 IN (SELECT band FROM known WHERE place = 0) THEN 1 ELSE 0 END +
  CASE WHEN band1 IN (SELECT band FROM known WHERE place = 1) THEN 1 ELSE 0 END +
  CASE WHEN band2 IN (SELECT band FROM known WHERE place = 2) THEN 1 ELSE 0 END +
  CASE WHEN band3 IN (SELECT band FROM known WHERE place = 3) THEN 1 ELSE 0 END >= 1
GROUP BY account
ORDER BY account
