-- Exchanges of an account whose prompt has one of its band keys or more in the table
-- {known} (place of the band, key). Order: account.
SELECT account, count() AS exchanges
FROM {observations}
WHERE turn > 0 AND (
  band0 IN (SELECT band FROM {known} WHERE place = 0) OR
  band1 IN (SELECT band FROM {known} WHERE place = 1) OR
  band2 IN (SELECT band FROM {known} WHERE place = 2) OR
  band3 IN (SELECT band FROM {known} WHERE place = 3))
GROUP BY account
ORDER BY account
