-- The ids of accounts. Order: account.
SELECT hash, id
FROM names
WHERE kind = 'account'
ORDER BY hash
