-- The ids of the accounts of this node. Order: account.
SELECT hash, id
FROM {names}
WHERE kind = 'account'
ORDER BY hash
